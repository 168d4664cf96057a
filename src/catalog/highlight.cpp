// Finds met words in texts.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/highlight.hpp"

#include "catalog/words.hpp"

#include <algorithm>
#include <set>

namespace qm::catalog {
namespace {

constexpr std::size_t run_max = 6;  // words that one of the index may join

struct Cut {
    Stretch span;
    std::string folded;
};

std::size_t character_at(std::string_view text) {
    std::size_t size = 1;
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U)
        ++size;
    return size;
}

bool numeral(char c) {
    return c >= '0' && c <= '9';
}
bool capital(char c) {
    return c >= 'A' && c <= 'Z';
}
bool small_letter(char c) {
    return c >= 'a' && c <= 'z';
}

// The same cuts as words_of, with the place of each word.
std::vector<Cut> pieces(std::string_view text, bool camel) {
    std::vector<Cut> out;
    Cut word;
    const auto end_word = [&] {
        if (!word.folded.empty()) out.push_back(word);
        word = {};
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = character_at(text.substr(at));
        const std::string folded = fold(text.substr(at, size));
        const char before = at > 0 ? text[at - 1] : ' ';
        const char after = at + 1 < text.size() ? text[at + 1] : ' ';
        const bool dot = text[at] == '.' && numeral(before) && numeral(after);
        const bool starts = camel && capital(text[at]) &&
                            (small_letter(before) || (capital(before) && small_letter(after)));
        if (starts) end_word();
        if (dot || !normal_form(folded).empty()) {
            if (word.folded.empty()) word.span.begin = at;
            word.folded += dot ? "." : folded;
            word.span.end = at + size;
        } else if (!folded.empty()) {  // a combining accent ends nothing
            end_word();
        } else if (!word.folded.empty()) {
            word.span.end = at + size;
        }
        at += size;
    }
    end_word();
    return out;
}

// "redis-backup" is one mark where both are met.
bool joined_by(std::string_view text, std::size_t from, std::size_t to) {
    return from == to ||
           (to == from + 1 && std::string_view("-_.").find(text[from]) != std::string_view::npos);
}

bool in_address(std::string_view text, Stretch span) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto before = text.find_last_of(blanks, span.begin);
    const auto begin = before == std::string_view::npos ? 0 : before + 1;
    const auto after = std::min(text.find_first_of(blanks, span.end), text.size());
    const auto token = text.substr(begin, after - begin);
    const std::string low = fold(token);
    return token.find('@') != std::string_view::npos || token.find('`') != std::string_view::npos ||
           low.find("://") != std::string::npos || low.find("www") != std::string::npos ||
           low.starts_with("mailto:") || low.starts_with("tel:");
}

}  // namespace

std::vector<Stretch> spans(std::string_view text, const std::vector<std::string>& words,
                           bool camel) {
    std::set<std::string> wanted;
    for (const std::string& word : words) {
        const std::string one = fold(word);
        if (!one.empty()) wanted.insert({one, singular(one), one + "s"});
    }
    std::vector<Stretch> found;
    if (wanted.empty()) return found;
    const auto all = pieces(text, camel);
    for (std::size_t from = 0; from < all.size(); ++from) {
        std::string joined;
        std::size_t met = 0;
        for (std::size_t to = from; to < std::min(all.size(), from + run_max); ++to) {
            joined += all[to].folded;
            if (wanted.contains(joined) || wanted.contains(singular(joined))) met = to - from + 1;
        }
        if (met == 0) continue;
        const Stretch span{all[from].span.begin, all[from + met - 1].span.end};
        if (in_address(text, span)) {
        } else if (!found.empty() && joined_by(text, found.back().end, span.begin)) {
            found.back().end = span.end;
        } else {
            found.push_back(span);
        }
        from += met - 1;
    }
    return found;
}

void mark(Hit& hit) {
    std::vector<std::string> words;
    for (const Met& met : hit.met) {
        if (!met.as.empty()) words.push_back(met.as);
    }
    hit.in_name = spans(hit.entry.name, words, true);
    hit.in_description = spans(cut(hit.entry.description, marked_bytes_max), words);
}

}  // namespace qm::catalog
