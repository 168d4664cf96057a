// From what a person or a row names to a commit. Private.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git/handle.hpp"

#include <string>

namespace qm::git {

// 40 hex digits. Error: `invalid`.
result<git_oid> commit_id(const std::string& text);

// Error: `not_found`.
result<Commit> commit_of_tag(git_repository* repository, const std::string& tag);

// The commit of 40 hex digits or of a tag's name. Error: `not_found`.
result<Commit> commit_at(git_repository* repository, const std::string& commit_or_tag);

}  // namespace qm::git
