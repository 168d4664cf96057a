// The files that differ between two commits, and when each was touched.
// SPDX-License-Identifier: Apache-2.0
#include "git/changes.hpp"

#include "git/compare.hpp"
#include "git/handle.hpp"
#include "git/history.hpp"
#include "git/resolve.hpp"

#include <algorithm>
#include <utility>

namespace qm::git {
namespace {

constexpr std::size_t line_max = 200;
constexpr std::int64_t entries_max = 5'000'000;

// `to` first, `from` last.
result<std::vector<Commit>> first_parents(git_repository* repository, const git_oid& from,
                                          const git_oid& to) {
    std::vector<Commit> line(1);
    if (git_commit_lookup(out(line[0]), repository, &to) < 0)
        return Error{errc::not_found, "the newer commit is not here: fetch it first"};
    while (!git_oid_equal(git_commit_id(line.back().get()), &from)) {
        Commit parent;
        if (line.size() > line_max || git_commit_parentcount(line.back().get()) == 0 ||
            git_commit_parent(out(parent), line.back().get(), 0) < 0)
            return Error{errc::not_found,
                         "the older commit does not lead to the newer one within 200 commits: "
                         "read the whole repository"};
        line.push_back(std::move(parent));
    }
    return line;
}

// A file that is still there has the date that Tree::updated would tell, merges and all.
void date_present(git_repository* repository, const Commit& to, std::vector<Change>& changes) {
    std::vector<std::string> paths;
    for (const Change& change : changes)
        if (change.what != 'D') paths.push_back(change.path);
    if (paths.empty()) return;
    History history(repository, *git_commit_id(to.get()), paths);
    for (Change& change : changes)
        if (change.what != 'D') change.at = history.touched(change.path).value_or(change.at);
}

// One that is gone has that of the newest step on the line that took it away.
void date_gone(Compare& compare, const std::vector<Commit>& line, std::vector<Change>& changes) {
    const auto dated = [](const Change& change) {
        return change.what != 'D' || change.at != 0;
    };
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        if (std::all_of(changes.begin(), changes.end(), dated)) return;
        const std::int64_t time = git_commit_time(line[i].get());
        const auto found = [&](const std::string& path, char what) {
            const auto change =
                std::lower_bound(changes.begin(), changes.end(), path,
                                 [](const Change& a, const std::string& b) { return a.path < b; });
            if (what == 'D' && change != changes.end() && change->path == path && !dated(*change))
                change->at = time;
            return true;
        };
        if (!compare.commits(line[i].get(), line[i + 1].get(), found)) break;
    }
    for (Change& change : changes)
        if (!dated(change)) change.at = git_commit_time(line[0].get());
}

}  // namespace

result<std::vector<Change>> changes_between(const std::string& folder,
                                            const std::string& from_commit,
                                            const std::string& to_commit, std::size_t max) {
    const auto from = commit_id(from_commit);
    if (!from) return from.error();
    const auto to = commit_id(to_commit);
    if (!to) return to.error();
    const auto repository = open_repository(folder);
    if (!repository) return repository.error();
    const auto line = first_parents(repository->get(), *from, *to);
    if (!line) return line.error();
    std::vector<Change> changes;
    Compare compare(repository->get(), entries_max);
    const std::int64_t newest = git_commit_time(line->front().get());
    const auto done =
        compare.commits(line->front().get(), line->back().get(), [&](std::string path, char what) {
            if (changes.size() >= max) return false;
            changes.push_back({std::move(path), what, what == 'D' ? 0 : newest});
            return true;
        });
    if (!done) return done.error();
    std::stable_sort(changes.begin(), changes.end(),
                     [](const Change& a, const Change& b) { return a.path < b.path; });
    // A name comes twice in a broken tree only.
    changes.erase(std::unique(changes.begin(), changes.end(),
                              [](const Change& a, const Change& b) { return a.path == b.path; }),
                  changes.end());
    date_present(repository->get(), line->front(), changes);
    date_gone(compare, *line, changes);
    return changes;
}

}  // namespace qm::git
