// Looks for our own name as Mattermost's servers do, but never for @all, @channel or @here.
// SPDX-License-Identifier: Apache-2.0
#include "chat/hear.hpp"

#include <algorithm>
#include <cstddef>

namespace qm::chat {

namespace {

bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Beyond ASCII the blocks of punctuation (E2, C2) are told apart from letters by their first byte.
bool is_letter(std::string_view text, std::size_t at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    return byte < 0x80 ? is_alnum(text[at]) : byte != 0xE2 && byte != 0xC2;
}

char folded(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

// Where our name ends when "@name" stands at `at`; 0: it does not.
std::size_t name_end(std::string_view text, std::size_t at, std::string_view name) {
    if (name.empty() || text[at] != '@' || text.size() - at - 1 < name.size()) return 0;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (folded(text[at + 1 + i]) != folded(name[i])) return 0;
    }
    const std::size_t end = at + 1 + name.size();
    std::size_t run = end;  // "@name." and "@name_" end a sentence; "@name.eu" is somebody else
    while (run < text.size() && (text[run] == '.' || text[run] == '-' || text[run] == '_'))
        ++run;
    return run < text.size() && is_letter(text, run) ? 0 : end;
}

// A letter before the sign makes it an address or the middle of a word. Beyond ASCII, punctuation
// (quotes, dashes) may stand there.
bool may_begin(std::string_view text, std::size_t at) {
    if (at == 0) return true;
    const char before = text[at - 1];
    if (static_cast<unsigned char>(before) < 0x80) return !is_alnum(before);
    if (at >= 3 && text.substr(at - 3, 1) == "\xE2") return true;
    return at >= 2 && text.substr(at - 2, 1) == "\xC2";
}

bool is_fence(std::string_view line) {
    const std::size_t first = line.find_first_not_of(' ');
    if (first == std::string_view::npos || first > 3) return false;
    line.remove_prefix(first);
    return line.starts_with("```") || line.starts_with("~~~");
}

// The same text with code blanked out, so that positions stay.
std::string without_code(std::string_view text) {
    std::string out(text);
    char fence = 0;
    std::size_t from = 0;
    while (from < out.size()) {  // blocks first
        const std::size_t end = std::min(out.find('\n', from), out.size());
        const std::string_view line = std::string_view(out).substr(from, end - from);
        const bool is_mark = is_fence(line);
        const char mark = is_mark ? line[line.find_first_not_of(' ')] : '\0';
        const bool inside = fence != 0;
        if (!inside && is_mark)
            fence = mark;
        else if (inside && mark == fence)
            fence = 0;
        if (inside || is_mark) out.replace(from, end - from, end - from, ' ');
        from = end + 1;
    }
    for (std::size_t i = 0; i < out.size();) {
        if (out[i] != '`') {
            ++i;
            continue;
        }
        const std::size_t run = std::min(out.find_first_not_of('`', i), out.size()) - i;
        std::size_t close = i + run;
        std::size_t length = 0;
        while ((close = out.find('`', close)) != std::string::npos) {
            length = std::min(out.find_first_not_of('`', close), out.size()) - close;
            if (length == run) break;
            close += length;
        }
        if (close != std::string::npos) out.replace(i, close + run - i, close + run - i, ' ');
        i = close == std::string::npos ? i + run : close + run;
    }
    return out;
}

}  // namespace

Heard hear(std::string_view message, std::string_view name, bool direct) {
    const std::string seen = without_code(message);
    Heard heard;
    heard.to_us = direct;
    for (std::size_t at = seen.find('@'); at != std::string::npos; at = seen.find('@', at + 1)) {
        if (!may_begin(seen, at) || name_end(seen, at, name) == 0) continue;
        heard.to_us = true;
        break;
    }
    std::string_view words = trimmed(message);
    const std::size_t end = words.empty() ? 0 : name_end(words, 0, name);
    if (end > 0) {
        words.remove_prefix(end);
        while (!words.empty() && (words[0] == ':' || words[0] == ','))
            words.remove_prefix(1);
        words = trimmed(words);
    }
    heard.text = std::string(words);
    return heard;
}

}  // namespace qm::chat
