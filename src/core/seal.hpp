// Keys and seals: deterministic outbox keys, HMAC over button contexts, constant-time compare.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace qm::core {

// 32 hex digits of SHA-256 over the parts, each with its length, so that no two lists collide.
std::string key_of(std::initializer_list<std::string_view> parts);

std::string hmac_hex(std::string_view secret, std::string_view message);  // SHA-256, 64 digits

// Time depends on the length of `given` only. An empty `expected` equals nothing: a secret that was
// never set opens no door.
bool equal_secret(std::string_view expected, std::string_view given);

// From the system's generator, at most 1,024 bytes; throws when there is none.
std::string random_hex(int bytes);

}  // namespace qm::core
