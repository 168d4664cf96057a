// What people mean by their words: the dictionary, ready to be asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace qm::catalog {

// Phrases in normal form, words parted by one blank.
struct Dictionary {
    // Phrase → other phrases that mean the same here ("pg" → "postgres").
    std::map<std::string, std::vector<std::string>> same;
    // What people want → what does it ("load balancer" → "haproxy").
    std::map<std::string, std::vector<std::string>> does;
    std::vector<std::string> question_words;  // dropped: "how", "comment", "le" …
    std::vector<std::string> light_words;     // an entry need not say them: "install", "manage"
    std::vector<std::string> noise_words;     // say little in a name: "terraform", "helm" …
};

// Lines of config/words/*.txt, '#' comments; on the right of a sign a phrase is joined by '-':
//   pg == postgres postgresql       each means each
//   mail = smtp                     the left also means the right
//   load balancer ~ haproxy envoy   who wants the left may want the right
//   ? how what where                question words
//   ! install manage              light words: deeds that any entry may be asked for
//   - terraform helm                noise words of names
// Bounded: 20,000 lines, 64 phrases a line; what does not parse is left out.
Dictionary read_dictionary(const std::vector<std::string_view>& files);

// How a word was met; smaller is nearer.
enum Nearness : std::uint8_t { as_written, other_ending, same_meaning, beginning, does_it };

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
    bool dropped(const std::string& word) const { return dropped_.contains(word); }
    bool light(const std::string& word) const;
    // Single words of the dictionary with that first letter, for typos.
    const std::vector<std::string>& words_like(char first) const;

private:
    using Table = std::unordered_map<std::string, std::vector<Other>>;
    std::vector<std::string> spoken(const std::vector<std::string>& words) const;
    void add_others(const std::string& key, std::vector<Other>& out) const;

    Table same_;
    Table does_;
    std::unordered_set<std::string> dropped_;
    std::unordered_set<std::string> light_;  // stems
    std::map<char, std::vector<std::string>> words_by_letter_;
};

}  // namespace qm::catalog
