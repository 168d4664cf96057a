// Typing mistakes: the nearest words of the index and of the dictionary.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/search.hpp"
#include "catalog/words.hpp"

#include <algorithm>
#include <cstdlib>

namespace qm::catalog {
namespace {

constexpr std::size_t corrections_max = 8;

// No library call for the instruction that not every machine has.
int bits_in(std::uint32_t bits) {
    bits -= bits >> 1 & 0x55555555U;
    bits = (bits & 0x33333333U) + (bits >> 2 & 0x33333333U);
    return static_cast<int>(((bits + (bits >> 4)) & 0x0F0F0F0FU) * 0x01010101U >> 24);
}

}  // namespace

// The nearest words of names, keywords and the dictionary; all are equally near.
std::vector<std::pair<std::string, int>> Search::corrections(const std::string& word) const {
    std::vector<std::pair<std::string, int>> found;
    int limit = typo_budget(word);
    if (limit == 0) return found;
    const std::string digits = digits_of(word);
    const auto consider = [&](std::string_view other, auto may) {
        const int typos = typos_between(word, other, limit);
        if (typos == 0 || typos > limit || digits_of(other) != digits || !may()) return;
        if (typos < limit)
            std::erase_if(found, [&](const auto& old) { return old.second > typos; });
        limit = typos;
        const std::pair<std::string, int> one(other, typos);
        if (found.size() < corrections_max &&
            std::find(found.begin(), found.end(), one) == found.end())
            found.push_back(one);
    };
    const std::uint32_t letters = letters_of(word);
    const auto size = static_cast<int>(word.size());
    for (const Part& part : snapshot_.parts) {
        const Segment& segment = *part.segment;
        const auto [from, to] = segment.starting_with(std::string_view(word).substr(0, 1));
        for (auto term = from; term < to; ++term) {
            if (bits_in(letters ^ segment.letters(term)) > 2 * limit) continue;
            const auto text = segment.term(term);
            if (std::abs(static_cast<int>(text.size()) - size) > limit) continue;
            // Names are mistyped; the words of a text only look alike ("café", "case").
            consider(text, [&] { return segment.postings(term).front().field() <= in_keywords; });
        }
    }
    for (const auto& key : snapshot_.language->meaning.words_like(word.front()))
        consider(key, [] { return true; });
    return found;
}

// Once more for words met nowhere in a name or keyword: nearest words within the budget. False:
// nothing was added.
bool Search::forgive() {
    bool added = false;
    if (plan_.units.size() > 1) {
        for (const auto& [name, typos] : corrections(plan_.joined())) {
            plan_.correct_joined(name, typos);
            added = true;
        }
    }
    for (std::size_t unit = 0; unit < plan_.units.size(); ++unit) {
        const bool named = std::any_of(probes_.begin(), probes_.end(),
                                       [&](const Probe& probe) { return probe.named(unit); });
        if (named) continue;
        for (const auto& [word, typos] : corrections(plan_.units[unit].word)) {
            plan_.correct(unit, word, typos, snapshot_.language->meaning);
            added = true;
        }
    }
    return added;
}

}  // namespace qm::catalog
