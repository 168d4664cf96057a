// Who touched the paths of a repository in the year before a commit.
// SPDX-License-Identifier: Apache-2.0
#include "git/authors.hpp"

#include "git/commits.hpp"
#include "git/compare.hpp"
#include "git/people.hpp"
#include "git/text.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace qm::git {
namespace {

constexpr std::int64_t year_seconds = 365 * 86'400;
constexpr std::size_t authors_max = 5;

}  // namespace

Authors::Authors(git_repository* repository, git_commit* commit, const AuthorLimits& limits) {
    const std::int64_t oldest = git_commit_time(commit) - year_seconds;
    People people(repository, commit);
    Compare compare(repository, limits.entries);
    Commits walk(repository, limits.commits);
    Commit tip;
    if (git_commit_dup(out(tip), commit) < 0) return;
    walk.add(std::move(tip));
    std::map<std::string, Number> numbers;
    for (;;) {
        const Passed passed = walk.next();
        if (!passed.commit || git_commit_time(passed.commit.get()) < oldest) return;
        // What a commit changed is not known where its parent is not.
        if (passed.merge || passed.cut_off) continue;
        const Person& person = people.person(*git_commit_author(passed.commit.get()));
        if (person.bot || person.name.empty()) continue;
        const auto [place, fresh] =
            numbers.try_emplace(person.name, static_cast<Number>(names_.size()));
        if (fresh) names_.push_back(person.name);
        made_.push_back({place->second, git_commit_time(passed.commit.get())});
        if (!keep_files(compare, passed.commit.get(), passed.first_parent.get(), limits.touches))
            return;
    }
}

// False where a bound is met. A commit with a folder that cannot be read counts as far as it can.
bool Authors::keep_files(Compare& compare, const git_commit* commit, const git_commit* parent,
                         std::size_t touches_max) {
    const Number number = static_cast<Number>(made_.size() - 1);
    const auto done = compare.commits(commit, parent, [&](std::string path, char) {
        if (++touches_ > touches_max) return false;
        Numbers& commits = touched_[std::move(path)];
        if (commits.empty() || commits.back() != number) commits.push_back(number);
        return true;
    });
    return done || done.error().code != errc::too_large;
}

std::vector<Author> Authors::of(std::string_view path) const {
    Numbers commits;
    if (path.empty()) {
        commits.resize(made_.size());
        std::iota(commits.begin(), commits.end(), Number{0});
        return count(commits);
    }
    if (const auto file = touched_.find(path); file != touched_.end()) commits = file->second;
    const std::string folder = std::string(path) + "/";
    for (auto file = touched_.lower_bound(folder);
         file != touched_.end() && file->first.starts_with(folder); ++file)
        commits.insert(commits.end(), file->second.begin(), file->second.end());
    std::sort(commits.begin(), commits.end());
    commits.erase(std::unique(commits.begin(), commits.end()), commits.end());
    return count(commits);
}

std::vector<Author> Authors::count(const Numbers& commits) const {
    struct Sum {
        int commits = 0;
        std::int64_t last = 0;
    };
    std::map<Number, Sum> sums;
    for (const Number number : commits) {
        Sum& sum = sums[made_[number].author];
        ++sum.commits;
        sum.last = std::max(sum.last, made_[number].at);
    }
    std::vector<std::pair<Number, Sum>> order(sums.begin(), sums.end());
    std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
        if (a.second.commits != b.second.commits) return a.second.commits > b.second.commits;
        if (a.second.last != b.second.last) return a.second.last > b.second.last;
        return names_[a.first] < names_[b.first];
    });
    order.resize(std::min(order.size(), authors_max));
    std::vector<Author> authors;
    for (const auto& [author, sum] : order)
        authors.push_back({names_[author], sum.commits, rfc3339(sum.last)});
    return authors;
}

}  // namespace qm::git
