// Words of outside text: UTF-8, white space of many kinds, quotes as phones type them.
// SPDX-License-Identifier: Apache-2.0
#include "core/spec_words.hpp"

#include <quartermaster/refusal.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>

namespace qm::core {

namespace {

constexpr char32_t bad = 0xFFFFFFFF;

// The next character, cut off the front; `bad` for what is no UTF-8.
char32_t next(std::string_view& text) {
    const auto byte = [&](std::size_t i) {
        return static_cast<unsigned char>(text[i]);
    };
    const unsigned char lead = byte(0);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length == 0 || length > text.size()) return text.remove_prefix(1), bad;
    char32_t point = length == 1 ? lead : lead & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0u) != 0x80u) return text.remove_prefix(1), bad;
        point = point << 6u | (byte(i) & 0x3Fu);
    }
    text.remove_prefix(length);
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    return point < least[length] || point > 0x10FFFF || surrogate ? bad : point;
}

bool is_space(char32_t point) {
    return point <= 0x20 || point == 0x7F || point == 0x85 || point == 0xA0 || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200B) || point == 0x2028 || point == 0x2029 ||
           point == 0x202F || point == 0x205F || point == 0x2060 || point == 0x3000 ||
           point == 0xFEFF;
}

// What closes a quote that this character opens; empty when it opens none.
std::u32string_view closers(char32_t point) {
    switch (point) {
        case U'"':
            return U"\"”";
        case U'“':
        case U'„':
            return U"”\"“";
        case U'«':
            return U"»";
        default:
            return {};
    }
}

struct Quote {
    std::string_view inside;
    std::size_t length = 0;  // with both marks
};

// The quote at the front of a text, when it is closed and the closing mark ends the word.
std::optional<Quote> quote_at(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::string_view left = text;
    const std::u32string_view ends = closers(next(left));
    if (ends.empty()) return std::nullopt;
    const std::size_t opened = text.size() - left.size();
    while (!left.empty()) {
        const std::size_t at = text.size() - left.size();
        if (ends.find(next(left)) == std::u32string_view::npos) continue;
        std::string_view after = left;
        if (!after.empty() && !is_space(next(after))) continue;
        return Quote{trimmed(text.substr(opened, at - opened)), text.size() - left.size()};
    }
    return std::nullopt;
}

constexpr char letters[] =  // U+00C0 to U+00FF without accents; '*' stands for two letters
    "aaaaaa*ceeeeiiiidnooooo*ouuuuy**aaaaaa*ceeeeiiiidnooooo*ouuuuy*y";

void fold_into(std::string& out, char32_t point, std::string_view bytes) {
    if (point < 0x80) {
        const char c = static_cast<char>(point);
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (point >= 0xC0 && point <= 0xFF && letters[point - 0xC0] != '*') {
        out += letters[point - 0xC0];
    } else if (point == 0xC6 || point == 0xE6) {
        out += "ae";
    } else if (point == 0x152 || point == 0x153) {
        out += "oe";
    } else if (point == 0x2018 || point == 0x2019 || point == 0x02BC) {
        out += '\'';
    } else if (point < 0x300 || point > 0x36F) {  // a combining accent is left out
        out += bytes;
    }
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    while (!text.empty()) {
        std::string_view left = text;
        if (!is_space(next(left))) break;
        text = left;
    }
    std::size_t kept = 0;
    for (std::string_view left = text; !left.empty();) {
        if (!is_space(next(left))) kept = text.size() - left.size();
    }
    return text.substr(0, kept);
}

result<std::string> cleaned(std::string_view text) {
    if (text.size() > text_max) {
        return refusal(errc::too_large,
                       "That is " + std::to_string(text.size()) +
                           " bytes long; write at most 65,536 and put the rest in the thread or a "
                           "file.",
                       say("spec.too_long", {{"size", static_cast<std::int64_t>(text.size())}}));
    }
    std::string clean(text);
    for (char& c : clean) {
        const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        if (control && c != '\n' && c != '\t') c = ' ';
    }
    for (std::string_view left = clean; !left.empty();) {
        if (next(left) == bad)
            return refusal(errc::invalid, "That text is not UTF-8; please type it again.",
                           say("spec.not_utf8"));
    }
    return std::string(trimmed(clean));
}

std::vector<Word> split(std::string_view text) {
    std::vector<Word> words;
    std::string_view left = text;
    const auto at = [&] {
        return text.size() - left.size();
    };
    while (!left.empty() && words.size() <= words_max) {
        std::string_view ahead = left;
        if (is_space(next(ahead))) {
            left = ahead;
            continue;
        }
        Word word{"", at(), 0, false};
        if (const auto quote = quote_at(left)) {
            left.remove_prefix(quote->length);
            word.text = quote->inside;
            word.quoted = true;
        }
        while (!word.quoted && !left.empty()) {
            ahead = left;
            const char32_t point = next(ahead);
            if (is_space(point)) break;
            word.text += left.substr(0, left.size() - ahead.size());
            left = ahead;
            const auto quote = point == U'=' && option_text(word) ? quote_at(left) : std::nullopt;
            if (!quote) continue;
            word.text += quote->inside;
            left.remove_prefix(quote->length);
            break;
        }
        word.end = at();
        words.push_back(std::move(word));
    }
    return words;
}

std::string folded(std::string_view text) {
    std::string out;
    for (std::string_view left = trimmed(text); !left.empty();) {
        const std::string_view before = left;
        const char32_t point = next(left);
        if (!is_space(point))
            fold_into(out, point, before.substr(0, before.size() - left.size()));
        else if (!out.ends_with(' '))
            out += ' ';
    }
    return out;
}

std::string upper(std::string_view name) {
    std::string text(name);
    for (char& c : text)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
}

bool in(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<std::string_view> option_text(const Word& word) {
    if (word.quoted) return std::nullopt;
    // Phones turn "--" into a dash.
    for (const std::string_view mark : {"--", "—", "–"}) {
        const std::string_view text = word.text;
        if (!text.starts_with(mark) || text.size() == mark.size()) continue;
        const char first = text[mark.size()];
        if ((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z'))
            return text.substr(mark.size());
    }
    return std::nullopt;
}

std::optional<std::string> request_id(std::string_view word) {
    if (!word.empty() && in(word.substr(word.size() - 1), {",", ":", ".", ";"}))
        word.remove_suffix(1);
    if (word.size() < 2 || word.size() > 10 || (word[0] != 'R' && word[0] != 'r')) return {};
    if (word.find_first_not_of("0123456789", 1) != std::string_view::npos) return {};
    return "R" + std::string(word.substr(1));
}

bool is_dash(std::string_view word) {
    return in(word, {"-", "–", "—", "--", ":", "=>", "->", "→"});
}

bool is_like_id(std::string_view word) {
    constexpr std::size_t longest = 10;
    if (request_id(word)) return true;
    if (!word.empty() && (word.front() == 'R' || word.front() == 'r')) word.remove_prefix(1);
    const auto digits = std::count_if(word.begin(), word.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
    return word.size() <= longest && 2 * static_cast<std::size_t>(digits) > word.size();
}

std::string without_signs(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const auto code_end =
            text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_+-", at + 1);
        if (byte == ':' && code_end != text.npos && text[code_end] == ':' && code_end > at + 1) {
            at = code_end + 1;
            out += ' ';
        } else if (byte >= 0xf0 || byte == 0xe2 || byte == 0xef) {  // pictures, symbols, variants
            const std::size_t wide = byte >= 0xf0 ? 4 : 3;
            const bool quote = text.substr(at).starts_with("’");
            out += quote ? '\'' : ' ';
            at += std::min(wide, text.size() - at);
        } else {
            out += text[at++];
        }
    }
    return out;
}

std::string cut_word(std::string_view word) {
    constexpr std::size_t longest = 40;
    std::size_t size = std::min(longest, word.size());
    while (size < word.size() && size > 0 &&
           (static_cast<unsigned char>(word[size]) & 0xC0u) == 0x80u)
        --size;
    return std::string(word.substr(0, size)) + (size < word.size() ? "…" : "");
}

std::string quoted_word(std::string_view word) {
    return "“" + cut_word(word) + "”";
}

int distance(std::string_view a, std::string_view b, int most) {
    constexpr std::size_t longest = 128;  // of words a person may have mistyped
    const std::size_t apart = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
    if (a == b) return 0;
    if (a.size() > longest || b.size() > longest ||
        apart > static_cast<std::size_t>(std::max(most, 0)))
        return most + 1;
    std::array<std::array<int, longest + 1>, 3> rows{};  // two rows before, one before, this one
    std::iota(rows[1].begin(), rows[1].end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto& row = rows[2];
        row[0] = static_cast<int>(i);
        int least = row[0];
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const int change = rows[1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({rows[1][j] + 1, row[j - 1] + 1, change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], rows[0][j - 2] + 1);
            least = std::min(least, row[j]);
        }
        if (least > most) return most + 1;
        rows[0] = rows[1];
        rows[1] = rows[2];
    }
    return std::min(rows[1][b.size()], most + 1);
}

std::string nearest(std::string_view word, std::span<const std::string> among) {
    const std::string wanted = folded(word);
    // A third of the letters may be wrong: "serch" is near "search", "foo" is near nothing.
    int most = static_cast<int>(std::clamp<std::size_t>(wanted.size() / 3, 1, 3));
    std::string best;
    for (const std::string& candidate : among) {
        const std::string name = folded(candidate);
        if (wanted.size() >= 3 && name.starts_with(wanted)) return candidate;
        const int away = distance(wanted, name, most);
        if (away > most) continue;
        best = candidate;
        most = away - 1;
        if (most < 0) break;
    }
    return best;
}

}  // namespace qm::core
