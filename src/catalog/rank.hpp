// The order of hits: strict rules, the first in which two hits differ decides; no blended score.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/match.hpp"

#include <compare>
#include <string>
#include <vector>

namespace qm::catalog {

struct Rank {
    // In the order in which they decide; smaller is better everywhere.
    int exact = 2;    // 0 the whole name, 1 the name without noise or by its kind, 2 no
    int missing = 0;  // words of the query that were not met
    int typos = 0;    // typing mistakes forgiven
    int field = 0;    // sum over the words: name 0, keywords 1, description 2, details 3
    int others = 0;   // words of the name that nobody asked for
    int farness = 0;  // sum over the words of their Nearness
    int score = 0;    // BM25F with clipped idf, in tenths, negative
    int gone = 0;     // deprecated or removed
    int unused = 0;   // entries that depend on it, negative
    // No rules of order:
    bool answers = false;  // enough of the query is met to call it an answer
    bool named = false;    // a word of the query stands in its name

    std::weak_ordering operator<=>(const Rank& other) const;
    bool operator==(const Rank& other) const { return (*this <=> other) == 0; }
    // The strict rules in one number, for Hit::bucket.
    int bucket() const;
};

struct Ranked {
    std::uint32_t doc = 0;
    Rank rank;
};

// Every doc that meets a word, not sorted. `query` is the query's whole normal form.
std::vector<Ranked> rank(const Terms& terms, const std::vector<Unit>& units,
                         const std::string& query);

// Which rules put it there, in words.
std::string explain(const Terms& terms, const std::vector<Unit>& units, const Ranked& hit);

}  // namespace qm::catalog
