// Calls in program text (Go, Python) found without a parser: name, arguments, and what follows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

struct Call {
    std::vector<std::string> arguments;  // as written, trimmed
    std::size_t start = 0;               // of the name
    std::size_t end = 0;                 // after the closing bracket

    std::string argument(std::size_t index) const;
    // The value of `name=…` (Python) or `name: …` (Go) among the arguments; "" when absent.
    std::string keyword(std::string_view name) const;
};

// Every call of `name` ("kingpin.Flag", "add_argument") outside line comments; with '{', every Go
// literal of that type, its arguments being "Key: value". At most 2000.
std::vector<Call> calls_of(std::string_view text, std::string_view name, char bracket = '(');

// Methods chained right after a call: ".Default("x").Envar("Y")" → the call, or nothing.
std::vector<std::pair<std::string, Call>> chained(std::string_view text, std::size_t from);

// A string literal (", `, triple quotes) or several joined by + or side by side, without
// quotes; nothing for anything that is not only literals.
bool string_literal(std::string_view expression, std::string& out);

}  // namespace qm::catalog
