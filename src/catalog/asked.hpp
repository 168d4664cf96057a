// The text of a query: filters, phrases and exclusions told from the words to be looked for. Pure
// and bounded; what is no filter beyond doubt stays words, so that a pasted image or YAML line is
// searched as it is. The rules people read: docs/search.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/asked.hpp>
#include <quartermaster/entry.hpp>
#include <quartermaster/kind.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

inline constexpr std::size_t asked_bytes_max = 4'000;  // of the text; the rest is not read
inline constexpr std::size_t conditions_max = 16;      // more stay words
inline constexpr std::size_t values_max = 16;          // of one filter; more are left out

Asked ask(std::string_view text, const std::vector<Kind>& kinds);

// Whether an entry meets all conditions, or one.
bool passes(const Asked& asked, const Entry& entry);
bool meets(const Condition& condition, const Entry& entry);

// Complains of teams that none of these owners is. `text`: the query that was asked.
void complain_of_owners(const std::vector<std::string>& owners, std::string_view text,
                        Asked& asked);

// What an entry is written in: by its kind, its snippet and its keywords. "python", "hcl" …
std::vector<std::string> languages_of(const Entry& entry);

// One form for the same search: folded, singular, without filters' values; at most 8 words.
std::string normal_query(std::string_view words);

// What the engine is asked for beyond a query's words.
struct Wanted {
    std::function<bool(const Entry&)> passes;  // empty: all do
    std::function<int(const Entry&)> opened;   // by people who asked the same; empty: nobody
    bool browse = false;                       // without words all that passes is listed
};

}  // namespace qm::catalog
