// How an entry is written in a line, the same in every command.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>
#include <quartermaster/entry.hpp>
#include <quartermaster/reply.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace qm {

// At most `most` bytes, cut between characters.
inline std::string shortened(const std::string& text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t cut = most;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80)
        --cut;
    return text.substr(0, cut) + "…";
}

// "a, b, c …", at most `most` of them.
inline std::string joined(const std::vector<std::string>& words, std::size_t most) {
    std::string all;
    for (std::size_t i = 0; i < std::min(words.size(), most); ++i)
        all += (all.empty() ? "" : ", ") + words[i];
    return words.size() > most ? all + " …" : all;
}

inline std::string or_dash(const std::string& text) {
    return text.empty() ? "–" : text;
}

inline std::vector<Fill> fills_of(const Entry& entry) {
    constexpr std::size_t description_max = 300;
    return {
        {"name", Plain{entry.name}},
        {"kind", nested(say("entry_kind." + entry.kind))},
        {"version", Plain{or_dash(entry.version)}},
        {"owner", Plain{or_dash(entry.owner)}},
        {"day", Plain{entry.tombstone ? entry.gone_at.substr(0, 10) : entry.updated.substr(0, 10)}},
        {"description", Plain{shortened(entry.description, description_max)}}};
}

// The first line of a card.
inline Text first_line(const Entry& entry) {
    if (entry.tombstone) return say("catalog.gone", fills_of(entry));
    return say(entry.deprecated ? "catalog.first_deprecated" : "catalog.first", fills_of(entry));
}

// One line among others.
inline Text hit_line(const Entry& entry) {
    if (entry.tombstone) return say("catalog.gone", fills_of(entry));
    return say(entry.deprecated ? "catalog.hit_deprecated" : "catalog.hit", fills_of(entry));
}

// A choice that leads to the whole card of exactly this entry.
inline Choice details_of(const Entry& entry) {
    return {say("catalog.choice", fills_of(entry)), "-- " + entry.id};
}

// "A · B · C" out of sentences; halved each time, because rendering bounds how deep they nest.
inline Text all_of(const Text* first, std::size_t count) {
    if (count == 1) return *first;
    const std::size_t half = (count + 1) / 2;
    return say("list.and", {{"first", nested(all_of(first, half))},
                            {"next", nested(all_of(first + half, count - half))}});
}

// "Also as chart 8.2.0 · role 1.2": the same thing in other kinds, with versions that differ.
inline void family_line(const std::vector<Entry>& family, Message& message) {
    constexpr std::size_t family_max = 6;
    std::vector<Text> members;
    for (std::size_t i = 0; i < std::min(family.size(), family_max); ++i)
        members.push_back(say("catalog.member", fills_of(family[i])));
    if (members.empty()) return;
    message.line(
        say("catalog.family", {{"members", nested(all_of(members.data(), members.size()))}}));
    if (family.size() > family_max)
        message.line(say("catalog.more",
                         {{"count", static_cast<std::int64_t>(family.size() - family_max)}}));
}

// Those of a name, or of that name and kind; the one that people mean comes first.
inline std::vector<Entry> named(const CatalogView& catalog, const std::string& name,
                                const std::string& kind) {
    auto entries = catalog.named(name);
    if (!kind.empty())
        std::erase_if(entries, [&](const Entry& entry) { return entry.kind != kind; });
    return entries;
}

inline Reply no_such_entry(const std::string& name, const std::vector<std::string>& near) {
    constexpr std::size_t near_max = 5;
    Reply reply = Reply::of(say("catalog.no_such", {{"name", Plain{shortened(name, 80)}}}));
    if (!near.empty())
        reply.message.line(say("catalog.near", {{"names", Plain{joined(near, near_max)}}}));
    return reply;
}

}  // namespace qm
