// When each path of a commit was last touched, from one walk over the history. Private.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git/handle.hpp"

#include <cstdint>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace qm::git {

// Answers as `git log -1 -- path` does: a path goes on to the first parent that has it unchanged,
// and belongs to the commit where no parent has. All paths of the tree travel together; the walk
// stops as soon as the path asked for is known and goes on from there for the next one.
class History {
public:
    // `paths` sorted, files only; they and the repository must outlive this.
    History(git_repository* repository, const git_oid& commit,
            const std::vector<std::string>& paths, int commits_max = 20'000);

    // Seconds since 1970 of the commit, for a file or a folder without a trailing slash; nothing
    // when it is not in the tree or lies beyond the bounds of the walk.
    std::optional<std::int64_t> touched(const std::string& path);

private:
    using NodeId = std::uint32_t;
    using Nodes = std::vector<NodeId>;  // sorted

    // A file or folder. A folder comes before what is in it, so that a subtree is one range.
    struct Node {
        std::string_view path;
        NodeId end = 0;  // one past the last node below
        std::optional<std::int64_t> touched;
    };
    struct Stop {  // a commit to look at, and the paths that are unchanged from it to the tip
        std::int64_t time = 0;
        git_oid commit{};
        Nodes nodes;
        bool operator<(const Stop& other) const { return time < other.time; }
    };

    void add_nodes(const std::vector<std::string>& paths, std::size_t& next,
                   std::string_view folder);
    std::optional<NodeId> find(const std::string& path) const;
    void step();
    Stop take_newest();
    void settle(const Nodes& nodes, std::int64_t time);
    Nodes changed(const Nodes& nodes, git_commit* commit, git_commit* parent);
    void compare(const Nodes& nodes, const std::string& folder, const git_tree* now,
                 const git_tree* before, Nodes& differing);
    void compare_entry(const Nodes& nodes, const std::string& path, const git_tree_entry* now,
                       const git_tree_entry* before, Nodes& differing);

    git_repository* repository_;
    std::vector<Node> nodes_;  // the first is the root folder
    std::unordered_map<std::string_view, NodeId> by_path_;
    std::priority_queue<Stop> stops_;
    int commits_left_;
    std::int64_t entries_left_;
};

}  // namespace qm::git
