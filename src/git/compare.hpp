// Which files differ between two trees. Private.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git/handle.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace qm::git {

// The same files that open_tree lists: no links, submodules or names of no use, and not below its
// bound on depth. Equal subtrees are passed over and no blob is read.
class Compare {
public:
    // 'A' added, 'M' modified, 'D' deleted. False: enough, stop.
    using Found = std::function<bool(std::string path, char what)>;

    // `entries_max` bounds what all calls together look at.
    Compare(git_repository* repository, std::int64_t entries_max)
        : repository_(repository), entries_left_(entries_max) {}

    // Without `before` all files are added. In git's order. Errors: `too_large` where it was
    // stopped or met its bound, `invalid` where a folder cannot be read.
    result<void> commits(const git_commit* now, const git_commit* before, const Found& found);

private:
    struct Place {
        const std::string& folder;
        std::size_t depth;
        const Found& found;
    };

    result<void> trees(const git_oid* now, const git_oid* before, const Place& place);
    result<void> differing(const git_tree_entry* now, const git_tree_entry* before,
                           const Place& place);

    git_repository* repository_;
    std::int64_t entries_left_;
};

}  // namespace qm::git
