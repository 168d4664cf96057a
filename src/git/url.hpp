// Where a repository may be fetched from. Private to this room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include <string_view>

namespace qm::git {

constexpr std::size_t url_bytes_max = 2'048;

// https://host/path, ssh://user@host/path and user@host:path; where local is allowed also a path,
// file:// and http:// to this machine. Passwords, addresses of this machine or its link, and host
// names that could be taken for an option are refused. Error: `not_allowed`, `invalid`.
result<void> check_url(std::string_view url, bool allow_local);

}  // namespace qm::git
