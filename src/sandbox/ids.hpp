// Identifiers, seals and base64 as Mattermost makes them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace qm::sandbox {

std::string new_id();               // 26 characters of [a-z0-9], 128 random bits
bool is_id(std::string_view text);  // 26 letters or digits

std::string base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

std::string hmac(std::string_view key, std::string_view text);  // SHA-256, in base64
bool same_secret(std::string_view a, std::string_view b);       // in constant time

std::size_t code_points(std::string_view utf8);
std::string lower(std::string_view ascii);
std::string form_escape(std::string_view text);  // of application/x-www-form-urlencoded

}  // namespace qm::sandbox
