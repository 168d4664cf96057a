// Who touched the paths of a repository in the year before a commit. Private.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/entry.hpp>

#include "git/handle.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace qm::git {

class Compare;

struct AuthorLimits {
    int commits = 5'000;
    std::size_t touches = 500'000;      // files of commits
    std::int64_t entries = 20'000'000;  // compared
};

// One walk over the history when it is made; then any path is answered from what it kept. Where it
// meets a bound, older commits do not count.
class Authors {
public:
    Authors(git_repository* repository, git_commit* commit, const AuthorLimits& limits = {});

    // Of a file, or of what is or was below a folder; "" for all. Neither merges nor bots.
    std::vector<Author> of(std::string_view path) const;

private:
    using Number = std::uint32_t;
    using Numbers = std::vector<Number>;
    struct Made {  // one commit
        Number author = 0;
        std::int64_t at = 0;
    };

    bool keep_files(Compare& compare, const git_commit* commit, const git_commit* parent,
                    std::size_t touches_max);
    std::vector<Author> count(const Numbers& commits) const;

    std::vector<std::string> names_;
    std::vector<Made> made_;                               // newest first
    std::map<std::string, Numbers, std::less<>> touched_;  // file → its commits, rising
    std::size_t touches_ = 0;
};

}  // namespace qm::git
