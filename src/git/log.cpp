// The commits between two tags, as lines for people.
// SPDX-License-Identifier: Apache-2.0
#include "git/changes.hpp"
#include "git/commits.hpp"
#include "git/handle.hpp"
#include "git/people.hpp"
#include "git/resolve.hpp"
#include "git/text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace qm::git {
namespace {

constexpr int commits_max = 2'000;
constexpr std::size_t subject_bytes_max = 120;

struct Content {
    git_oid oid{};
    git_filemode_t mode = GIT_FILEMODE_UNREADABLE;
};

// The file or folder as a commit has it; all zero where there is none.
Content content(const git_commit* commit, const std::string& path) {
    Content made;
    TreeObject tree;
    git_tree_entry* entry = nullptr;
    if (!commit || git_commit_tree(out(tree), commit) < 0) return made;
    if (git_tree_entry_bypath(&entry, tree.get(), path.c_str()) < 0) return made;
    made = {*git_tree_entry_id(entry), git_tree_entry_filemode(entry)};
    git_tree_entry_free(entry);
    return made;
}

bool touches(const Passed& passed, const std::string& path) {
    if (path.empty()) return true;
    if (passed.cut_off) return false;  // what it changed is not known
    const Content now = content(passed.commit.get(), path);
    const Content before = content(passed.first_parent.get(), path);
    return now.mode != before.mode || !git_oid_equal(&now.oid, &before.oid);
}

LogLine line_of(const git_commit* commit, People& people) {
    const char* raw = git_commit_message(commit);
    std::string_view message = raw ? raw : "";
    message.remove_prefix(std::min(message.find_first_not_of(" \t\r\n"), message.size()));
    return {clean_line(message.substr(0, message.find('\n')), subject_bytes_max),
            people.person(*git_commit_author(commit)).name, git_commit_time(commit)};
}

}  // namespace

result<std::vector<LogLine>> log_between(const std::string& folder, const std::string& from_tag,
                                         const std::string& to_tag, const std::string& path,
                                         std::size_t max) {
    const auto repository = open_repository(folder);
    if (!repository) return repository.error();
    auto to = commit_at(repository->get(), to_tag);
    if (!to) return to.error();
    People people(repository->get(), to->get());
    Commits walk(repository->get(), commits_max);
    if (!from_tag.empty()) {
        auto from = commit_at(repository->get(), from_tag);
        if (!from) return from.error();
        walk.add(std::move(*from), true);
    }
    walk.add(std::move(*to));
    std::string plain = path;
    while (plain.ends_with('/'))
        plain.pop_back();
    std::vector<std::pair<git_oid, LogLine>> found;
    while (found.size() < max) {
        const Passed passed = walk.next();
        if (!passed.commit) break;
        if (!passed.merge && touches(passed, plain))
            found.emplace_back(*git_commit_id(passed.commit.get()),
                               line_of(passed.commit.get(), people));
    }
    std::vector<LogLine> lines;
    for (auto& [oid, line] : found)
        if (!walk.hidden(oid)) lines.push_back(std::move(line));
    return lines;
}

}  // namespace qm::git
