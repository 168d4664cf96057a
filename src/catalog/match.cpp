// Meets a query's words with the table of words.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/match.hpp"

#include "catalog/words.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace qm::catalog {
namespace {

constexpr std::size_t prefix_terms_max = 256;
constexpr std::size_t prefix_bytes_min = 2;
constexpr std::size_t corrections_max = 8;
constexpr std::size_t phrase_words_max = 4;
constexpr std::size_t others_max = 64;
constexpr std::size_t spoken_max = 48;
constexpr std::array<float, fields_count> field_weights{5.0F, 3.0F, 1.5F, 0.5F};
constexpr std::array<float, fields_count> field_slopes{0.6F, 0.4F, 0.4F, 0.3F};
constexpr std::array<float, 5> nearness_shares{1.0F, 0.9F, 0.9F, 0.8F, 0.6F};

auto order_of(const Match& match) {
    return std::tuple(match.doc, match.typos, match.field, match.nearness, -match.score);
}

// One match a doc: the nearest one, with the best score of all.
void keep_best(std::vector<Match>& matches) {
    std::sort(matches.begin(), matches.end(),
              [](const Match& a, const Match& b) { return order_of(a) < order_of(b); });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < matches.size(); ++i) {
        if (kept > 0 && matches[kept - 1].doc == matches[i].doc) {
            matches[kept - 1].score = std::max(matches[kept - 1].score, matches[i].score);
        } else {
            matches[kept++] = matches[i];
        }
    }
    matches.resize(kept);
}

// How a phrase is looked up: one word in the singular, more words as their sorted stems.
std::string key_of(std::vector<std::string> words) {
    if (words.size() == 1) return singular(words.front());
    for (auto& word : words)
        word = stem(word);
    std::sort(words.begin(), words.end());
    std::string out;
    for (const auto& word : words)
        out += (out.empty() ? "" : " ") + word;
    return out;
}

// Docs of both; what is worse of the two counts.
std::vector<Match> intersect(const std::vector<Match>& a, const std::vector<Match>& b) {
    std::vector<Match> out;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        if (a[i].doc < b[j].doc) {
            ++i;
        } else if (b[j].doc < a[i].doc) {
            ++j;
        } else {
            Match both = a[i];
            both.field = std::max(a[i].field, b[j].field);
            both.nearness = std::max(a[i].nearness, b[j].nearness);
            both.score = std::min(a[i].score, b[j].score);
            both.by_kind = a[i].by_kind && b[j].by_kind;
            out.push_back(both);
            ++i, ++j;
        }
    }
    return out;
}

void append(std::vector<Match>& to, std::vector<Match> more, Nearness nearness, int typos = 0) {
    for (auto& match : more) {
        match.nearness = std::max<std::uint8_t>(match.nearness, nearness);
        match.typos = static_cast<std::uint8_t>(match.typos + typos);
        match.score *= nearness_shares[nearness] / static_cast<float>(1 + typos);
        to.push_back(match);
    }
}

}  // namespace

Meaning::Meaning(const Dictionary& dictionary) {
    const auto take = [](const auto& from, Table& to) {
        for (const auto& [phrase, others] : from) {
            auto& list = to[key_of(words_of(phrase))];
            list.insert(list.end(), others.begin(), others.end());
        }
    };
    take(dictionary.same, same_);
    take(dictionary.does, does_);
    dropped_.insert(dictionary.question_words.begin(), dictionary.question_words.end());
    for (const auto& word : dictionary.light_words)
        light_.insert(stem(word));
}

void Meaning::add_others(const std::string& key, std::vector<Other>& out) const {
    const auto add = [&](const Table& table, const std::string& from, Nearness nearness) {
        const auto found = table.find(from);
        if (found == table.end()) return;
        for (const auto& other : found->second) {
            if (out.size() < others_max) out.push_back({words_of(other), nearness});
        }
    };
    add(same_, key, same_meaning);
    add(does_, key, does_it);
    if (const auto found = same_.find(key); found != same_.end()) {
        for (const auto& other : found->second)
            add(does_, key_of(words_of(other)), does_it);
    }
}

// The keys of a phrase: its words, and each in turn as the dictionary translates it.
std::vector<std::string> Meaning::spoken(const std::vector<std::string>& words) const {
    std::vector<std::vector<std::string>> ways{{}};
    for (const auto& word : words) {
        std::vector<std::string> choices{word};
        if (const auto found = same_.find(singular(word)); found != same_.end()) {
            for (const auto& other : found->second) {
                if (other.find(' ') == std::string::npos) choices.push_back(other);
            }
        }
        std::vector<std::vector<std::string>> longer;
        for (const auto& choice : choices) {
            for (const auto& way : ways) {
                if (longer.size() >= spoken_max) break;
                longer.push_back(way);
                longer.back().push_back(choice);
            }
        }
        ways = std::move(longer);
    }
    std::vector<std::string> keys;
    for (auto& way : ways) {
        std::string key = key_of(std::move(way));
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(std::move(key));
    }
    return keys;
}

std::vector<Meaning::Other> Meaning::others(const std::vector<std::string>& words) const {
    std::vector<Other> out;
    if (words.size() == 1) {
        add_others(key_of(words), out);
    } else {
        for (const auto& key : spoken(words))
            add_others(key, out);
    }
    return out;
}

bool Meaning::dropped(const std::string& word) const {
    return dropped_.contains(word);
}

bool Meaning::light(const std::string& word) const {
    return light_.contains(stem(word));
}

std::vector<std::string> Meaning::keys_like(char first) const {
    std::vector<std::string> keys;
    for (const Table* table : {&same_, &does_}) {
        for (auto at = table->lower_bound(std::string(1, first)); at != table->end(); ++at) {
            if (at->first.front() != first) break;
            if (at->first.find(' ') == std::string::npos) keys.push_back(at->first);
        }
    }
    return keys;
}

std::vector<std::string> Matcher::words(std::string_view query) const {
    const auto all = words_of(cut(query, query_bytes_max));
    std::vector<std::string> kept;
    for (const auto& word : all) {
        if (!meaning_.dropped(word)) kept.push_back(word);
    }
    if (kept.empty()) kept = all;
    if (kept.size() > query_words_max) kept.resize(query_words_max);
    return kept;
}

void Matcher::add_term(std::size_t term, Nearness nearness, bool names,
                       std::vector<Match>& out) const {
    const auto& list = terms_.postings[term];
    for (std::size_t i = 0; i < list.size();) {
        Match match;
        match.doc = list[i].doc;
        match.term = static_cast<std::uint32_t>(term);
        match.nearness = nearness;
        match.field = fields_count;
        const Doc& doc = terms_.docs[match.doc];
        float sum = 0;
        for (; i < list.size() && list[i].doc == match.doc; ++i) {
            const std::size_t f = list[i].field;
            if (f == in_name && !names) continue;
            match.field = std::min(match.field, list[i].field);
            const float length = static_cast<float>(doc.lengths[f]) / terms_.mean_lengths[f];
            const float share = 1 - field_slopes[f] + field_slopes[f] * length;
            sum += field_weights[f] * static_cast<float>(list[i].count) / share;
        }
        match.score = sum / (1.2F + sum);
        if (match.field < fields_count) out.push_back(match);
    }
}

std::vector<Match> Matcher::meet(const std::string& word, bool prefix) const {
    std::vector<Match> out;
    const std::size_t exact = terms_.find(word);
    if (exact != Terms::none) add_term(exact, as_written, true, out);
    const std::string one = singular(word);
    for (const auto term : terms_.with_stem(stem(word))) {
        if (term != exact) add_term(term, other_ending, singular(terms_.words[term]) == one, out);
    }
    if (prefix && word.size() >= prefix_bytes_min) {
        const auto [from, to] = terms_.starting_with(word);
        for (std::size_t term = from; term < std::min(to, from + prefix_terms_max); ++term) {
            if (term != exact) add_term(term, beginning, true, out);
        }
    }
    if (const auto kinds = terms_.kind_words.find(one); kinds != terms_.kind_words.end()) {
        for (const auto kind : kinds->second) {
            for (const auto doc : terms_.of_kind[kind])
                out.push_back({doc, 0, 0, in_name, other_ending, true, 0.3F});
        }
    }
    keep_best(out);
    return out;
}

std::vector<Match> Matcher::meet_all(const std::vector<std::string>& words) const {
    std::vector<Match> out;
    std::string joined;
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto one = meet(words[i], false);
        out = i == 0 ? std::move(one) : intersect(out, one);
        joined += words[i];
    }
    if (words.size() > 1) append(out, meet(joined, false), as_written);
    keep_best(out);
    return out;
}

// A run of words that is a key of the dictionary: what it means counts for each of its words.
void Matcher::add_phrases(std::vector<Unit>& units) const {
    for (std::size_t from = 0; from < units.size(); ++from) {
        std::vector<std::string> phrase;
        const std::size_t to_max = std::min(units.size(), from + phrase_words_max);
        for (std::size_t to = from; to < to_max; ++to) {
            phrase.push_back(units[to].word);
            for (const auto& other : meaning_.others(phrase)) {
                const auto matches = meet_all(other.words);
                for (std::size_t i = from; i <= to; ++i)
                    append(units[i].matches, matches, other.nearness);
            }
        }
    }
}

// "side kiq", "load balancer": neighbours written as one somewhere.
void Matcher::add_joined(std::vector<Unit>& units) const {
    for (std::size_t i = 0; i + 1 < units.size(); ++i) {
        const auto term = terms_.find(units[i].word + units[i + 1].word);
        if (term == Terms::none) continue;
        std::vector<Match> matches;
        add_term(term, as_written, true, matches);
        append(units[i].matches, matches, as_written);
        append(units[i + 1].matches, matches, as_written);
    }
}

void Matcher::finish(Unit& unit) const {
    keep_best(unit.matches);
    const double all = static_cast<double>(std::max<std::size_t>(2, terms_.docs.size()));
    const double met = static_cast<double>(unit.matches.size());
    unit.weight =
        met == 0 ? 1 : std::clamp(std::log((all + 1) / met) / std::log(all + 1), 0.3, 1.0);
    unit.idf = std::clamp(std::log(1 + (all - met + 0.5) / (met + 0.5)), 1.0, 3.0);
    unit.named = std::any_of(unit.matches.begin(), unit.matches.end(), [](const Match& match) {
        return match.field <= in_keywords && match.typos == 0 && match.nearness <= other_ending;
    });
}

std::vector<Unit> Matcher::match(const std::vector<std::string>& words) const {
    std::vector<Unit> units;
    for (std::size_t i = 0; i < words.size(); ++i) {
        Unit unit;
        unit.word = words[i];
        unit.last = i + 1 == words.size();
        unit.light = meaning_.light(unit.word);
        unit.matches = meet(unit.word, unit.last);
        units.push_back(std::move(unit));
    }
    add_phrases(units);
    add_joined(units);
    for (auto& unit : units)
        finish(unit);
    return units;
}

// The nearest words of the table and the dictionary; all are equally near.
std::vector<std::pair<std::string, int>> Matcher::corrections(const std::string& word) const {
    std::vector<std::pair<std::string, int>> found;
    int limit = typo_budget(word);
    const std::string digits = digits_of(word);
    const auto consider = [&](const std::string& other) {
        const int typos = typos_between(word, other, limit);
        if (typos == 0 || typos > limit || digits_of(other) != digits) return;
        if (typos < limit)
            std::erase_if(found, [&](const auto& old) { return old.second > typos; });
        limit = typos;
        if (found.size() < corrections_max) found.emplace_back(other, typos);
    };
    if (limit == 0) return found;
    const auto [from, to] = terms_.starting_with(std::string_view(word).substr(0, 1));
    for (std::size_t term = from; term < to; ++term)
        consider(terms_.words[term]);
    for (const auto& key : meaning_.keys_like(word.front()))
        consider(key);
    return found;
}

// The whole query as one word: a name written with its first letter of a later word wrong.
bool Matcher::forgive_joined(std::vector<Unit>& units) const {
    std::string joined;
    for (const auto& unit : units)
        joined += unit.word;
    const auto near = units.size() > 1 ? corrections(joined) : decltype(corrections(joined)){};
    for (const auto& [word, typos] : near) {
        std::vector<Match> matches;
        if (const auto term = terms_.find(word); term != Terms::none)
            add_term(term, as_written, true, matches);
        std::erase_if(matches, [](const Match& match) { return match.field != in_name; });
        for (auto& unit : units)
            append(unit.matches, matches, as_written, typos);
    }
    return !near.empty();
}

bool Matcher::forgive(std::vector<Unit>& units) const {
    bool added = forgive_joined(units);
    for (auto& unit : units) {
        const auto nearest =
            unit.named ? decltype(corrections(unit.word)){} : corrections(unit.word);
        for (const auto& [word, typos] : nearest) {
            append(unit.matches, meet(word, false), as_written, typos);
            for (const auto& other : meaning_.others({word}))
                append(unit.matches, meet_all(other.words), other.nearness, typos);
            added = true;
        }
        finish(unit);
    }
    return added;
}

}  // namespace qm::catalog
