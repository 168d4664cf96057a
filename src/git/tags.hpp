// The tags of a repository in the order in which they were made. Private.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git/handle.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qm::git {

constexpr std::size_t tags_max = 5'000;

struct Tag {
    std::string name;       // short: "v1.2.0"
    std::int64_t time = 0;  // seconds since 1970 of its commit
};

// The newest commit first, at most tags_max. Where there are more, every series ("redis-",
// "postgres/") keeps its highest versions.
std::vector<Tag> tags_newest_first(git_repository* repository);

// Numbers inside compare as numbers: "v1.9" before "v1.10".
bool natural_less(std::string_view a, std::string_view b);

// The name up to its version: "redis-" of "redis-1.2.3"; the whole name where there is none.
std::string_view series_of(std::string_view tag);

}  // namespace qm::git
