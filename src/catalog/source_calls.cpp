// Calls in program text (Go, Python) found without a parser: name, arguments, and what follows.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/source_calls.hpp"

#include "catalog/text.hpp"

#include <algorithm>
#include <cctype>

namespace qm::catalog {
namespace {

constexpr std::size_t calls_max = 2000;
constexpr std::size_t argument_max = 20'000;
constexpr std::size_t scanned_max = 4 * 1024 * 1024;  // bytes of arguments in one file

bool is_go_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// The end of the string that starts at `at`; `at` when none does.
std::size_t string_end(std::string_view text, std::size_t at) {
    const char quote = text[at];
    if (quote != '"' && quote != '\'' && quote != '`') return at;
    const auto rest = text.substr(at);
    if (rest.starts_with("\"\"\"") || rest.starts_with("'''")) {
        const auto close = text.find(rest.substr(0, 3), at + 3);
        return close == text.npos ? text.size() : close + 3;
    }
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (text[i] == '\\' && quote != '`') {
            ++i;
        } else if (text[i] == quote) {
            return i + 1;
        } else if (text[i] == '\n' && quote != '`') {
            return at + 1;  // an apostrophe, not a string
        }
    }
    return at + 1;
}

// Arguments of the bracket that opens at `open`; false when it does not close within the bound.
bool arguments(std::string_view text, std::size_t open, Call& call) {
    int depth = 0;
    std::size_t start = open + 1;
    const auto take = [&](std::size_t end) {
        auto part = trim(text.substr(start, end - start));
        while (part.starts_with('#') || part.starts_with("//"))  // a comment above an argument
            part = trim(part.substr(std::min(part.find('\n'), part.size())));
        if (!part.empty()) call.arguments.emplace_back(part);
        start = end + 1;
    };
    for (std::size_t i = open; i < text.size() && i - open < argument_max; ++i) {
        const char c = text[i];
        if (const auto end = string_end(text, i); end > i) {
            i = end - 1;
        } else if (c == '#' || (c == '/' && text.substr(i).starts_with("//"))) {
            i = std::min(text.find('\n', i), text.size() - 1);
        } else if (c == '(' || c == '[' || c == '{') {
            ++depth;
        } else if (c == ')' || c == ']' || c == '}') {
            if (--depth == 0) {
                take(i);
                call.end = i + 1;
                return true;
            }
        } else if (c == ',' && depth == 1) {
            take(i);
        }
    }
    return false;
}

bool in_comment(std::string_view text, std::size_t at) {
    const auto start = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    const auto line = trim(text.substr(start, at - start));
    return line.starts_with("//") || line.starts_with('#');
}

void unescape_into(std::string_view inside, std::string& out) {
    for (std::size_t i = 0; i < inside.size(); ++i) {
        if (inside[i] != '\\' || i + 1 == inside.size()) {
            out += inside[i];
            continue;
        }
        const char c = inside[++i];
        out += c == 'n' || c == 't' ? ' ' : c;
    }
}

}  // namespace

std::string Call::argument(std::size_t index) const {
    return index < arguments.size() ? arguments[index] : std::string{};
}

std::string Call::keyword(std::string_view name) const {
    for (const auto& text : arguments) {
        const auto equals = text.find_first_of("=:");
        if (equals != text.npos && trim(std::string_view(text).substr(0, equals)) == name)
            return std::string(trim(std::string_view(text).substr(equals + 1)));
    }
    return {};
}

std::vector<Call> calls_of(std::string_view text, std::string_view name, char bracket) {
    std::vector<Call> calls;
    std::size_t scanned = 0;
    for (auto at = text.find(name); at != text.npos && calls.size() < calls_max;
         at = text.find(name, at + 1)) {
        if (scanned > scanned_max) break;
        auto open = at + name.size();
        if (at > 0 && is_go_name(text[at - 1])) continue;
        while (open < text.size() && text[open] == ' ')
            ++open;
        if (open >= text.size() || text[open] != bracket || in_comment(text, at)) continue;
        Call call;
        call.start = at;
        const bool whole = arguments(text, open, call);
        scanned += whole ? call.end - open : argument_max;
        if (whole) calls.push_back(std::move(call));
    }
    return calls;
}

std::vector<std::pair<std::string, Call>> chained(std::string_view text, std::size_t from) {
    std::vector<std::pair<std::string, Call>> out;
    while (out.size() < 20) {
        auto at = from;
        while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])))
            ++at;
        if (at >= text.size() || text[at] != '.') return out;
        ++at;
        while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])))
            ++at;
        const auto start = at;
        while (at < text.size() && is_go_name(text[at]))
            ++at;
        Call call;
        call.start = start;
        if (at == start || at >= text.size() || text[at] != '(' || !arguments(text, at, call))
            return out;
        from = call.end;
        out.emplace_back(text.substr(start, at - start), std::move(call));
    }
    return out;
}

bool string_literal(std::string_view expression, std::string& out) {
    out.clear();
    expression = trim(expression);
    if (expression.starts_with('(') && expression.ends_with(')'))
        expression = trim(expression.substr(1, expression.size() - 2));
    bool any = false;
    for (std::size_t i = 0; i < expression.size();) {
        const char c = expression[i];
        if (std::isspace(static_cast<unsigned char>(c)) || (c == '+' && any)) {
            ++i;
            continue;
        }
        const bool prefix = (c == 'r' || c == 'u' || c == 'b') && i + 1 < expression.size() &&
                            (expression[i + 1] == '"' || expression[i + 1] == '\'');
        if (prefix) ++i;
        const auto end = string_end(expression, i);
        if (end <= i + 1) return false;
        const auto part = expression.substr(i, end - i);
        const std::size_t marks = part.starts_with("\"\"\"") || part.starts_with("'''") ? 3 : 1;
        if (part.size() < 2 * marks) return false;
        const auto inside = part.substr(marks, part.size() - 2 * marks);
        if (part.front() == '`' || prefix)
            out += inside;
        else
            unescape_into(inside, out);
        any = true;
        i = end;
    }
    return any;
}

}  // namespace qm::catalog
