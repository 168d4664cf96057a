// Reads the words of config/words: synonyms, what does what, question words, noise.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/meaning.hpp"
#include "catalog/words.hpp"

#include <algorithm>
#include <set>

namespace qm::catalog {
namespace {

constexpr std::size_t dictionary_lines_max = 20'000;
constexpr std::size_t phrases_max = 64;

std::string joined_by_blanks(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words)
        out += (out.empty() ? "" : " ") + word;
    return out;
}

// One way to write a phrase: its words without question words ("base de données").
std::string phrase_of(std::string_view text, const std::set<std::string>& dropped) {
    const std::vector<std::string> all = words_of(text);
    std::vector<std::string> kept;
    for (const auto& word : all) {
        if (!dropped.contains(word)) kept.push_back(word);
    }
    return joined_by_blanks(kept.empty() ? all : kept);
}

std::vector<std::string_view> blanks_cut(std::string_view text) {
    std::vector<std::string_view> parts;
    while (parts.size() < phrases_max) {
        const auto from = text.find_first_not_of(" \t\r");
        if (from == std::string_view::npos) break;
        text.remove_prefix(from);
        const auto to = std::min(text.find_first_of(" \t\r"), text.size());
        parts.push_back(text.substr(0, to));
        text.remove_prefix(to);
    }
    return parts;
}

void add(std::map<std::string, std::vector<std::string>>& table, const std::string& from,
         const std::string& to) {
    if (from.empty() || to.empty() || from == to) return;
    auto& list = table[from];
    if (std::find(list.begin(), list.end(), to) == list.end() && list.size() < phrases_max)
        list.push_back(to);
}

void read_line(std::string_view line, const std::set<std::string>& dropped, Dictionary& out) {
    const auto sign = line.find_first_of("=~");
    if (sign == std::string_view::npos) return;
    const bool both = line.substr(sign).starts_with("==");
    std::vector<std::string> phrases{phrase_of(line.substr(0, sign), dropped)};
    for (const auto part : blanks_cut(line.substr(sign + (both ? 2 : 1))))
        phrases.push_back(phrase_of(part, dropped));
    auto& table = line[sign] == '~' ? out.does : out.same;
    for (std::size_t i = 0; i < (both ? phrases.size() : 1); ++i) {
        for (const auto& other : phrases)
            add(table, phrases[i], other);
    }
}

}  // namespace

Dictionary read_dictionary(const std::vector<std::string_view>& files) {
    std::vector<std::string_view> lines;
    for (std::string_view text : files) {
        while (!text.empty() && lines.size() < dictionary_lines_max) {
            const auto end = std::min(text.find('\n'), text.size());
            const auto line = text.substr(0, std::min(text.find('#'), end));
            if (line.find_first_not_of(" \t\r") != std::string_view::npos) lines.push_back(line);
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }
    Dictionary out;
    for (const auto line : lines) {
        auto* list = line.starts_with("?")   ? &out.question_words
                     : line.starts_with("!") ? &out.light_words
                     : line.starts_with("-") ? &out.noise_words
                                             : nullptr;
        if (list == nullptr) continue;
        for (auto& word : words_of(line))
            list->push_back(std::move(word));
    }
    const std::set<std::string> dropped(out.question_words.begin(), out.question_words.end());
    for (const auto line : lines) {
        if (std::string_view("?!-").find(line.front()) == std::string_view::npos)
            read_line(line, dropped, out);
    }
    return out;
}

}  // namespace qm::catalog
