// /catalog search: the first hit whole, the next ones a line each, a menu for more.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/entry_text.hpp>

namespace qm {
namespace {

constexpr std::size_t snippet_lines = 8;
constexpr std::size_t family_max = 6;
constexpr std::size_t near_max = 5;

struct Args {
    std::string words;
    std::string kind;
    int page = 1;
};

std::string first_lines(const std::string& text, std::size_t most) {
    std::size_t at = 0;
    for (std::size_t lines = 0; lines < most && at != std::string::npos; ++lines)
        at = text.find('\n', at == 0 && lines == 0 ? 0 : at + 1);
    return at == std::string::npos ? text : text.substr(0, at) + "\n…";
}

// "role 1.2 · chart 8.2.0": the same thing in other kinds, with the versions that differ.
void family_line(const std::vector<Entry>& family, Message& message) {
    if (family.empty()) return;
    std::vector<Fill> fills;
    Text rest = say("catalog.member", fills_of(family.front()));
    for (std::size_t i = 1; i < std::min(family.size(), family_max); ++i)
        rest =
            say("catalog.members", {{"first", nested(std::move(rest))},
                                    {"next", nested(say("catalog.member", fills_of(family[i])))}});
    message.line(say("catalog.family", {{"members", nested(std::move(rest))},
                                        {"count", static_cast<std::int64_t>(family.size())}}));
}

void whole(const Entry& entry, Message& message) {
    message.line(first_line(entry));
    if (!entry.successor.empty())
        message.line(say("catalog.successor", {{"name", Plain{entry.successor}}}));
    if (!entry.description.empty()) message.line(say("catalog.description", fills_of(entry)));
    if (!entry.snippet.empty() && !entry.tombstone)
        message.code(entry.snippet_language, first_lines(entry.snippet, snippet_lines));
}

Control details_menu(const std::vector<Entry>& shown) {
    Control menu{"details", say("button.details"), "catalog show", {}, false};
    for (const Entry& entry : shown)
        menu.choices.push_back(details_of(entry));
    return menu;
}

bool same(const Entry& a, const Entry& b) {
    return a.kind == b.kind && a.name == b.name && a.repo == b.repo && a.path == b.path;
}

// Hits of the first one's family are told in its own line, not once more below.
std::vector<Entry> shown_of(const Found& found, const std::vector<Entry>& family) {
    std::vector<Entry> shown;
    for (const Hit& hit : found.hits) {
        const bool told = std::any_of(family.begin(), family.end(),
                                      [&](const Entry& each) { return same(each, hit.entry); });
        if (!told) shown.push_back(hit.entry);
    }
    return shown;
}

Reply nothing(const Args& args, const Found& found) {
    Reply reply = Reply::of(say("catalog.nothing", {{"words", Plain{shortened(args.words, 80)}}}));
    if (!found.suggestions.empty()) {
        reply.message.line(
            say("catalog.near", {{"names", Plain{joined(found.suggestions, near_max)}}}));
        Control menu{"near", say("button.details"), "catalog show", {}, false};
        for (const std::string& name : found.suggestions)
            menu.choices.push_back({say("catalog.name", {{"name", Plain{name}}}), "-- " + name});
        reply.message.controls.push_back(std::move(menu));
    }
    reply.message.line(say("catalog.ask"));
    return reply;
}

result<Reply> run(const Args& args, Context& context) {
    constexpr int page_size = 5;
    Query query{args.words, args.kind, page_size, page_size * (std::clamp(args.page, 1, 20) - 1)};
    const Found found = context.catalog().search(query);
    if (found.hits.empty()) return nothing(args, found);
    Reply reply;
    reply.found = found.total;
    const Entry& first = found.hits.front().entry;
    const auto family = context.catalog().family(first);
    const auto entries = shown_of(found, family);
    whole(first, reply.message);
    family_line(family, reply.message);
    for (std::size_t i = 1; i < entries.size(); ++i)
        reply.message.line(hit_line(entries[i]));
    const int shown = query.offset + static_cast<int>(found.hits.size());
    std::vector<Entry> choices = entries;
    for (std::size_t i = 0; i < std::min(family.size(), family_max); ++i)
        choices.push_back(family[i]);
    reply.message.controls.push_back(details_menu(choices));
    if (shown < found.total) {
        reply.message.line(say("catalog.more", {{"count", std::int64_t{found.total - shown}}}));
        reply.message.controls.push_back({"more",
                                          say("button.next_page"),
                                          "catalog search --page=" + std::to_string(args.page + 1) +
                                              (args.kind.empty() ? "" : " --kind=" + args.kind) +
                                              " -- " + args.words,
                                          {},
                                          false});
    }
    return reply;
}

}  // namespace

Command catalog_search() {
    return command<Args>("catalog search", "Find a role, chart, image, package, exporter or module")
        .lane(Lane::index)
        .by_default()
        .option("kind", &Args::kind, "only this kind of entry")
        .choices({"ansible-collection", "ansible-role", "ci-template", "container-image",
                  "debian-package", "helm-chart", "prometheus-exporter", "python-package",
                  "terraform-module"})
        .option("page", &Args::page, "which five")
        .rest("words", &Args::words, "what to look for")
        .example("/catalog search prometheus exporter")
        .example("/catalog redis --kind helm-chart")
        .runs(run);
}

}  // namespace qm
