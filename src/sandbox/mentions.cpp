// Who a message mentions, by Mattermost's rules.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/mentions.hpp"

#include "sandbox/ids.hpp"

#include <algorithm>

namespace qm::sandbox {

namespace {

bool of_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
}

// What may not stand before the sign: then it is an e-mail address or the middle of a word.
bool of_word(char c) {
    return of_name(c) || c == '@' || (static_cast<unsigned char>(c) & 0x80u);
}

std::vector<std::string> words_after(char sign, std::string_view text) {
    std::vector<std::string> words;
    auto add = [&](std::string word) {
        if (!word.empty() && std::ranges::find(words, word) == words.end())
            words.push_back(std::move(word));
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != sign || (i > 0 && of_word(text[i - 1]))) continue;
        std::size_t end = i + 1;
        while (end < text.size() && of_name(text[end]))
            ++end;
        if (end < text.size() && (static_cast<unsigned char>(text[end]) & 0x80u)) continue;
        std::string word = lower(text.substr(i + 1, end - i - 1));
        add(word);
        while (!word.empty() && (word.back() == '.' || word.back() == '-' || word.back() == '_')) {
            word.pop_back();
            add(word);
        }
        i = end - 1;
    }
    return words;
}

std::size_t run_of(char c, std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && text[end] == c)
        ++end;
    return end - at;
}

std::string without_spans(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '`') {
            out += text[i++];
            continue;
        }
        std::size_t ticks = run_of('`', text, i);
        std::size_t close = i + ticks;
        while (close < text.size()) {
            close = std::min(text.find('`', close), text.size());
            std::size_t run = run_of('`', text, close);
            if (run == ticks) break;
            close += run;
        }
        if (close >= text.size()) {  // no closing run: the ticks are text
            out.append(ticks, '`');
            i += ticks;
        } else {
            out += ' ';
            i = close + ticks;
        }
    }
    return out;
}

}  // namespace

std::string without_code(std::string_view markdown) {
    std::string kept, fence;
    bool blank_before = true;
    while (!markdown.empty()) {
        std::size_t end = std::min(markdown.find('\n'), markdown.size());
        std::string_view line = markdown.substr(0, end);
        markdown.remove_prefix(std::min(end + 1, markdown.size()));
        std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
        std::string_view inner = line.substr(indent);
        char mark = inner.empty() ? ' ' : inner[0];
        std::size_t run = mark == '`' || mark == '~' ? run_of(mark, inner, 0) : 0;
        if (!fence.empty()) {
            bool closes = mark == fence[0] && run >= fence.size() &&
                          inner.find_first_not_of(mark == '`' ? "` " : "~ ") == inner.npos;
            if (closes) fence.clear();
            continue;
        }
        bool opens = run >= 3 && indent < 4 && inner.substr(run).find('`') == inner.npos;
        if (opens) {
            fence.assign(run, mark);
            continue;
        }
        bool block = blank_before && (indent >= 4 || line.starts_with('\t')) && !inner.empty();
        if (block) continue;
        blank_before = inner.empty();
        kept += line;
        kept += '\n';
    }
    return without_spans(kept);
}

std::vector<std::string> at_words(std::string_view markdown) {
    return words_after('@', without_code(markdown));
}

std::vector<std::string> tilde_words(std::string_view text) {
    return words_after('~', text);
}

}  // namespace qm::sandbox
