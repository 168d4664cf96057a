// /catalog search: the first hit whole, the next ones a line each, menus for more and for less.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/search_text.hpp>

namespace qm {
namespace {

constexpr std::size_t snippet_lines = 8;
constexpr std::size_t family_max = 6;
constexpr std::size_t near_max = 5;
constexpr std::size_t teams_max = 8;
constexpr std::size_t description_max = 300;
constexpr std::size_t line_description_max = 110;
constexpr std::size_t again_bytes_max = 400;  // a longer search is typed again, not pressed
constexpr int page_size = 5;
constexpr int pages_max = 20;

struct Args {
    std::string words;
    std::string kind;
    int page = 1;
};

// The same search by a button; what a menu chooses is appended.
std::string again(const Args& args, const std::string& words, int page = 1) {
    return "catalog search" + (page > 1 ? " --page=" + std::to_string(page) : "") +
           (args.kind.empty() ? "" : " --kind=" + args.kind) + " -- " + words;
}

bool is_cut(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) >= snippet_lines;
}

std::string first_lines(const std::string& text) {
    if (!is_cut(text)) return text;
    std::size_t at = 0;
    for (std::size_t lines = 0; lines < snippet_lines; ++lines)
        at = text.find('\n', at) + 1;
    return text.substr(0, at) + "…";
}

// Of its description what a line holds, cut between words.
Marked one_line(const Hit& hit) {
    const std::string& all = hit.entry.description;
    if (all.size() <= line_description_max)
        return marked(all, hit.in_description, line_description_max);
    const auto blank = all.find_last_of(" \n", line_description_max);
    const bool words = blank != std::string::npos && blank >= line_description_max / 2;
    Marked line =
        marked(words ? all.substr(0, blank) : all, hit.in_description, line_description_max + 1);
    if (words) line.pieces.push_back({" …", false});
    return line;
}

// What was met is bold; where no word was asked for, the name is.
Text line_of(const Hit& hit, const std::string& key) {
    if (hit.entry.tombstone) return say("catalog.gone", fills_of(hit.entry));
    std::vector<Fill> fills = fills_of(hit.entry);
    for (Fill& fill : fills) {
        if (fill.name == "name")
            fill.value = hit.met.empty() ? Marked{{{hit.entry.name, true}}}
                                         : marked(hit.entry.name, hit.in_name, description_max);
        if (fill.name == "description") fill.value = one_line(hit);
    }
    return say(key + (hit.entry.deprecated ? "_deprecated" : ""), std::move(fills));
}

void whole(const Hit& hit, Message& message) {
    const Entry& entry = hit.entry;
    message.line(line_of(hit, "catalog.found"));
    if (!entry.successor.empty())
        message.line(say("catalog.successor", {{"name", Plain{entry.successor}}}));
    if (!entry.description.empty()) {
        const Marked words = marked(entry.description, hit.in_description, description_max);
        message.line(say("catalog.description", {{"description", words}}));
    }
    if (!entry.snippet.empty() && !entry.tombstone)
        message.code(entry.snippet_language, first_lines(entry.snippet));
}

// Typing mistakes that were forgiven: what is not there must not seem to be.
void read_as_line(const Hit& hit, Message& message) {
    std::string typed;
    std::string read;
    std::string before;
    for (const Met& met : hit.met) {
        if (met.typos == 0 || met.how == "does") continue;  // what does it was never typed
        typed += (typed.empty() ? "" : " ") + met.word;
        // A name written as one word is what several words were read as.
        if (met.as != before) read += (read.empty() ? "" : " ") + met.as;
        before = met.as;
    }
    if (!read.empty())
        message.line(say("catalog.read_as", {{"typed", Plain{shortened(typed, 80)}},
                                             {"read", Plain{shortened(read, 80)}}}));
}

bool same(const Entry& a, const Entry& b) {
    return a.kind == b.kind && a.name == b.name && a.repo == b.repo && a.path == b.path;
}

// Hits of the first one's family are told in its own line, not once more below.
std::vector<Hit> shown_of(const Found& found, const std::vector<Entry>& family) {
    std::vector<Hit> shown;
    for (const Hit& hit : found.hits) {
        const bool told = std::any_of(family.begin(), family.end(),
                                      [&](const Entry& each) { return same(each, hit.entry); });
        if (!told) shown.push_back(hit);
    }
    return shown;
}

Control details_menu(const std::vector<Hit>& hits, const std::vector<Entry>& family,
                     const Args& args) {
    Control menu{
        "details", say("button.details"), "catalog show" + asked_option(args.words), {}, false};
    for (const Hit& hit : hits)
        menu.choices.push_back(details_of(hit.entry));
    for (std::size_t i = 0; i < std::min(family.size(), family_max); ++i)
        menu.choices.push_back(details_of(family[i]));
    return menu;
}

// Kinds, teams and "without deprecated", each with what would be left.
void narrow_menu(const Found& found, const Args& args, Message& message) {
    if (found.total <= page_size || args.words.size() > again_bytes_max) return;
    Control menu{"narrow", say("button.narrow"), again(args, args.words), {}, false};
    const auto add = [&](const char* key, Value value, int count, std::string filter) {
        menu.choices.push_back(
            {say(key, {{"value", std::move(value)}, {"count", std::int64_t{count}}}),
             std::move(filter)});
    };
    for (const Counted& kind : found.kinds) {
        if (found.kinds.size() > 1)
            add("narrow.kind", nested(say("entry_kind." + kind.name)), kind.times,
                "kind:" + kind.name);
    }
    for (std::size_t i = 0; i < std::min(found.owners.size(), teams_max); ++i) {
        const Counted& owner = found.owners[i];
        if (found.owners.size() > 1 && owner.name.find('"') == std::string::npos)
            add("narrow.team", Plain{owner.name}, owner.times, "team:\"" + owner.name + "\"");
    }
    const int living = found.total - found.deprecated;
    if (found.deprecated > 0 && living > 0)
        add("narrow.living", Plain{""}, living, "deprecated:no");
    if (!menu.choices.empty()) message.controls.push_back(std::move(menu));
}

// An answer to a press carries no buttons on every platform, so that the first page leads to all.
void page_menu(const Found& found, const Args& args, int page, int last, Message& message) {
    Control menu{"page", say("button.page"), again(args, args.words, 1), {}, false};
    const std::string start = "catalog search";
    menu.command = start;
    for (int i = 1; i <= last; ++i) {
        if (i == page) continue;
        menu.choices.push_back(
            {say("catalog.page_choice", {{"from", std::int64_t{page_size * (i - 1) + 1}},
                                         {"to", std::int64_t{std::min(page_size * i, found.total)}},
                                         {"total", std::int64_t{found.total}}}),
             again(args, args.words, i).substr(start.size() + 1)});
    }
    message.controls.push_back(std::move(menu));
}

void pages(const Found& found, const Args& args, int page, Message& message) {
    const int shown = page_size * (page - 1) + static_cast<int>(found.hits.size());
    const int last = std::min((found.total + page_size - 1) / page_size, pages_max);
    if (page > 1)
        message.line(
            say("catalog.page", {{"page", std::int64_t{page}}, {"pages", std::int64_t{last}}}));
    else if (shown < found.total)
        message.line(say("catalog.more", {{"count", std::int64_t{found.total - shown}}}));
    if (args.words.size() > again_bytes_max) return;
    if (page > 1)
        message.controls.push_back(
            {"less", say("button.page_before"), again(args, args.words, page - 1), {}, false});
    if (page < last)
        message.controls.push_back(
            {"more", say("button.next_page"), again(args, args.words, page + 1), {}, false});
    if (last > 2) page_menu(found, args, page, last, message);
}

// A filter that means nothing: what was meant, and what may be written.
void complaint_lines(const Found& found, const Args& args, Message& message) {
    constexpr std::size_t known_max = 12;
    static const std::vector<std::string> filters{"kind", "team", "lang", "deprecated", "words"};
    for (const Complaint& complaint : found.asked.complaints) {
        const std::string key = "filter." + filters.at(static_cast<std::size_t>(complaint.about));
        message.line(say(key, {{"value", Plain{shortened(complaint.value, 60)}},
                               {"known", Plain{joined(complaint.known, known_max)}}}));
        if (complaint.nearest.empty()) continue;
        message.line(say("filter.near", {{"nearest", Plain{complaint.nearest}}}));
        if (message.controls.empty() && complaint.mended.size() <= again_bytes_max)
            message.controls.push_back(
                {"mended",
                 say("button.mended", {{"words", Plain{shortened(complaint.mended, 60)}}}),
                 again(args, complaint.mended),
                 {},
                 false});
    }
}

void near_lines(const Found& found, const Args& args, Message& message) {
    if (found.suggestions.empty()) return;
    message.line(say("catalog.near", {{"names", Plain{joined(found.suggestions, near_max)}}}));
    Control menu{
        "near", say("button.details"), "catalog show" + asked_option(args.words), {}, false};
    for (const std::string& name : found.suggestions)
        menu.choices.push_back({say("catalog.name", {{"name", Plain{name}}}), "-- " + name});
    message.controls.push_back(std::move(menu));
}

// Nothing: why, near names, and where to ask.
Reply nothing(const Args& args, const Found& found, const Context& context) {
    if (!found.asked.complaints.empty()) {
        Reply reply;
        complaint_lines(found, args, reply.message);
        return reply;
    }
    Reply reply = Reply::of(say("catalog.nothing", {{"words", Plain{shortened(args.words, 80)}}}));
    if (found.dropped > 0) {
        reply.message.line(say("catalog.dropped", {{"count", std::int64_t{found.dropped}}}));
        if (found.asked.words.size() <= again_bytes_max)
            reply.message.controls.push_back(
                {"all", say("button.unfiltered"), again(args, found.asked.words), {}, false});
    }
    near_lines(found, args, reply.message);
    std::vector<Entry> nearest;
    if (!found.suggestions.empty()) nearest = context.catalog().named(found.suggestions.front());
    ask_lines(found.asked.words.empty() ? args.words : found.asked.words,
              nearest.empty() ? nullptr : &nearest.front(), context, reply.message);
    return reply;
}

result<Reply> run(const Args& args, Context& context) {
    int page = std::clamp(args.page, 1, pages_max);
    Query query{args.words, args.kind, page_size, page_size * (page - 1), "", true};
    Found found = context.catalog().search(query);
    if (found.hits.empty() && found.total > 0) {  // past the end: the last one
        page = std::clamp((found.total + page_size - 1) / page_size, 1, page);
        query.offset = page_size * (page - 1);
        found = context.catalog().search(query);
    }
    if (found.hits.empty()) return nothing(args, found, context);
    Reply reply;
    Message& message = reply.message;
    reply.found = found.total;
    const Entry& first = found.hits.front().entry;
    const auto family = context.catalog().family(first);
    const auto hits = shown_of(found, family);
    read_as_line(found.hits.front(), message);
    whole(found.hits.front(), message);
    family_line(family, message);
    for (std::size_t i = 1; i < hits.size(); ++i)
        message.line(line_of(hits[i], "catalog.found_hit"));
    const std::string asked = asked_option(args.words);
    message.controls.push_back(details_menu(hits, family, args));
    narrow_menu(found, args, message);
    pages(found, args, page, message);
    if (is_cut(first.snippet) && !first.tombstone)
        message.controls.push_back({"snippet",
                                    say("button.snippet"),
                                    "catalog snippet" + asked + " -- " + first.id,
                                    {},
                                    false});
    if (!asked.empty())
        message.controls.push_back({"unwanted",
                                    say("button.unwanted"),
                                    "catalog unwanted" + asked + " -- " + first.id,
                                    {},
                                    false});
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
        .rest("words", &Args::words,
              "what to look for; also kind:role, team:core, lang:python, deprecated:no, "
              "\"side by side\" and -without")
        .with_quotes()
        .example("/catalog search prometheus exporter")
        .example("/catalog redis kind:chart deprecated:no")
        .example("/catalog redis --kind helm-chart")
        .runs(run);
}

}  // namespace qm
