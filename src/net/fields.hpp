// Header fields: looking up and checking names and values. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/websocket.hpp"

#include <string_view>

namespace qm::net {

bool same_name(std::string_view a, std::string_view b);  // ASCII letter case does not count
bool is_field_name(std::string_view name);               // an RFC 9110 token
bool is_field_value(std::string_view value);             // no control character except TAB

// The first value, empty when absent.
std::string_view find_field(const Headers& headers, std::string_view name);
std::size_t count_fields(const Headers& headers, std::string_view name);
// Whether one of the comma-separated values of any such field is `value`, any letter case.
bool lists_value(const Headers& headers, std::string_view name, std::string_view value);

std::string_view trimmed(std::string_view text);  // without spaces and TABs at the ends

}  // namespace qm::net
