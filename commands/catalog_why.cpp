// /catalog why: why an entry stands where it stands in a search, or does not.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/entry_text.hpp>

#include <cstdlib>

namespace qm {
namespace {

constexpr int page_size = 100;
constexpr int pages_max = 20;  // of results that are looked at for its place
constexpr std::size_t words_max = 8;

struct Args {
    std::string words;
};

struct Standing {
    int place = 0;  // 0: it was not met
    int total = 0;
    Hit hit;
    std::optional<Hit> before;
    std::optional<Hit> after;
};

std::vector<std::string> parts_of(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < text.size() && parts.size() < words_max;) {
        const auto from = text.find_first_not_of(" \t\n", at);
        if (from == std::string::npos) break;
        at = std::min(text.find_first_of(" \t\n", from), text.size());
        parts.push_back(text.substr(from, at - from));
    }
    return parts;
}

Standing standing(const CatalogView& catalog, const std::string& words, const Entry& entry) {
    Standing found;
    for (int page = 0; page < pages_max; ++page) {
        const Found some =
            catalog.search({words, "", page_size, page * page_size, "", /*detailed=*/true});
        found.total = some.total;
        for (std::size_t i = 0; i < some.hits.size(); ++i) {
            const Hit& hit = some.hits[i];
            if (found.place > 0) {
                found.after = hit;
                return found;
            }
            if (hit.entry.id == entry.id) {
                found.place = page * page_size + static_cast<int>(i) + 1;
                found.hit = hit;
            } else {
                found.before = hit;
            }
        }
        if ((page + 1) * page_size >= some.total) break;
    }
    return found;
}

// The first rule in which the one that stands ahead is better.
Text deciding(const Hit& ahead, const Hit& behind) {
    for (std::size_t i = 0; i < std::min(ahead.rules.size(), behind.rules.size()); ++i) {
        const Rule& one = ahead.rules[i];
        const std::int64_t other = behind.rules[i].value;
        if (one.value == other) continue;
        return say("why.rule." + one.name, {{"ahead", std::int64_t{std::abs(one.value)}},
                                            {"behind", std::int64_t{std::abs(other)}}});
    }
    return say("why.rule.name", {{"ahead", std::int64_t{0}}, {"behind", std::int64_t{0}}});
}

void met_lines(const Hit& hit, Message& message) {
    for (const Met& met : hit.met) {
        std::string key = "why.met." + (met.where.empty()     ? "missing"
                                        : met.where == "kind" ? "kind"
                                        : met.typos > 0       ? "typo"
                                        : met.as == met.word  ? "written"
                                                              : met.how);
        if (key == "why.met.written" && met.as != met.word) key = "why.met.ending";
        Text where = met.where.empty() ? say("why.where.kind") : say("why.where." + met.where);
        message.line(say(std::move(key), {{"word", Plain{met.word}},
                                          {"as", Plain{met.as}},
                                          {"typos", std::int64_t{met.typos}},
                                          {"where", nested(std::move(where))}}));
    }
}

std::vector<Fill> with(const Entry& entry, const std::string& words, const Standing& place) {
    std::vector<Fill> fills = fills_of(entry);
    fills.push_back({"words", Plain{shortened(words, 80)}});
    fills.push_back({"place", std::int64_t{place.place}});
    fills.push_back({"total", std::int64_t{place.total}});
    return fills;
}

void neighbour(const char* key, const Hit& other, Text rule, Message& message) {
    std::vector<Fill> fills = fills_of(other.entry);
    fills.push_back({"rule", nested(std::move(rule))});
    message.line(say(key, std::move(fills)));
}

void found_lines(const std::string& words, const Standing& at, Message& message) {
    message.line(say("why.place", with(at.hit.entry, words, at)));
    met_lines(at.hit, message);
    if (at.before)
        neighbour("why.before", *at.before, deciding(*at.before, at.hit), message);
    else if (at.after)
        neighbour("why.first", *at.after, deciding(at.hit, *at.after), message);
}

// Each filter and each word alone, against this entry alone.
void missed_lines(const CatalogView& catalog, const std::string& words, const Entry& entry,
                  const Standing& at, Message& message) {
    const Found asked = catalog.search({words, "", 0, 0, entry.id, false});
    message.line(say("why.not", with(entry, words, at)));
    if (asked.total > 0) {
        message.line(say("why.far", {{"count", std::int64_t{page_size * pages_max}}}));
        return;
    }
    const std::size_t before = message.blocks.size();
    const auto fails = [&](const std::string& part) {
        return catalog.search({part, "", 0, 0, entry.id, false}).total == 0;
    };
    for (const Condition& condition : asked.asked.conditions) {
        if (fails(condition.written))
            message.line(say("why.filter", {{"filter", Code{condition.written}}}));
    }
    if (entry.tombstone) message.line(say("why.gone", fills_of(entry)));
    for (const std::string& word : parts_of(asked.asked.words)) {
        if (fails(word)) message.line(say("why.lacks", {{"word", Plain{word}}}));
    }
    if (message.blocks.size() == before) message.line(say("why.weak"));
}

result<Reply> run(const Args& args, Context& context) {
    const CatalogView& catalog = context.catalog();
    const auto last = args.words.find_last_not_of(" \t\n");
    const auto blank = args.words.find_last_of(" \t\n", last);
    if (last == std::string::npos || blank == std::string::npos) return Reply::of(say("why.how"));
    const std::string name = args.words.substr(blank + 1, last - blank);
    const std::string words = args.words.substr(0, blank);
    const auto entries = catalog.named(name);
    if (entries.empty()) return no_such_entry(name, catalog.near(name));
    Reply reply;
    const Found asked = catalog.search({words, "", 0, 0, "", false});
    if (!asked.asked.complaints.empty()) {
        reply.message.line(
            say("why.complaint", {{"value", Plain{asked.asked.complaints.front().value}}}));
        return reply;
    }
    // Of several kinds that share the name, the one that was found.
    const auto met = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
        return catalog.search({words, "", 0, 0, entry.id, false}).total > 0;
    });
    const Entry& entry = met == entries.end() ? entries.front() : *met;
    const Standing at = standing(catalog, words, entry);
    if (at.place > 0)
        found_lines(words, at, reply.message);
    else
        missed_lines(catalog, words, entry, at, reply.message);
    return reply;
}

}  // namespace

Command catalog_why() {
    return command<Args>("catalog why", "Why an entry stands where it stands in a search, or not")
        .lane(Lane::index)
        .rest("words", &Args::words, "the search as it was typed, then the entry's name")
        .with_quotes()
        .example("/catalog why postgres backup pgbackrest")
        .example("/catalog why redis kind:chart helm-chart/redis")
        .runs(run);
}

}  // namespace qm
