// Makes a query's plan.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/plan.hpp"

#include "catalog/words.hpp"

#include <algorithm>
#include <unordered_set>

namespace qm::catalog {
namespace {

constexpr std::size_t phrase_words_max = 4;
constexpr std::size_t slots_max = 512;

// The query's words without question words.
std::vector<std::string> asked_words(std::string_view query, const Meaning& meaning) {
    const auto all = words_of(cut(query, query_bytes_max));
    std::vector<std::string> kept;
    for (const auto& word : all) {
        if (!meaning.dropped(word)) kept.push_back(word);
    }
    if (kept.empty()) kept = all;
    if (kept.size() > query_words_max) kept.resize(query_words_max);
    return kept;
}

}  // namespace

Plan::Plan(std::string_view query, const Meaning& meaning) {
    const auto words = asked_words(query, meaning);
    const bool named = !std::all_of(words.begin(), words.end(), is_release);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool last = i + 1 == words.size();
        Unit& unit = units.emplace_back();
        unit.word = words[i];
        unit.release = named && is_release(words[i]);
        unit.light = unit.release || meaning.light(words[i]);
        unit.ways.push_back({{slot(words[i], Slot::all, last)}, as_written, 0});
    }
    add_phrases(meaning);
    add_cognates(meaning);
    add_said_twice(meaning);
    add_neighbours();
}

std::uint16_t Plan::slot(const std::string& word, Slot::Reach reach, bool prefix) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (slots[i].word == word && slots[i].reach == reach && slots[i].prefix == prefix)
            return static_cast<std::uint16_t>(i);
    }
    slots.push_back({word, reach == Slot::all ? stem(word) : std::string(), prefix, reach});
    return static_cast<std::uint16_t>(slots.size() - 1);
}

// What the dictionary says of a phrase counts for each of its words.
void Plan::add_others(const std::vector<std::string>& phrase, std::size_t from, std::size_t to,
                      int typos, const Meaning& meaning) {
    for (const auto& other : meaning.others(phrase)) {
        if (slots.size() >= slots_max) return;
        Way way{{}, other.nearness, static_cast<std::uint8_t>(typos)};
        std::string joined;
        for (const auto& word : other.words) {
            way.slots.push_back(slot(word));
            joined += word;
        }
        const Way together{{slot(joined)}, way.nearness, way.typos};
        if (from == to && typos == 0) units[from].known = true;
        for (std::size_t i = from; i <= to; ++i) {
            units[i].ways.push_back(way);
            if (other.words.size() > 1) units[i].ways.push_back(together);
        }
    }
}

void Plan::add_phrases(const Meaning& meaning) {
    for (std::size_t from = 0; from < units.size(); ++from) {
        std::vector<std::string> phrase;
        const std::size_t end = std::min(units.size(), from + phrase_words_max);
        for (std::size_t to = from; to < end; ++to) {
            phrase.push_back(units[to].word);
            add_others(phrase, from, to, 0, meaning);
        }
    }
}

// French words that the dictionary does not know, by their English endings.
void Plan::add_cognates(const Meaning& meaning) {
    for (std::size_t i = 0; i < units.size(); ++i) {
        if (units[i].known) continue;
        for (const auto& word : cognates(units[i].word)) {
            if (slots.size() >= slots_max) return;
            units[i].ways.push_back({{slot(word)}, same_meaning, 0});
            add_others({word}, i, i, 0, meaning);
        }
    }
}

// "kms key", "clé kms": what a word stands for is said beside it; the word says both.
void Plan::add_said_twice(const Meaning& meaning) {
    for (std::size_t i = 0; i < units.size(); ++i) {
        std::unordered_set<std::string> stands_for;
        for (const auto& other : meaning.others({units[i].word})) {
            if (other.nearness == same_meaning && other.words.size() > 1)
                stands_for.insert(other.words.begin(), other.words.end());
        }
        for (std::size_t j = 0; j < units.size() && !stands_for.empty(); ++j) {
            bool twice = stands_for.contains(singular(units[j].word));
            for (const auto& other : meaning.others({units[j].word}))
                twice = twice || (other.nearness == same_meaning && other.words.size() == 1 &&
                                  stands_for.contains(other.words.front()));
            if (i != j && twice && slots.size() < slots_max)
                units[j].ways.push_back({{slot(units[i].word)}, same_meaning, 0});
        }
    }
}

// "side kiq", "load balancer": neighbours written as one somewhere.
void Plan::add_neighbours() {
    for (std::size_t i = 0; i + 1 < units.size(); ++i) {
        const auto both = slot(units[i].word + units[i + 1].word, Slot::alone);
        units[i].ways.push_back({{both}, as_written, 0});
        units[i + 1].ways.push_back({{both}, as_written, 0});
    }
}

void Plan::correct(std::size_t unit, const std::string& word, int typos, const Meaning& meaning) {
    if (slots.size() >= slots_max) return;
    units[unit].ways.push_back({{slot(word)}, as_written, static_cast<std::uint8_t>(typos)});
    add_others({word}, unit, unit, typos, meaning);
}

// A name written with its first letter of a later word wrong.
void Plan::correct_joined(const std::string& name, int typos) {
    const auto whole = slot(name, Slot::names);
    for (auto& unit : units)
        unit.ways.push_back({{whole}, as_written, static_cast<std::uint8_t>(typos)});
}

std::string Plan::joined() const {
    std::string all;
    for (const Unit& unit : units)
        all += unit.word;
    return all;
}

}  // namespace qm::catalog
