// UTF-8, read strictly: overlong forms and surrogates are broken bytes.
// SPDX-License-Identifier: Apache-2.0
#include "chat/utf8.hpp"

namespace qm::chat {

namespace {

constexpr char32_t broken = 0xFFFD;

bool is_bidi(char32_t c) {
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

bool is_unseen(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x00AD || is_bidi(c) ||
           (c >= 0x206A && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFB) ||
           (c >= 0xE0000 && c <= 0xE007F);
}

}  // namespace

char32_t take_point(std::string_view& text) {
    const auto first = static_cast<unsigned char>(text[0]);
    std::size_t length = 1;
    if (first >= 0xF0 && first <= 0xF4)
        length = 4;
    else if (first >= 0xE0 && first < 0xF0)
        length = 3;
    else if (first >= 0xC2 && first < 0xE0)
        length = 2;
    else if (first >= 0x80) {
        text.remove_prefix(1);
        return broken;
    }
    char32_t point = length == 1 ? first : first & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const unsigned next = i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
        if ((next & 0xC0u) != 0x80u) {
            text.remove_prefix(1);
            return broken;
        }
        point = (point << 6u) | (next & 0x3Fu);
    }
    const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    if (overlong || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
        text.remove_prefix(1);
        return broken;
    }
    text.remove_prefix(length);
    return point;
}

void put_point(std::string& text, char32_t point) {
    auto put = [&text](unsigned byte) {
        text += static_cast<char>(byte);
    };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0u | (point >> 6u));
        put(0x80u | (point & 0x3Fu));
    } else if (point < 0x10000) {
        put(0xE0u | (point >> 12u));
        put(0x80u | ((point >> 6u) & 0x3Fu));
        put(0x80u | (point & 0x3Fu));
    } else {
        put(0xF0u | (point >> 18u));
        put(0x80u | ((point >> 12u) & 0x3Fu));
        put(0x80u | ((point >> 6u) & 0x3Fu));
        put(0x80u | (point & 0x3Fu));
    }
}

std::size_t count_points(std::string_view text) {
    std::size_t count = 0;
    for (; !text.empty(); ++count)
        take_point(text);
    return count;
}

std::string_view first_points(std::string_view text, std::size_t most) {
    std::string_view rest = text;
    for (std::size_t i = 0; i < most && !rest.empty(); ++i)
        take_point(rest);
    return text.substr(0, text.size() - rest.size());
}

std::string cleaned(std::string_view text, Breaks breaks) {
    std::string out;
    out.reserve(text.size());
    const char line = breaks == Breaks::keep ? '\n' : ' ';
    while (!text.empty()) {
        const char32_t point = take_point(text);
        if (point == '\r') {
            if (!text.starts_with('\n')) out += line;
        } else if (point == '\n' || point == 0x0B || point == 0x0C || point == 0x85 ||
                   point == 0x2028 || point == 0x2029) {
            out += line;
        } else if (point == '\t') {
            out += "    ";
        } else if (!is_unseen(point)) {
            put_point(out, point);
        }
    }
    return out;
}

std::string typed_words(std::string_view text, std::size_t points_max) {
    const std::string clean = cleaned(text, Breaks::keep);
    const std::string_view kept = first_points(clean, points_max);
    std::string out;
    for (std::string_view rest = kept; !rest.empty();) {
        const char32_t point = take_point(rest);
        put_point(out, point == 0xA0 || point == 0x202F || point == 0x2007 ? U' ' : point);
    }
    const std::size_t first = out.find_first_not_of(" \n");
    if (first == std::string::npos) return {};
    const std::string words = out.substr(first, out.find_last_not_of(" \n") + 1 - first);
    return kept.size() < clean.size() ? words + "…" : words;
}

}  // namespace qm::chat
