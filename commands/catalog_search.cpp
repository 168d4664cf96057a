// /catalog search: the first hit whole, the next ones a line each, a menu for more.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

#include <algorithm>

namespace qm {
namespace {

constexpr std::size_t snippet_lines = 8;
constexpr std::size_t description_max = 300;

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

std::string shortened(const std::string& text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t cut = most;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80)
        --cut;
    return text.substr(0, cut) + "…";
}

std::vector<Fill> fills_of(const Entry& entry) {
    return {{"name", Plain{entry.name}},
            {"kind", nested(say("entry_kind." + entry.kind))},
            {"version", Plain{entry.version.empty() ? "–" : entry.version}},
            {"owner", Plain{entry.owner.empty() ? "–" : entry.owner}},
            {"description", Plain{shortened(entry.description, description_max)}}};
}

void whole(const Entry& entry, Message& message) {
    message.line(
        say(entry.deprecated ? "catalog.first_deprecated" : "catalog.first", fills_of(entry)));
    if (!entry.description.empty()) message.line(say("catalog.description", fills_of(entry)));
    if (!entry.snippet.empty())
        message.code(entry.snippet_language, first_lines(entry.snippet, snippet_lines));
}

Control details_menu(const Found& found) {
    Control menu{"details", say("button.details"), "catalog show", {}, false};
    for (const Hit& hit : found.hits) {
        menu.choices.push_back({say("catalog.choice", fills_of(hit.entry)),
                                "--kind=" + hit.entry.kind + " -- " + hit.entry.name});
    }
    return menu;
}

Reply nothing(const Args& args, const Found& found) {
    Reply reply = Reply::of(say("catalog.nothing", {{"words", Plain{shortened(args.words, 80)}}}));
    if (!found.suggestions.empty()) {
        std::string names;
        for (const std::string& name : found.suggestions)
            names += (names.empty() ? "" : ", ") + name;
        reply.message.line(say("catalog.near", {{"names", Plain{names}}}));
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
    whole(found.hits.front().entry, reply.message);
    for (std::size_t i = 1; i < found.hits.size(); ++i)
        reply.message.line(
            say(found.hits[i].entry.deprecated ? "catalog.hit_deprecated" : "catalog.hit",
                fills_of(found.hits[i].entry)));
    const int shown = query.offset + static_cast<int>(found.hits.size());
    reply.message.controls.push_back(details_menu(found));
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
