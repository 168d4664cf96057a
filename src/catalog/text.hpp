// Small pure functions on text that came out of a repository.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

std::string_view trim(std::string_view text);
std::string lower(std::string_view text);

// Lines without their ends ("\n", "\r\n").
std::vector<std::string_view> lines_of(std::string_view text);

// Cut at any of the characters; empty parts dropped, parts trimmed.
std::vector<std::string> split(std::string_view text, std::string_view at);
std::string join(const std::vector<std::string>& parts, std::string_view between);

// Runs of white space become one space; ends trimmed.
std::string one_line(std::string_view text);

// Valid UTF-8 without control characters (tab and newline stay): what cannot be read is U+FFFD.
std::string clean(std::string_view bytes);

// At most `bytes`, cut between characters and, where near, between words; "…" marks the cut.
std::string cap(std::string text, std::size_t bytes);

bool contains(std::string_view text, std::string_view part);

// Whether `word` stands in `text` with no letter or digit on either side; ASCII case ignored.
bool has_word(std::string_view text, std::string_view word);

// Adds what is not there yet, up to `most`.
void add_once(std::vector<std::string>& list, std::string_view text, std::size_t most);

}  // namespace qm::catalog
