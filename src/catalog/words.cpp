// Folding, cutting and comparing words.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace qm::catalog {
namespace {

// U+00C0 … U+017F as plain letters; '?' is cut out as no letter. Two letters: see below.
constexpr std::string_view latin_1 =
    "aaaaaaaceeeeiiiidnooooo?ouuuuytsaaaaaaaceeeeiiiidnooooo?ouuuuyty";
constexpr std::string_view latin_a =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(latin_1.size() == 0x40 && latin_a.size() == 0x80);

struct Decoded {
    char32_t code = 0;  // 0: not UTF-8
    std::size_t bytes = 1;
};

Decoded decode(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const unsigned first = byte(0);
    if (first < 0x80) return {first, 1};
    const std::size_t length = first >= 0xF0 && first < 0xF5   ? 4
                               : first >= 0xE0 && first < 0xF0 ? 3
                               : first >= 0xC2 && first < 0xE0 ? 2
                                                               : 1;
    if (length == 1) return {};
    char32_t code = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) return {};
        code = (code << 6) | (byte(i) & 0x3FU);
    }
    return {code, length};
}

// Punctuation and blanks above ASCII: dashes, quotes, no-break spaces, arrows, CJK marks.
bool separates(char32_t code) {
    return code < 0xC0 || (code >= 0x2000 && code <= 0x2BFF) ||
           (code >= 0x3000 && code <= 0x303F) || code >= 0xFE00;
}

void fold_one(char32_t code, std::string_view bytes, std::string& out) {
    if (code >= 0x0300 && code <= 0x036F) return;  // a combining accent
    if (code == 0xC6 || code == 0xE6) {
        out += "ae";
    } else if (code == 0x152 || code == 0x153) {
        out += "oe";
    } else if (code == 0xDF) {
        out += "ss";
    } else if (code >= 0xC0 && code < 0x100) {
        const char letter = latin_1[code - 0xC0];
        out += letter == '?' ? ' ' : letter;
    } else if (code >= 0x100 && code < 0x180) {
        out += latin_a[code - 0x100];
    } else if (separates(code)) {
        out += ' ';
    } else {
        out += bytes;  // other scripts: as they are
    }
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_word_byte(char c) {
    return is_digit(c) || is_upper(c) || is_lower(c) || static_cast<unsigned char>(c) >= 0x80;
}

// "postgresExporter" → "postgres Exporter", "HTTPServer" → "HTTP Server".
std::string cut_camel(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 8);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char before = i > 0 ? text[i - 1] : ' ';
        const char after = i + 1 < text.size() ? text[i + 1] : ' ';
        const bool starts = is_lower(before) || (is_upper(before) && is_lower(after));
        if (is_upper(text[i]) && starts) out += ' ';
        out += text[i];
    }
    return out;
}

bool ends(std::string_view word, std::string_view ending) {
    return word.size() > ending.size() && word.ends_with(ending);
}

bool vowel(char c) {
    return std::string_view("aeiouy").find(c) != std::string_view::npos;
}

}  // namespace

std::string fold(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto [code, bytes] = decode(text.substr(i));
        if (code == 0) {
            out += ' ';
        } else if (code < 0x80) {
            const char c = static_cast<char>(code);
            out += is_upper(c) ? static_cast<char>(c + 32) : c;
        } else {
            fold_one(code, text.substr(i, bytes), out);
        }
        i += bytes;
    }
    return out;
}

std::vector<std::string> words_of(std::string_view text, bool camel) {
    const std::string folded = fold(camel ? cut_camel(text) : std::string(text));
    std::vector<std::string> words;
    std::string word;
    for (std::size_t i = 0; i < folded.size(); ++i) {
        const char c = folded[i];
        const bool dot = c == '.' && i > 0 && i + 1 < folded.size() && is_digit(folded[i - 1]) &&
                         is_digit(folded[i + 1]);
        if (is_word_byte(c) || dot) {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    if (!word.empty()) words.push_back(std::move(word));
    return words;
}

std::string normal_form(std::string_view text) {
    std::string folded = fold(text);
    std::erase_if(folded, [](char c) { return !is_word_byte(c); });
    return folded;
}

std::string singular(std::string_view word) {
    if (word.size() < 4) return std::string(word);
    if (ends(word, "ies") && word.size() > 4)
        return std::string(word.substr(0, word.size() - 3)) + 'y';
    if (ends(word, "eaux")) return std::string(word.substr(0, word.size() - 1));
    for (const std::string_view ending : {"ches", "shes", "sses", "xes"}) {
        if (ends(word, ending)) return std::string(word.substr(0, word.size() - 2));
    }
    const bool kept = ends(word, "ss") || ends(word, "us") || ends(word, "is");
    if (word.back() == 's' && !kept) return std::string(word.substr(0, word.size() - 1));
    return std::string(word);
}

std::string stem(std::string_view word) {
    // A deed and its doing meet: "rotate", "rotated", "rotation"; "encrypt", "encryption".
    struct Ending {
        std::string_view letters;
        std::size_t rest_min;
    };
    constexpr std::array<Ending, 9> endings{{{"ation", 3},
                                             {"ating", 3},
                                             {"ated", 3},
                                             {"ator", 3},
                                             {"ate", 3},
                                             {"ment", 4},
                                             {"ing", 3},
                                             {"ed", 4},
                                             {"er", 3}}};
    std::string out = singular(word);
    const auto ending = std::find_if(endings.begin(), endings.end(), [&](const Ending& each) {
        return out.size() >= each.letters.size() + each.rest_min && ends(out, each.letters);
    });
    if (ending != endings.end()) {
        out.resize(out.size() - ending->letters.size());
    } else if (out.size() >= 8 && (ends(out, "tion") || ends(out, "ssion"))) {
        out.resize(out.size() - 3);
    }
    const std::size_t n = out.size();
    if (n > 3 && out[n - 1] == out[n - 2] && !vowel(out[n - 1])) out.pop_back();
    if (out.size() > 4 && out.back() == 'e') out.pop_back();
    return out;
}

std::vector<std::string> cognates(std::string_view word) {
    constexpr std::size_t rest_min = 3;
    constexpr std::array<std::pair<std::string_view, std::string_view>, 13> endings{
        {{"onnelle", "onal"},
         {"onnel", "onal"},
         {"elle", "al"},
         {"el", "al"},
         {"ateur", "ator"},
         {"eur", "or"},
         {"eur", "er"},
         {"ique", "ic"},
         {"ite", "ity"},
         {"aire", "ary"},
         {"isation", "ization"},
         {"tre", "ter"},
         {"ie", "y"}}};
    const std::string one = singular(word);
    std::vector<std::string> found;
    for (const auto& [french, english] : endings) {
        if (one.size() < french.size() + rest_min || !one.ends_with(french)) continue;
        found.push_back(one.substr(0, one.size() - french.size()).append(english));
    }
    return found;
}

int typo_budget(std::string_view word) {
    if (word.empty() || is_digit(word.front())) return 0;
    const auto letters = word.size() - digits_of(word).size();
    return letters <= 3 ? 0 : letters <= 8 ? 1 : 2;
}

bool is_release(std::string_view word) {
    if (word.size() > 1 && word.front() == 'v') word.remove_prefix(1);
    const bool numbers = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
        return is_digit(c) || c == '.';
    });
    return numbers && (word.size() <= 3 || word.find('.') != std::string_view::npos);
}

std::string digits_of(std::string_view word) {
    std::string digits;
    std::copy_if(word.begin(), word.end(), std::back_inserter(digits), is_digit);
    return digits;
}

int typos_between(std::string_view a, std::string_view b, int limit) {
    constexpr std::size_t letters_max = 63;
    if (a.size() > letters_max || b.size() > letters_max) return a == b ? 0 : limit + 1;
    const auto difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
    if (difference > static_cast<std::size_t>(limit)) return limit + 1;
    std::array<std::array<std::uint8_t, letters_max + 1>, 3> rows{};
    for (std::size_t j = 0; j <= b.size(); ++j)
        rows[0][j] = static_cast<std::uint8_t>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto& row = rows[i % 3];
        const auto& above = rows[(i + 2) % 3];
        const auto& before = rows[(i + 1) % 3];
        row[0] = static_cast<std::uint8_t>(i);
        int best = row[0];
        for (std::size_t j = 1; j <= b.size(); ++j) {
            int cost = above[j - 1] + (a[i - 1] != b[j - 1]);
            cost = std::min({cost, above[j] + 1, row[j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost = std::min(cost, before[j - 2] + 1);
            row[j] = static_cast<std::uint8_t>(cost);
            best = std::min(best, cost);
        }
        if (best > limit) return limit + 1;
    }
    return std::min<int>(rows[a.size() % 3][b.size()], limit + 1);
}

std::string_view cut(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    std::size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return text.substr(0, end);
}

}  // namespace qm::catalog
