// Secrets that people left in defaults, READMEs and searches: never indexed, never shown.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace qm::catalog {

// Tokens of known shapes, private keys, passwords inside URLs, and what stands after "password:" or
// "api_key=" and is no placeholder become "[masked]"; everything else is unchanged.
std::string mask_secrets(std::string_view text);

// The default of a variable: a name that ends in "password", "token" … makes its value a secret.
std::string mask_value(std::string_view name, std::string_view value);

bool names_a_secret(std::string_view name);
bool is_secret_value(std::string_view value);  // not a placeholder, not a plain word

}  // namespace qm::catalog
