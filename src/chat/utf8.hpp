// Code points of outside text: valid, counted, cut, without what nobody can see. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace qm::chat {

// Takes one code point off the front. Broken bytes are U+FFFD, one byte each. `text` not empty.
char32_t take_point(std::string_view& text);
void put_point(std::string& text, char32_t point);

std::size_t count_points(std::string_view text);
// The first `most` code points.
std::string_view first_points(std::string_view text, std::size_t most);

enum class Breaks { keep, fold };  // line breaks stay, or become spaces

// Valid UTF-8 without control characters, bidi overrides, byte-order marks and invisible tags;
// every kind of line break is '\n' (or a space), a tab is four spaces.
std::string cleaned(std::string_view text, Breaks breaks);

// Somebody's words as a command splits them: cleaned, at most so many code points, no blanks at the
// ends, and plain spaces for the non-breaking ones that phones type. "…" stands for what was cut.
std::string typed_words(std::string_view text, std::size_t points_max);

}  // namespace qm::chat
