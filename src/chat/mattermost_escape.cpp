// What Mattermost 5.38's own Markdown and mention readers understand, made harmless.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_escape.hpp"

#include <algorithm>

namespace qm::chat {

namespace {

constexpr std::string_view parting = "\u200B";  // zero width: no name, no scheme goes on after it

bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_space(char c) {
    return c == ' ';
}

// Every '_' stands inside a word: then no client reads emphasis, and "payments_ro" stays as it is.
bool underscores_inside(std::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != '_') continue;
        const bool before = i > 0 && is_alnum(line[i - 1]);
        const bool after = i + 1 < line.size() && is_alnum(line[i + 1]);
        if (!before || !after) return false;
    }
    return true;
}

// Length of an entity such as "&lt;" or "&#64;"; 0: none. The server decodes it before it looks
// for mentions.
bool is_entity(std::string_view rest) {
    std::size_t end = 1;
    while (end < rest.size() && end < 34 && (is_alnum(rest[end]) || rest[end] == '#'))
        ++end;
    return end == rest.size() || (end > 1 && rest[end] == ';');
}

void put(std::string& out, std::string_view line, std::size_t i, bool escape_underscores) {
    const char c = line[i];
    const bool last = i + 1 == line.size();
    switch (c) {
        case '\\':
        case '`':
        case '*':
        case '[':
        case ']':
        case '~':
        case '|':
            out += '\\';
            out += c;
            return;
        case '_':
            if (escape_underscores) out += '\\';
            out += c;
            return;
        case '@': {
            out += c;
            // "git@host" and "redis@7" stay: after a letter or digit no reader sees a name.
            const bool in_word = !last && i > 0 && is_alnum(line[i - 1]);
            if (!in_word) out += parting;
            return;
        }
        case '<':
            out += c;
            if (last || line[i + 1] == '!' || line[i + 1] == '@' || line[i + 1] == '#')
                out += parting;
            return;
        case '&':
            out += c;
            if (is_entity(line.substr(i))) out += parting;
            return;
        default:
            out += c;
    }
}

std::string escape_words(std::string_view line) {
    const bool escape_underscores = !underscores_inside(line);
    std::string out;
    out.reserve(line.size() + line.size() / 8);
    for (std::size_t i = 0; i < line.size(); ++i)
        put(out, line, i, escape_underscores);
    return out;
}

// What only means something at the start of a line: titles, quotes, lists, rules.
std::string escape_start(std::string_view line) {
    std::size_t i = 0;
    std::string out;
    while (i < line.size() && is_space(line[i])) {  // indented code, and the look of YAML
        out += "\u00A0";
        ++i;
    }
    const std::string_view rest = line.substr(i);
    if (rest.empty()) return {};
    std::size_t digits = 0;
    while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9')
        ++digits;
    if (digits > 0 && digits < rest.size() && (rest[digits] == '.' || rest[digits] == ')')) {
        const bool ends = digits + 1 == rest.size() || is_space(rest[digits + 1]);
        if (ends) {
            out.append(rest.substr(0, digits)).append("\\").append(1, rest[digits]);
            return out + escape_words(rest.substr(digits + 1));
        }
    }
    if (std::string_view("#>+-").find(rest[0]) != std::string_view::npos)
        out += '\\';
    else if (rest[0] == '=')
        out += parting;
    return out + escape_words(rest);
}

struct Address {
    std::size_t begin = std::string_view::npos;
    std::size_t end = 0;
};

bool starts_folded(std::string_view text, std::string_view with) {
    if (text.size() < with.size()) return false;
    for (std::size_t i = 0; i < with.size(); ++i) {
        const char c = text[i];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != with[i]) return false;
    }
    return true;
}

// "www.", "www2.", "mailto:", "tel:" at the start of a word.
bool starts_address(std::string_view rest) {
    if (starts_folded(rest, "mailto:") || starts_folded(rest, "tel:")) return true;
    if (!starts_folded(rest, "www")) return false;
    std::size_t i = 3;
    while (i < rest.size() && i < 6 && rest[i] >= '0' && rest[i] <= '9')
        ++i;
    return i < rest.size() && rest[i] == '.';
}

// The first thing in `line` that a client would make a link of.
Address find_address(std::string_view line) {
    Address found;
    const std::size_t scheme = line.find("://");
    if (scheme != std::string_view::npos) {
        std::size_t begin = scheme;
        while (begin > 0 && (is_alnum(line[begin - 1]) || line[begin - 1] == '+' ||
                             line[begin - 1] == '-' || line[begin - 1] == '.'))
            --begin;
        found.begin = begin;
        found.end = scheme + 3;
    }
    const std::size_t until = std::min(found.begin, line.size());
    for (std::size_t i = 0; i < until; ++i) {
        if ((i > 0 && is_alnum(line[i - 1])) || !starts_address(line.substr(i))) continue;
        found.begin = i;
        found.end = i + 4;
        break;
    }
    if (found.begin == std::string_view::npos) return found;
    while (found.end < line.size() && !is_space(line[found.end]))
        ++found.end;
    constexpr std::string_view trailing = ".,;:!?)]}>'\"*_~`|";
    while (found.end > found.begin + 1 &&
           trailing.find(line[found.end - 1]) != std::string_view::npos)
        --found.end;
    return found;
}

std::string escape_line(std::string_view line, bool first) {
    std::string out;
    while (!line.empty()) {
        const Address address = find_address(line);
        const std::string_view words = line.substr(0, std::min(address.begin, line.size()));
        out += first ? escape_start(words) : escape_words(words);
        first = false;
        if (address.begin == std::string_view::npos) break;
        out += code_span(line.substr(address.begin, address.end - address.begin));
        line.remove_prefix(address.end);
    }
    return out;
}

}  // namespace

std::string escape_markdown(std::string_view line) {
    return escape_line(line, true);
}

std::string escape_inside(std::string_view line) {
    return escape_line(line, false);
}

bool has_address(std::string_view line) {
    return find_address(line).begin != std::string_view::npos;
}

std::string escape_label(std::string_view line) {
    std::string out = escape_words(line);
    for (std::size_t at = 0; (at = out.find("://", at)) != std::string::npos; at += 4)
        out.insert(at + 1, parting);
    return out;
}

// Never three ticks: at the start of a line they would open a block. So runs inside are parted.
std::string code_span(std::string_view line) {
    if (line.empty()) return {};
    std::string inside;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (i > 0 && line[i] == '`' && line[i - 1] == '`') inside += parting;
        inside += line[i];
    }
    const std::string fence(inside.find('`') == std::string::npos ? 1 : 2, '`');
    const bool blank = std::all_of(inside.begin(), inside.end(), is_space);
    const bool pad = blank || inside.front() == '`' || inside.back() == '`';
    const std::string space(pad ? 1 : 0, ' ');
    return fence + space + inside + space + fence;
}

}  // namespace qm::chat
