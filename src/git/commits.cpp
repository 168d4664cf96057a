// The commits behind some tips, the newest first.
// SPDX-License-Identifier: Apache-2.0
#include "git/commits.hpp"

#include <algorithm>
#include <utility>

namespace qm::git {
namespace {

constexpr unsigned parents_max = 16;

}  // namespace

// A commit may wait twice: first shown, then hidden when that comes to light later.
void Commits::add(Commit tip, bool hidden) {
    const std::string name = key(*git_commit_id(tip.get()));
    if (hidden ? !hidden_.insert(name).second
               : hidden_.contains(name) || !seen_.insert(name).second)
        return;
    const std::int64_t time = git_commit_time(tip.get());
    waiting_.push_back({time, std::move(tip), hidden});
    std::push_heap(waiting_.begin(), waiting_.end());
    if (!hidden) ++shown_waiting_;
}

Passed Commits::next() {
    while (!waiting_.empty() && (shown_waiting_ > 0 || --slack_ > 0) && --left_ >= 0) {
        Waiting newest = take_newest();
        const bool hides = this->hidden(*git_commit_id(newest.commit.get()));
        if (hides && !newest.hidden) continue;  // its hidden twin tells the parents
        Passed passed = pass(std::move(newest.commit), hides);
        if (!hides) return passed;
    }
    return {};
}

Commits::Waiting Commits::take_newest() {
    std::pop_heap(waiting_.begin(), waiting_.end());
    Waiting newest = std::move(waiting_.back());
    waiting_.pop_back();
    if (!newest.hidden) --shown_waiting_;
    return newest;
}

Passed Commits::pass(Commit commit, bool hidden) {
    Passed passed;
    const unsigned parents = git_commit_parentcount(commit.get());
    passed.merge = parents > 1;
    for (unsigned i = 0; i < std::min(parents, parents_max); ++i) {
        Commit parent;
        if (git_commit_parent(out(parent), commit.get(), i) < 0) {
            passed.cut_off = true;
            continue;
        }
        if (i == 0) git_commit_dup(out(passed.first_parent), parent.get());
        add(std::move(parent), hidden);
    }
    passed.commit = std::move(commit);
    return passed;
}

}  // namespace qm::git
