// What happened between two commits of a repository.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace qm::git {

struct Change {
    std::string path;     // a file as open_tree lists it; a renamed one is a 'D' and an 'A'
    char what = 'M';      // 'A' added, 'M' modified, 'D' deleted
    std::int64_t at = 0;  // seconds since 1970 of the commit that touched it last
};

// The files that differ, by path. Commits are 40 hex digits. Errors: `not_found` where `from` is
// not within 200 commits on the line of first parents of `to`, and `too_large` where more than
// `max` files differ: read the whole repository then. `invalid` for what is no commit's name.
result<std::vector<Change>> changes_between(const std::string& folder,
                                            const std::string& from_commit,
                                            const std::string& to_commit, std::size_t max);

struct LogLine {
    std::string subject;  // at most 120 bytes
    std::string author;   // through .mailmap; may be empty
    std::int64_t at = 0;  // seconds since 1970
};

// What came with `to_tag` that was not in `from_tag` ("" for all that led to it), newest first, at
// most `max`: the commits that touched a file or folder ("" for all), without merges. Tags, or
// commits as 40 hex digits. 2,000 commits are looked at. Error: `not_found` for a tag or
// repository that is not there, `invalid` for one that cannot be read.
result<std::vector<LogLine>> log_between(const std::string& folder, const std::string& from_tag,
                                         const std::string& to_tag, const std::string& path,
                                         std::size_t max);

}  // namespace qm::git
