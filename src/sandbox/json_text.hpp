// JSON as Go writes it, and read with a bound on its depth.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace qm::sandbox {

using Json = nlohmann::ordered_json;  // what we write: fields in Go's order

inline constexpr int json_depth_max = 64;

// Discarded when it is no JSON, or nested deeper than that: writing it again would be recursive.
nlohmann::json read_json(std::string_view text);

// Keys as they are; <, > and & and two line separators escaped; no UTF-8 mistake gets out.
std::string go_text(const nlohmann::ordered_json& value);
std::string go_text(const nlohmann::json& value);

std::string text_in(const nlohmann::json& object, const char* key);  // empty: absent, no string

}  // namespace qm::sandbox
