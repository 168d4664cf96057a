// Quotes, code, names and links in Mattermost's Markdown.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_markup.hpp"

#include "chat/mattermost_escape.hpp"
#include "chat/quote.hpp"
#include "chat/utf8.hpp"
#include "net/url.hpp"

#include <algorithm>

namespace qm::chat {

namespace {

constexpr std::size_t language_max = 20;

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

bool is_word_end(char c) {
    return is_name_char(c) ? c != '_' && c != '-' && c != '.'
                           : static_cast<unsigned char>(c) >= 0x80;
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 &&
           std::all_of(text.begin(), text.end(), is_name_char);
}

bool inside_address(std::string_view whole, std::size_t at) {
    const std::size_t before = at == 0 ? std::string_view::npos : whole.rfind(' ', at - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t end = std::min(whole.find(' ', at), whole.size());
    return begin < at && at < end && has_address(whole.substr(begin, end - begin));
}

// Cleaned, none empty, only words strong, no two plain ones side by side; what would be cut inside
// an address is one plain piece.
std::vector<Piece> unbroken(const std::vector<Piece>& pieces) {
    std::vector<Piece> clean;
    std::string whole;
    for (const Piece& piece : pieces) {
        std::string text = cleaned(piece.text, Breaks::fold);
        if (text.empty()) continue;
        const bool word = is_word_end(text.front()) && is_word_end(text.back());
        whole += text;
        clean.push_back({std::move(text), piece.strong && word});
    }
    std::vector<Piece> out;
    std::size_t at = 0;
    for (Piece& piece : clean) {
        const std::size_t begin = at;
        at += piece.text.size();
        const bool plain = !out.empty() && !out.back().strong && !piece.strong;
        if (plain || (!out.empty() && inside_address(whole, begin))) {
            out.back().text += piece.text;
            out.back().strong = false;
        } else {
            out.push_back(std::move(piece));
        }
    }
    return out;
}

std::string_view trimmed_lines(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \n");
    if (first == std::string_view::npos) return {};
    const std::size_t line = text.rfind('\n', first);
    text.remove_prefix(line == std::string_view::npos ? 0 : line + 1);
    return text.substr(0, text.find_last_not_of(" \n") + 1);
}

// Characters that would end the target of a link, or be decoded inside it.
std::string link_target(std::string_view url) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : url) {
        if (std::string_view("()<>[]\"'`*\\|;").find(c) == std::string_view::npos) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4u];
        out += digits[byte & 15u];
    }
    return out;
}

}  // namespace

std::string MattermostMarkup::plain(std::string_view text) const {
    return escape_markdown(cleaned(text, Breaks::fold));
}

// Each piece is escaped as it stands in the line. Bold is for whole words of letters and digits:
// beside anything else `**` would not be read as bold. An address is never cut: it is code.
std::string MattermostMarkup::marked(const std::vector<Piece>& pieces) const {
    std::string out;
    for (const Piece& piece : unbroken(pieces)) {
        const std::string safe =
            out.empty() ? escape_markdown(piece.text) : escape_inside(piece.text);
        out += piece.strong ? "**" + safe + "**" : safe;
    }
    return out;
}

std::string MattermostMarkup::code(std::string_view text) const {
    return code_span(cleaned(text, Breaks::fold));
}

std::string MattermostMarkup::quote(std::string_view text, bool whole) const {
    const std::string clean = cleaned(text, Breaks::keep);
    return quote_lines(trimmed_lines(clean), whole,
                       [](std::string_view line) { return escape_markdown(line); });
}

std::string MattermostMarkup::snippet(std::string_view language, std::string_view text) const {
    std::string clean;
    for (std::string_view rest = text; !rest.empty();) {  // tabs stay: Makefiles need them
        const std::size_t tab = std::min(rest.find('\t'), rest.size());
        clean += cleaned(rest.substr(0, tab), Breaks::keep);
        if (tab < rest.size()) clean += '\t';
        rest.remove_prefix(std::min(tab + 1, rest.size()));
    }
    while (clean.ends_with('\n'))
        clean.pop_back();
    std::size_t longest = 2;
    std::size_t run = 0;
    for (const char c : clean) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(longest + 1, '`');
    std::string tongue;
    for (const char c : language.substr(0, language_max))
        if (is_name_char(c) || c == '+' || c == '#') tongue += c;
    return fence + tongue + "\n" + clean + "\n" + fence;
}

std::string MattermostMarkup::mention(std::string_view username) const {
    return is_name(username) ? "@" + std::string(username) : plain(username);
}

std::string MattermostMarkup::channel(std::string_view name) const {
    const bool known = is_name(name) && name.find('.') == std::string_view::npos;
    return known ? "~" + std::string(name) : plain(name);
}

std::string MattermostMarkup::link(std::string_view url, std::string_view label) const {
    const std::string clean = cleaned(label, Breaks::fold);
    const auto parsed = net::parse_url(url);
    const bool linkable = parsed && (parsed->scheme == "http" || parsed->scheme == "https");
    if (!linkable) {
        const std::string words = escape_markdown(clean);
        if (url.empty() || url == label) return words;
        return (words.empty() ? "" : words + " ") + code(url);
    }
    // A label that looks like an address could name another place than the link leads to.
    const bool address =
        clean.find("://") != std::string::npos || clean.find("www.") != std::string::npos;
    const std::string_view shown = clean.empty() || address ? url : std::string_view(clean);
    return "[" + escape_label(shown) + "](" + link_target(url) + ")";
}

std::string MattermostMarkup::post_link(std::string_view, std::string_view post,
                                        std::string_view label) const {
    if (!is_name(post)) return std::string(label);
    return "[" + std::string(label) + "](/_redirect/pl/" + std::string(post) + ")";
}

}  // namespace qm::chat
