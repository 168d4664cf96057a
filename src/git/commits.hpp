// The commits behind some tips, the newest first. Private.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git/handle.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace qm::git {

// A commit out of the walk.
struct Passed {
    Commit commit;        // null: there are no more, or the walk met its bound
    Commit first_parent;  // null: a root, or not known
    bool merge = false;
    bool cut_off = false;  // a parent is not here, as where a shallow clone ends
};

// libgit2's own walk fails on a shallow clone; this one ends there.
class Commits {
public:
    Commits(git_repository* repository, int commits_max)
        : repository_(repository), left_(commits_max) {}

    // What a hidden commit leads to is left out. Tips first, then next().
    void add(Commit tip, bool hidden = false);
    Passed next();

    // A commit that came out before it was known to be hidden, as where a clock went wrong.
    bool hidden(const git_oid& commit) const { return hidden_.contains(key(commit)); }

private:
    struct Waiting {
        std::int64_t time = 0;
        Commit commit;
        bool hidden = false;
        // Hidden ones first, so that of equals nothing comes out too early.
        bool operator<(const Waiting& other) const {
            return time != other.time ? time < other.time : hidden < other.hidden;
        }
    };

    static std::string key(const git_oid& oid) {
        return std::string(reinterpret_cast<const char*>(oid.id), GIT_OID_RAWSZ);
    }
    Waiting take_newest();
    Passed pass(Commit commit, bool hidden);

    git_repository* repository_;
    std::vector<Waiting> waiting_;  // a heap, the newest in front
    std::set<std::string> seen_;
    std::set<std::string> hidden_;
    int shown_waiting_ = 0;  // of waiting_, those that are not hidden
    int slack_ = 64;         // how many hidden ones are still followed when no others wait
    int left_;
};

}  // namespace qm::git
