// The order of hits: strict rules, the first in which two hits differ decides; no blended score.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/probe.hpp"

#include <compare>
#include <string>
#include <vector>

namespace qm::catalog {

struct Rank {
    // In the order in which they decide; smaller is better everywhere.
    int exact = 2;     // 0 the whole name, 1 the name without noise or by its kind, 2 no
    int spelling = 0;  // of an exact name: 0 to the letter, 1 its normal form, 2 with a release
    int missing = 0;   // words of the query that were not met
    int typos = 0;     // typing mistakes forgiven
    int field = 0;     // sum over the words: name 0, keywords 1, description 2, details 3
    int guessed = 0;   // words met by their kind, beginning or doer: 2 each; 1 where said too
    int others = 0;    // words of the name that nobody asked for
    int farness = 0;   // sum over the words of their Nearness
    int score = 0;     // BM25F with clipped idf, in tenths, negative
    int gone = 0;      // deprecated or removed
    int unused = 0;    // entries that depend on it, negative
    // No rules of order:
    bool answers = false;  // enough of the query is met to call it an answer
    bool related = false;  // half of it, in its name or keywords: worth a line after an answer
    bool named = false;    // a word of the query stands in its name, or a rare one in its keywords

    std::weak_ordering operator<=>(const Rank& other) const;
    bool operator==(const Rank& other) const { return (*this <=> other) == 0; }
    // The strict rules in one number, for Hit::bucket.
    int bucket() const;
};

struct Ranked {
    std::uint32_t doc = 0;  // of the snapshot
    Rank rank;
};

// What the whole index says of a query's words.
class Judge {
public:
    // `docs_with`: how many docs meet each unit, of `docs`; `kind`: the one whose name is the
    // whole query, or empty.
    Judge(const Plan& plan, std::string_view query, const std::vector<std::uint64_t>& docs_with,
          std::uint64_t docs, std::string kind);

    Rank rank(const Doc& doc, bool of_kind, const MetUnits& met) const;
    std::uint64_t whole() const { return whole_; }     // hash of the name that was asked for
    std::uint64_t named() const { return named_; }     // … without releases
    const std::string& kind() const { return kind_; }  // said alone
    bool heavy(std::size_t unit) const { return !plan_.units[unit].light; }
    std::size_t heavy() const { return heavy_; }

private:
    int exactness(const Doc& doc, bool of_kind, const MetUnits& met) const;
    bool is_answer(const Doc& doc, const MetUnits& met) const;

    const Plan& plan_;
    std::string kind_;
    std::uint64_t whole_;   // hash of the query's normal form
    std::uint64_t joined_;  // hash of its words without question words
    std::uint64_t bare_;    // … and without releases
    std::uint64_t named_;   // of the whole query without releases
    std::size_t heavy_ = 0;
    // How much each word says: 0.3 (everywhere) … 1 (rare, unknown); and its clipped idf.
    std::array<double, query_words_max> weights_{};
    std::array<double, query_words_max> idfs_{};
};

// Which rules put it there, in words.
std::string explain(const Plan& plan, const Segment& segment, const MetUnits& met,
                    const Rank& rank);

}  // namespace qm::catalog
