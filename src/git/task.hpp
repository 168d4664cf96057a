// What parent and child of a fetch say to each other. Private to this room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git/mirror.hpp"

#include <string>
#include <string_view>

namespace qm::git {

// Beside the repository's own files: only a folder that holds it is ever replaced or removed.
constexpr std::string_view mirror_mark = "quartermaster-mirror";

// How the child's exit code tells the kind of its failure.
constexpr int exit_refused = 2;  // the task itself
constexpr int exit_too_large = 3;
constexpr int exit_unauthorised = 4;

// `key=value` lines. Values hold no line break (see check_url; fetch() checks the rest).
std::string write_task(const FetchTask& task);
result<FetchTask> read_task(std::string_view lines);

}  // namespace qm::git
