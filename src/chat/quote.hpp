// Somebody's words as lines behind "> ", within bounds, on every platform. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace qm::chat {

constexpr std::size_t quote_points_max = 1'500;
constexpr std::size_t quote_lines_max = 12;
constexpr std::size_t whole_points_max = 5'000;  // of words that stand nowhere else; escaped: twice

// `text`: cleaned, without blank ends. `escape`: one line for the platform. "…" stands for what was
// cut.
std::string quote_lines(std::string_view text, bool whole,
                        const std::function<std::string(std::string_view)>& escape);

}  // namespace qm::chat
