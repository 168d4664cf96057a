// A query as what to look for: its words, and each word's other ways to be met, by another ending,
// by its beginning (last word), by its kind, by the dictionary, or with typing mistakes. It knows
// no entries.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/meaning.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

inline constexpr std::size_t query_bytes_max = 256;
inline constexpr std::size_t query_words_max = 8;

struct Slot {  // one word to be met
    enum Reach : std::uint8_t {
        all,    // with its other endings, and as the name of a kind
        alone,  // the word itself
        names,  // the word itself, in a name
    };
    std::string word;
    std::string stem;  // for `all`
    bool prefix = false;
    Reach reach = all;
};

struct Way {                           // one way to meet a word of the query
    std::vector<std::uint16_t> slots;  // all of them have to be met
    Nearness nearness = as_written;    // at best
    std::uint8_t typos = 0;
};

struct Unit {  // one word of the query
    std::string word;
    bool light = false;    // an entry need not say it
    bool release = false;  // "7", "v2": it may be of any release
    bool known = false;    // the dictionary says what else it may be called
    std::vector<Way> ways;
};

class Plan {
public:
    Plan(std::string_view query, const Meaning& meaning);

    // Once more, with another word for one of the query's (a typo forgiven), or for the query
    // written as one word.
    void correct(std::size_t unit, const std::string& word, int typos, const Meaning& meaning);
    void correct_joined(const std::string& name, int typos);

    std::string joined() const;
    std::vector<Slot> slots;
    std::vector<Unit> units;

private:
    std::uint16_t slot(const std::string& word, Slot::Reach reach = Slot::all, bool prefix = false);
    void add_others(const std::vector<std::string>& phrase, std::size_t from, std::size_t to,
                    int typos, const Meaning& meaning);
    void add_phrases(const Meaning& meaning);
    void add_cognates(const Meaning& meaning);
    void add_said_twice(const Meaning& meaning);
    void add_neighbours();
};

}  // namespace qm::catalog
