// Which names out of a foreign tree may become paths of ours.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace qm::git {

constexpr std::size_t path_bytes_max = 4'096;

// How many bytes the character at the front of a text takes; 0 when it is not valid UTF-8.
std::size_t utf8_length(std::string_view text);

bool valid_utf8(std::string_view text);

// One part of a path: not empty, ".", ".." or any spelling of ".git"; no slash, backslash or
// control character; valid UTF-8.
bool acceptable_name(std::string_view name);

// All parts acceptable, no leading or trailing slash, within path_bytes_max.
bool acceptable_path(std::string_view path);

// "mirrors/a/" and ".partial" make "mirrors/a.partial": a neighbour that a rename can reach.
std::string beside(std::string_view folder, std::string_view ending);

}  // namespace qm::git
