// Words that are passed on keep the form that makes them of use.
// SPDX-License-Identifier: Apache-2.0
#include "core/say.hpp"

#include <algorithm>

namespace qm::core {
namespace {

constexpr std::string_view fence = "```";

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

struct Span {
    std::size_t begin = std::string_view::npos;
    std::size_t end = 0;
};

// The first address of the web; what ends the sentence is none of it.
Span address_in(std::string_view text) {
    for (const std::string_view scheme : {"https://", "http://"}) {
        const std::size_t at = text.find(scheme);
        if (at == text.npos || (at > 0 && is_letter(text[at - 1]))) continue;
        std::size_t end = std::min(text.find_first_of(" \t\r<>\"`|", at), text.size());
        const std::size_t least = at + scheme.size();
        while (end > least && std::string_view(".,;:!?)]}'*_~").find(text[end - 1]) != text.npos)
            --end;
        if (end > least) return {at, end};
    }
    return {};
}

class Passing {
public:
    explicit Passing(const Markup& markup) : markup_(markup) {}

    void line(std::string_view text) {
        begins_ = true;
        while (!text.empty()) {
            const std::size_t tick = text.find('`');
            const std::size_t close = tick == text.npos ? text.npos : text.find('`', tick + 1);
            if (close == text.npos || close == tick + 1) return words(text);
            words(text.substr(0, tick));
            put(markup_.code(text.substr(tick + 1, close - tick - 1)));
            text.remove_prefix(close + 1);
        }
    }

    void block(std::string_view language, std::string_view text) {
        put(markup_.snippet(language, text));
    }
    void next_line() { out_ += '\n'; }
    std::string taken() { return std::move(out_); }

private:
    void words(std::string_view text) {
        for (Span span = address_in(text); span.begin != text.npos; span = address_in(text)) {
            escaped(text.substr(0, span.begin));
            const std::string_view url = text.substr(span.begin, span.end - span.begin);
            put(markup_.link(url, url));
            text.remove_prefix(span.end);
        }
        escaped(text);
    }

    // Blanks beside code and addresses are ours: a markup may drop those at the ends.
    void escaped(std::string_view text) {
        const auto first = std::find_if_not(text.begin(), text.end(), is_blank);
        const auto last = std::find_if_not(text.rbegin(), text.rend(), is_blank).base();
        if (first == text.end()) {
            if (!begins_ && !text.empty()) out_ += ' ';
            return;
        }
        if (!begins_ && first != text.begin()) out_ += ' ';
        const auto begin = begins_ ? text.begin() : first;  // how far it is indented says something
        put(markup_.plain(text.substr(static_cast<std::size_t>(begin - text.begin()),
                                      static_cast<std::size_t>(last - begin))));
        if (last != text.end()) out_ += ' ';
    }

    void put(const std::string& text) {
        out_ += text;
        begins_ = false;
    }

    const Markup& markup_;
    std::string out_;
    bool begins_ = true;  // nothing stands on the line yet
};

}  // namespace

std::string pass_on(const Markup& markup, std::string_view text) {
    Passing passing(markup);
    for (bool first = true; !text.empty(); first = false) {
        if (!first) passing.next_line();
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        const std::size_t body = std::min(end + 1, text.size());
        const std::size_t close =
            line.starts_with(fence) ? text.find("\n" + std::string(fence), end) : text.npos;
        if (close != text.npos) {
            if (first) passing.next_line();  // it does not begin behind other words
            passing.block(line.substr(fence.size()),
                          close > body ? text.substr(body, close - body) : std::string_view());
            text.remove_prefix(close + 1 + fence.size());
            text.remove_prefix(std::min(text.find('\n'), text.size()));
        } else {
            passing.line(line);
            text.remove_prefix(end);
        }
        if (!text.empty()) text.remove_prefix(1);
    }
    return passing.taken();
}

}  // namespace qm::core
