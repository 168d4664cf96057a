// A query's words and the entries each of them meets: as written, by another ending, by the
// beginning (last word), by its kind, by the dictionary, or with typing mistakes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/terms.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

inline constexpr std::size_t query_bytes_max = 256;
inline constexpr std::size_t query_words_max = 8;

// How a word was met; smaller is nearer.
enum Nearness : std::uint8_t { as_written, other_ending, same_meaning, beginning, does_it };

struct Match {
    std::uint32_t doc = 0;
    std::uint32_t term = 0;  // into Terms::words; by_kind: unused
    std::uint8_t typos = 0;
    std::uint8_t field = 0;
    std::uint8_t nearness = as_written;
    bool by_kind = false;
    float score = 0;  // BM25F's share of this word, before its weight
};

struct Unit {  // one word of the query
    std::string word;
    bool last = false;
    bool light = false;          // an entry need not say it
    std::vector<Match> matches;  // by doc, one each
    bool named = false;          // met as written in a name or a keyword
    double weight = 1;           // how much the word says: 0.3 (everywhere) … 1 (rare, unknown)
    double idf = 1;              // clipped
};

// The dictionary, its phrases in the singular.
class Meaning {
public:
    explicit Meaning(const Dictionary& dictionary);
    struct Other {
        std::vector<std::string> words;  // all of them are wanted
        Nearness nearness;
    };
    // What else a word or phrase may be called, at most 64. A phrase is looked up in any order
    // and with each word translated: "supervision réseau" finds "network monitoring".
    std::vector<Other> others(const std::vector<std::string>& words) const;
    bool dropped(const std::string& word) const;
    bool light(const std::string& word) const;
    // Words and phrases with the same first letter, for typos.
    std::vector<std::string> keys_like(char first) const;

private:
    using Table = std::map<std::string, std::vector<std::string>, std::less<>>;
    std::vector<std::string> spoken(const std::vector<std::string>& words) const;
    void add_others(const std::string& key, std::vector<Other>& out) const;

    Table same_;
    Table does_;
    std::set<std::string> dropped_;
    std::set<std::string> light_;  // stems
};

class Matcher {
public:
    Matcher(const Terms& terms, const Meaning& meaning) : terms_(terms), meaning_(meaning) {}
    // The query's words without question words, at most query_words_max.
    std::vector<std::string> words(std::string_view query) const;
    std::vector<Unit> match(const std::vector<std::string>& words) const;
    // Once more for words met nowhere in a name or keyword: nearest words within the budget.
    // False: nothing was added.
    bool forgive(std::vector<Unit>& units) const;

private:
    std::vector<Match> meet(const std::string& word, bool prefix) const;
    std::vector<Match> meet_all(const std::vector<std::string>& words) const;
    void add_term(std::size_t term, Nearness nearness, bool names, std::vector<Match>& out) const;
    void add_phrases(std::vector<Unit>& units) const;
    void add_joined(std::vector<Unit>& units) const;
    std::vector<std::pair<std::string, int>> corrections(const std::string& word) const;
    bool forgive_joined(std::vector<Unit>& units) const;
    void finish(Unit& unit) const;

    const Terms& terms_;
    const Meaning& meaning_;
};

}  // namespace qm::catalog
