// Reads as Mattermost 5.38 does: blocks by line, then code, escapes, entities, links, mentions.
// SPDX-License-Identifier: Apache-2.0
#include "chat/support/reader.hpp"

#include <algorithm>
#include <cctype>
#include <map>

namespace qm::chat::test {

namespace {

bool alnum(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

// The characters of the web client's escape rule; a backslash before others is shown.
bool escapable(char c) {
    return std::string_view("\\`*{}[]()#+-.!_>~|").find(c) != std::string_view::npos;
}

std::string decoded(std::string_view text) {
    static const std::map<std::string, std::string, std::less<>> names{
        {"&lt;", "<"},     {"&gt;", ">"},   {"&amp;", "&"},    {"&#64;", "@"}, {"&#x40;", "@"},
        {"&commat;", "@"}, {"&excl;", "!"}, {"&lbrack;", "["}, {"&nbsp;", " "}};
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t end = text[i] == '&' ? text.find(';', i) : std::string_view::npos;
        const auto found =
            end == std::string_view::npos ? names.end() : names.find(text.substr(i, end + 1 - i));
        if (found == names.end()) {
            out += text[i];
            continue;
        }
        out += found->second;
        i = end;
    }
    return out;
}

bool word_char(std::string_view text, std::size_t i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) return alnum(text[i]) || std::string_view(":.-_@").find(text[i]) < 6;
    // U+200B and its neighbours are no letters; other characters here are taken for letters.
    for (std::size_t back = 0; back < 3 && i >= back; ++back)
        if (text.substr(i - back, 2) == "\xE2\x80") return false;
    return true;
}

void find_mentions(std::string_view text, Seen& seen) {
    for (std::size_t i = 0; i < text.size();) {
        if (!word_char(text, i)) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < text.size() && word_char(text, end))
            ++end;
        std::string_view word = text.substr(i, end - i);
        i = end;
        while (!word.empty() && std::string_view(":.-_").find(word[0]) < 4)
            word.remove_prefix(1);
        // The server looks at the word, at the word without its tail, and at its parts.
        for (std::size_t from = 0; from < word.size(); ++from) {
            const bool part = from == 0 || std::string_view(".-:").find(word[from - 1]) < 3;
            if (part && word[from] == '@' && from + 1 < word.size() && word[from + 1] != '@')
                seen.mentions.emplace_back(word.substr(from));
        }
    }
    // The web client: an @ after anything that is no ASCII word character.
    for (std::size_t at = text.find('@'); at != std::string_view::npos;
         at = text.find('@', at + 1)) {
        const bool in_word = at > 0 && (alnum(text[at - 1]) || text[at - 1] == '_');
        const bool named = at + 1 < text.size() && (alnum(text[at + 1]) || text[at + 1] == '_');
        if (!in_word && named) seen.mentions.emplace_back(text.substr(at, 12));
    }
    for (std::string_view form : {"<!", "<@", "<#"})
        if (text.find(form) != std::string_view::npos) seen.mentions.emplace_back(form);
}

void find_addresses(std::string_view text, Seen& seen) {
    for (std::size_t at = text.find("://"); at != std::string_view::npos;
         at = text.find("://", at + 1)) {
        if (at > 0 && alnum(text[at - 1])) seen.links.emplace_back(text.substr(at - 1));
    }
    for (const std::string_view start : {"www.", "WWW.", "mailto:", "tel:"}) {
        const std::size_t at = text.find(start);
        if (at != std::string_view::npos && (at == 0 || !alnum(text[at - 1])))
            seen.links.emplace_back(text.substr(at));
    }
}

class Inline {
public:
    Inline(std::string_view line, Seen& seen) : line_(line), seen_(seen) {}

    void read() {
        while (i_ < line_.size()) {
            const char c = line_[i_];
            if (c == '\\' && i_ + 1 < line_.size() && escapable(line_[i_ + 1])) {
                put(line_.substr(i_ + 1, 1));
                i_ += 2;
            } else if (c == '`') {
                code();
            } else if (c == '[' && link()) {
            } else {
                put(line_.substr(i_++, 1));
            }
        }
        flush();
    }

private:
    void put(std::string_view text) { run_ += text; }
    void flush() {
        const std::string text = decoded(run_);
        find_mentions(text, seen_);
        find_addresses(text, seen_);
        seen_.text += text;
        run_.clear();
    }
    void code() {
        const std::size_t end = std::min(line_.find_first_not_of('`', i_), line_.size());
        const std::size_t length = end - i_;
        for (std::size_t at = line_.find('`', end); at != std::string_view::npos;) {
            const std::size_t close = std::min(line_.find_first_not_of('`', at), line_.size());
            if (close - at == length) {
                flush();
                std::string_view inner = line_.substr(end, at - end);
                const bool padded = inner.size() > 2 && inner.front() == ' ' && inner.back() == ' ';
                seen_.text += padded ? inner.substr(1, inner.size() - 2) : inner;
                i_ = close;
                return;
            }
            at = line_.find('`', close);
        }
        put(line_.substr(i_, length));
        i_ = end;
    }
    bool link() {
        std::size_t close = i_ + 1;
        while (close < line_.size() && line_[close] != ']')
            close += line_[close] == '\\' ? 2 : 1;
        if (close >= line_.size()) return false;
        const char next = close + 1 < line_.size() ? line_[close + 1] : ' ';
        if (next != '(' && next != '[' && next != ':') return false;
        const std::size_t end =
            std::min(line_.find(next == '[' ? ']' : ')', close + 2), line_.size());
        flush();
        seen_.links.emplace_back(line_.substr(close + 2, end - close - 2));
        Inline(line_.substr(i_ + 1, close - i_ - 1), seen_).read();
        i_ = std::min(end + 1, line_.size());
        return true;
    }

    std::string_view line_;
    Seen& seen_;
    std::size_t i_ = 0;
    std::string run_;
};

std::string block_of(std::string_view line) {
    const std::size_t first = line.find_first_not_of(' ');
    if (first == std::string_view::npos) return "";
    if (first >= 4) return "code";
    line.remove_prefix(first);
    if (line.starts_with("```") || line.starts_with("~~~")) return "fence";
    if (line[0] == '#' || line[0] == '=') return "title";
    if (line[0] == '>') return "quote";
    if (line[0] == '|') return "table";
    const bool dash = line[0] == '-' || line[0] == '+' || line[0] == '*';
    if (dash && (line.size() == 1 || line[1] == ' ' || line[1] == line[0]))
        return line[0] == '*' && line.size() > 1 && line[1] == '*' && line.size() > 2 &&
                       line[2] != '*'
                   ? ""
                   : "list";
    std::size_t digits = 0;
    while (digits < line.size() && std::isdigit(static_cast<unsigned char>(line[digits])) != 0)
        ++digits;
    const bool dot =
        digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')');
    return dot && (digits + 1 == line.size() || line[digits + 1] == ' ') ? "list" : "";
}

}  // namespace

Seen read_markdown(std::string_view markdown) {
    Seen seen;
    std::string fence;
    for (bool first = true; !markdown.empty() || first; first = false) {
        const std::size_t end = std::min(markdown.find('\n'), markdown.size());
        std::string_view line = markdown.substr(0, end);
        markdown.remove_prefix(std::min(end + 1, markdown.size()));
        if (!first) seen.text += '\n';
        if (!fence.empty()) {
            if (line == fence) {
                fence.clear();
                seen.blocks.emplace_back("end");
            } else {
                seen.text += line;
            }
            continue;
        }
        while (line.starts_with("> ")) {
            seen.blocks.emplace_back("quote");
            line.remove_prefix(2);
        }
        const std::string block = block_of(line);
        if (!block.empty()) seen.blocks.push_back(block);
        if (block == "fence") {
            fence = line.substr(0, std::min(line.find_first_not_of(line[0]), line.size()));
            continue;
        }
        Inline(line, seen).read();
    }
    return seen;
}

}  // namespace qm::chat::test
