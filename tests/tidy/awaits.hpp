// Rule C-1: g++ 12 miscompiles a co_await in a condition, and double-frees what its expression
// builds with braces. Only three forms are safe: a statement, a whole right-hand side, and the
// whole operand of co_return; one in a statement, and no '{' in its expression.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace tidy {

struct BadAwait {
    std::size_t offset;
    std::string mend;
};

namespace awaits {

inline constexpr std::string_view word = "co_await";

// The statement's text before `at`: back to ';', '{' or '}'. False: inside an open parenthesis.
inline bool before(std::string_view code, std::size_t at, std::string& out) {
    int depth = 0;
    std::size_t i = at;
    for (; i > 0; --i) {
        const char c = code[i - 1];
        if (depth == 0 && (c == ';' || c == '{' || c == '}')) break;
        if (c == ')' || c == ']') ++depth;
        if ((c == '(' || c == '[') && --depth < 0) return false;
    }
    out = std::string(code.substr(i, at - i));
    return true;
}

// From behind `at` to the ';' that ends the statement; what else stands outside parentheses?
inline std::string after(std::string_view code, std::size_t at) {
    int depth = 0;
    for (std::size_t i = at + word.size(); i < code.size(); ++i) {
        const char c = code[i];
        const auto rest = code.substr(i);
        if (rest.starts_with(word)) return "one co_await a statement: name the first result";
        if (c == '{') return "no '{' in its expression: name the job first and move it in";
        if (c == '(' || c == '[') ++depth;
        if (c == ')' || c == ']') --depth;
        if (depth > 0) continue;
        if (c == ';') return {};
        const bool more = c == '}' || c == ',' || c == '?' || rest.starts_with("==") ||
                          rest.starts_with("!=") || rest.starts_with("&&") ||
                          rest.starts_with("||") || rest.starts_with(" + ") ||
                          rest.starts_with(" - ");
        if (depth < 0 || more) return "name the result first, then use it";
    }
    return "a statement ends in ';'";
}

inline std::string judge(std::string_view code, std::size_t at) {
    std::string head;
    if (!before(code, at, head)) return "name the result in a statement of its own first";
    // `if (x) co_await f();` is a statement behind a header.
    static const std::regex header(
        R"(^\s*(else\b|case\b[^:]*:(?!:)|default\s*:|(if|for|while)\s*(constexpr\s*)?)"
        R"(\([^()]*(\([^()]*(\([^()]*\)[^()]*)*\)[^()]*)*\)))");
    for (std::smatch match; std::regex_search(head, match, header);)
        head = match.suffix();
    static const std::regex form(R"(^\s*(|\(void\)\s*|co_return\s+|[^?=]*[^=!<>?]=\s*)$)");
    if (!std::regex_match(head, form)) return "make it the whole right-hand side";
    if (head.find("&&") != head.npos && head.find("auto&&") == head.npos)
        return "make it the whole right-hand side";
    return after(code, at);
}

}  // namespace awaits

// `plain`: a text without comments and strings.
inline std::vector<BadAwait> bad_awaits(std::string_view plain) {
    std::vector<BadAwait> found;
    for (auto at = plain.find(awaits::word); at != plain.npos;
         at = plain.find(awaits::word, at + awaits::word.size())) {
        auto mend = awaits::judge(plain, at);
        if (!mend.empty()) found.push_back({at, std::move(mend)});
    }
    return found;
}

}  // namespace tidy
