// Function bodies by their braces: a heuristic that knows namespaces, classes and tables.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace tidy {

struct Body {
    std::size_t from;  // offset of its '{'
    std::size_t to;    // offset of its '}'
};

// `plain`: a text without comments and strings. Lambdas and blocks inside count with their
// function.
inline std::vector<Body> function_bodies(std::string_view plain) {
    static const std::regex scope(
        R"(\b(namespace|extern)\b|^\s*(template\s*<[^{]*>\s*)?(class|struct|union|enum)\b)"
        R"((?![^{]*\)\s*(const)?\s*$))");
    std::vector<Body> bodies;
    std::size_t header = 0;  // where the text before this '{' begins
    int inside = 0;          // depth within a function or a table; 0: at a scope
    bool function = false;
    std::size_t from = 0;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const char c = plain[i];
        if (c == '{' && inside == 0) {
            const std::string text(plain.substr(header, i - header));
            if (!std::regex_search(text, scope)) {
                function = text.find(')') != text.npos;
                from = i;
                inside = 1;
            }
            header = i + 1;
        } else if (c == '{') {
            ++inside;
        } else if (c == '}') {
            if (inside > 0 && --inside == 0 && function) bodies.push_back({from, i});
            header = i + 1;
        } else if (c == ';' && inside == 0) {
            header = i + 1;
        }
    }
    return bodies;
}

}  // namespace tidy
