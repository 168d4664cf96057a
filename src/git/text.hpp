// Foreign words and dates as they may leave this room. Private.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace qm::git {

// One line of valid UTF-8 without control characters and without blanks at its ends; "…" stands
// for what goes beyond bytes_max, and U+FFFD for what is no UTF-8.
std::string clean_line(std::string_view text, std::size_t bytes_max);

// "2026-10-01T00:00:00Z"; empty outside of the years 1970 to 9999.
std::string rfc3339(std::int64_t seconds);

}  // namespace qm::git
