// Looks words and phrases up in the dictionary.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/meaning.hpp"

#include "catalog/words.hpp"

#include <algorithm>

namespace qm::catalog {
namespace {

constexpr std::size_t others_max = 64;
constexpr std::size_t spoken_max = 48;

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

}  // namespace

Meaning::Meaning(const Dictionary& dictionary)
    : dropped_(dictionary.question_words.begin(), dictionary.question_words.end()) {
    const auto take = [&](const auto& from, Table& to, Nearness nearness) {
        for (const auto& [phrase, others] : from) {
            const std::string key = key_of(words_of(phrase));
            if (key.empty()) continue;
            auto& list = to[key];
            for (const auto& other : others)
                list.push_back({words_of(other), nearness});
            if (key.find(' ') != std::string::npos) continue;
            // As it is written too: a slip in "postgres" is none in "postgre".
            auto& alike = words_by_letter_[key.front()];
            alike.push_back(key);
            alike.push_back(words_of(phrase).front());
        }
    };
    take(dictionary.same, same_, same_meaning);
    take(dictionary.does, does_, does_it);
    for (auto& [letter, words] : words_by_letter_) {
        std::sort(words.begin(), words.end());
        words.erase(std::unique(words.begin(), words.end()), words.end());
    }
    for (const auto& word : dictionary.light_words)
        light_.insert(stem(word));
}

void Meaning::add_others(const std::string& key, std::vector<Other>& out) const {
    const auto add = [&](const Table& table, const std::string& from) {
        const auto found = table.find(from);
        if (found == table.end()) return;
        for (const auto& other : found->second) {
            if (out.size() < others_max) out.push_back(other);
        }
    };
    add(same_, key);
    add(does_, key);
    if (const auto found = same_.find(key); found != same_.end()) {
        for (const auto& other : found->second)
            add(does_, key_of(other.words));
    }
}

// The keys of a phrase: its words, and each in turn as the dictionary translates it.
std::vector<std::string> Meaning::spoken(const std::vector<std::string>& words) const {
    std::vector<std::vector<std::string>> ways{{}};
    for (const auto& word : words) {
        std::vector<std::string> choices{word};
        if (const auto found = same_.find(singular(word)); found != same_.end()) {
            for (const auto& other : found->second) {
                if (other.words.size() == 1) choices.push_back(other.words.front());
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

bool Meaning::light(const std::string& word) const {
    return light_.contains(stem(word));
}

const std::vector<std::string>& Meaning::words_like(char first) const {
    static const std::vector<std::string> nothing;
    const auto found = words_by_letter_.find(first);
    return found == words_by_letter_.end() ? nothing : found->second;
}

}  // namespace qm::catalog
