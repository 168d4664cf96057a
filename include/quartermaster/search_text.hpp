// What the answer to a search and its buttons have in common: marks, the search they came from,
// and where to ask when nothing fits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>
#include <quartermaster/entry_text.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace qm {

// The text, at most `most` bytes of it, with what was met in bold.
inline Marked marked(const std::string& text, const std::vector<Stretch>& met, std::size_t most) {
    const std::string shown = shortened(text, most);
    const std::size_t end = shown.size() < text.size() || text.size() <= most
                                ? std::min(shown.size(), text.size())
                                : most;
    Marked marks;
    std::size_t at = 0;
    for (const Stretch& one : met) {
        if (one.begin < at || one.end > end || (text.size() > most && one.end > most - 4)) break;
        if (one.begin > at) marks.pieces.push_back({shown.substr(at, one.begin - at), false});
        marks.pieces.push_back({shown.substr(one.begin, one.end - one.begin), true});
        at = one.end;
    }
    if (at < shown.size()) marks.pieces.push_back({shown.substr(at), false});
    return marks;
}

// ` --asked="…"`: a button that remembers the search it was found by, so that it can be counted.
inline std::string asked_option(const std::string& words) {
    constexpr std::size_t bytes_max = 200;
    if (words.empty() || words.size() > bytes_max) return {};
    std::string clean;
    for (const char c : words) {
        const bool quote = c == '"' || c == '\\';
        clean += quote || static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    for (const std::string_view mark : {"”", "“", "„", "«", "»"}) {
        for (auto at = clean.find(mark); at != std::string::npos; at = clean.find(mark, at))
            clean.replace(at, mark.size(), " ");
    }
    return clean.find_first_not_of(' ') == std::string::npos ? "" : " --asked=\"" + clean + "\"";
}

// Where to ask: the team of the nearest entry, else the caller's; with a button that opens a form.
// The answer to a press carries no buttons everywhere, so there the words say how.
inline void ask_lines(const std::string& words, const Entry* nearest, const Context& context,
                      Message& message) {
    constexpr std::size_t bytes_max = 200;
    const Team* team = context.whom_to_ask(nearest);
    if (team == nullptr) {
        message.line(say("catalog.ask"));
        return;
    }
    const bool owner = nearest != nullptr && context.whom_to_ask(nullptr) != team;
    message.line(say(
        owner ? "catalog.ask_owner" : "catalog.ask_team",
        {{"team", Plain{team->name}}, {"name", Plain{nearest != nullptr ? nearest->name : ""}}}));
    if (context.pressed())
        message.line(say("ask.how", {{"team", Plain{team->name}}, {"id", Plain{team->id.value}}}));
    message.controls.push_back(
        {"ask",
         say("button.ask_team", {{"team", Plain{team->name}}}),
         "req form-team " + team->id.value + " " + shortened(words, bytes_max),
         {},
         false});
}

}  // namespace qm
