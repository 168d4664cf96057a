// A plan laid on one segment: which docs may meet it, and how a doc meets it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/plan.hpp"
#include "catalog/segment.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace qm::catalog {

// What people call a kind, folded and singular → names of kinds.
using KindWords = std::map<std::string, std::vector<std::string>, std::less<>>;

struct WordMet {  // how a doc meets one word of the query; the nearest way
    bool there = false;
    bool by_kind = false;
    bool said = false;  // some way says it, or what means the same
    std::uint8_t typos = 0;
    std::uint8_t field = 0;
    std::uint8_t nearness = as_written;
    std::uint32_t term = 0;  // of the segment; by_kind: unused
    float score = 0;         // BM25F's share of this word, before its weight

    bool nearer_than(const WordMet& other) const {
        if (typos != other.typos) return typos < other.typos;
        if (field != other.field) return field < other.field;
        return nearness < other.nearness;
    }
};
using MetUnits = std::array<WordMet, query_words_max>;

// Docs seen already; one bit each.
class Seen {
public:
    explicit Seen(std::uint32_t docs) : bits_((docs + 63) / 64) {}
    bool first(std::uint32_t doc) {
        const std::uint64_t bit = 1ULL << (doc & 63U);
        const bool fresh = (bits_[doc >> 6] & bit) == 0;
        bits_[doc >> 6] |= bit;
        return fresh;
    }
    void forget(std::uint32_t doc) { bits_[doc >> 6] &= ~(1ULL << (doc & 63U)); }
    bool has(std::uint32_t doc) const { return (bits_[doc >> 6] >> (doc & 63U) & 1U) != 0; }

private:
    std::vector<std::uint64_t> bits_;
};

class Probe {
public:
    // `mean_lengths`: of the fields, over the whole index.
    Probe(const Plan& plan, const Segment& segment, const KindWords& kind_words,
          const std::array<float, fields_count>& mean_lengths);

    // How many docs may meet the unit, at most; a doc that two ways reach may count twice.
    std::uint64_t reach(std::size_t unit) const { return reaches_[unit]; }
    // How many docs meet the unit, about: ways that take several words are not counted, and docs
    // that several ways reach count once only where counting is cheap.
    std::uint64_t docs_with(std::size_t unit) const;
    // Whether some doc has it in its name or keywords, written like this.
    bool named(std::size_t unit) const;
    // Docs that may meet the unit through this field, each once.
    void gather(std::size_t unit, Field field, Seen& seen, std::vector<std::uint32_t>& out) const;
    // Every doc that may meet the unit.
    void mark(std::size_t unit, Seen& seen) const;
    bool by_kind(std::size_t unit) const;  // whether being of some kind meets it
    // How the doc meets each unit. Not for two threads at once.
    void meet(std::uint32_t doc, MetUnits& met);

private:
    struct Use {  // a term that a slot may be met by
        std::uint32_t term = 0;
        std::uint16_t slot = 0;
        Nearness nearness = as_written;
        bool names = true;  // also in a name
    };
    struct SlotTerms {
        std::vector<Use> uses;
        std::vector<std::uint16_t> kinds;  // met by being one of these
        std::uint64_t reach = 0;
        std::vector<std::pair<std::uint8_t, std::uint16_t>> ways;  // unit, way
    };

    void resolve(std::uint16_t slot, const KindWords& kind_words);
    void index_uses();
    std::uint16_t cheapest(const Way& way) const;
    template <class Take>
    void each_of(std::uint16_t slot, Field field, Take take) const;
    const std::vector<std::uint16_t>* uses_of(std::uint32_t term) const;
    void meet_term(std::span<const DocWord> words, const Doc& doc);
    void touch(std::uint16_t slot, const WordMet& met);
    void follow(std::uint16_t slot, MetUnits& met) const;

    const Plan& plan_;
    const Segment& segment_;
    std::array<float, fields_count> mean_lengths_;
    std::vector<SlotTerms> slots_;
    std::array<std::uint64_t, query_words_max> reaches_{};
    // Terms → uses: an open table.
    std::vector<Use> uses_;             // by term
    std::vector<std::uint32_t> table_;  // 1 + the first of a term's uses; 0: free
    std::uint32_t mask_ = 0;
    // Of the doc at hand.
    std::vector<WordMet> best_;  // by slot
    std::vector<std::uint16_t> touched_;
};

}  // namespace qm::catalog
