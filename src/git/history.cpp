// When each path of a commit was last touched, from one walk over the history.
// SPDX-License-Identifier: Apache-2.0
#include "git/history.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace qm::git {
namespace {

constexpr std::int64_t entries_max = 50'000'000;  // compared, over the whole walk
constexpr unsigned parents_max = 16;

bool same(const git_tree_entry* a, const git_tree_entry* b) {
    return git_oid_equal(git_tree_entry_id(a), git_tree_entry_id(b)) &&
           git_tree_entry_filemode(a) == git_tree_entry_filemode(b);
}

TreeObject folder_of(git_repository* repository, const git_tree_entry* entry) {
    TreeObject tree;
    if (entry && git_tree_entry_type(entry) == GIT_OBJECT_TREE)
        git_tree_lookup(out(tree), repository, git_tree_entry_id(entry));
    return tree;
}

}  // namespace

History::History(git_repository* repository, const git_oid& commit,
                 const std::vector<std::string>& paths, int commits_max)
    : repository_(repository), commits_left_(commits_max), entries_left_(entries_max) {
    std::size_t next = 0;
    add_nodes(paths, next, "");
    Nodes all(nodes_.size());
    for (NodeId i = 0; i < all.size(); ++i)
        all[i] = i;
    stops_.push({0, commit, std::move(all)});
}

std::optional<std::int64_t> History::touched(const std::string& path) {
    const auto node = find(path);
    if (!node) return std::nullopt;
    while (!nodes_[*node].touched && !stops_.empty() && commits_left_ > 0 && entries_left_ > 0)
        step();
    return nodes_[*node].touched;
}

// Adds the folder and all of paths[next…] in it; open_tree has bounded the depth.
void History::add_nodes(const std::vector<std::string>& paths, std::size_t& next,
                        std::string_view folder) {
    const NodeId self = static_cast<NodeId>(nodes_.size());
    nodes_.push_back({folder, 0, std::nullopt});
    by_path_.emplace(folder, self);
    const std::size_t from = folder.empty() ? 0 : folder.size() + 1;
    while (next < paths.size()) {
        const std::string_view path = paths[next];
        if (!folder.empty() &&
            (!path.starts_with(folder) || path.size() <= from || path[folder.size()] != '/'))
            break;
        const std::size_t slash = path.find('/', from);
        if (slash == std::string_view::npos) {
            const NodeId file = static_cast<NodeId>(nodes_.size());
            nodes_.push_back({path, file + 1, std::nullopt});
            by_path_.emplace(path, file);
            ++next;
        } else {
            add_nodes(paths, next, path.substr(0, slash));
        }
    }
    nodes_[self].end = static_cast<NodeId>(nodes_.size());
}

std::optional<History::NodeId> History::find(const std::string& path) const {
    const auto found = by_path_.find(path);
    if (found == by_path_.end()) return std::nullopt;
    return found->second;
}

// Looks at the newest commit: each path goes on to the first parent that has it unchanged.
void History::step() {
    Stop stop = take_newest();
    --commits_left_;
    Commit commit;
    if (git_commit_lookup(out(commit), repository_, &stop.commit) < 0) return;
    const std::int64_t time = git_commit_time(commit.get());
    const unsigned parents = std::min(git_commit_parentcount(commit.get()), parents_max);
    for (unsigned i = 0; i < parents && !stop.nodes.empty(); ++i) {
        Commit parent;
        // A shallow clone ends here: what is older is not known, and counts as made here.
        if (git_commit_parent(out(parent), commit.get(), i) < 0) continue;
        Nodes differing = changed(stop.nodes, commit.get(), parent.get());
        if (differing.size() < stop.nodes.size()) {
            Nodes kept;
            kept.reserve(stop.nodes.size() - differing.size());
            std::set_difference(stop.nodes.begin(), stop.nodes.end(), differing.begin(),
                                differing.end(), std::back_inserter(kept));
            stops_.push(
                {git_commit_time(parent.get()), *git_commit_id(parent.get()), std::move(kept)});
        }
        stop.nodes = std::move(differing);
    }
    settle(stop.nodes, time);
}

// Several lines of history that meet in one commit go on as one.
History::Stop History::take_newest() {
    Stop newest = stops_.top();
    stops_.pop();
    while (!stops_.empty() && stops_.top().time == newest.time &&
           git_oid_equal(&stops_.top().commit, &newest.commit)) {
        Nodes both;
        std::set_union(newest.nodes.begin(), newest.nodes.end(), stops_.top().nodes.begin(),
                       stops_.top().nodes.end(), std::back_inserter(both));
        newest.nodes = std::move(both);
        stops_.pop();
    }
    return newest;
}

void History::settle(const Nodes& nodes, std::int64_t time) {
    for (NodeId node : nodes)
        nodes_[node].touched = time;
}

History::Nodes History::changed(const Nodes& nodes, git_commit* commit, git_commit* parent) {
    Nodes differing;
    if (git_oid_equal(git_commit_tree_id(commit), git_commit_tree_id(parent))) return differing;
    TreeObject now;
    TreeObject before;
    if (git_commit_tree(out(now), commit) < 0 || git_commit_tree(out(before), parent) < 0)
        return nodes;
    if (nodes.front() == 0) differing.push_back(0);
    compare(nodes, "", now.get(), before.get(), differing);
    // A folder that holds a file of the same name, in a broken tree, could come twice.
    std::sort(differing.begin(), differing.end());
    differing.erase(std::unique(differing.begin(), differing.end()), differing.end());
    return differing;
}

// Both trees are in git's order; what is only in `before` is of no path of ours.
void History::compare(const Nodes& nodes, const std::string& folder, const git_tree* now,
                      const git_tree* before, Nodes& differing) {
    const std::size_t count = git_tree_entrycount(now);
    const std::size_t count_before = git_tree_entrycount(before);
    entries_left_ -= static_cast<std::int64_t>(count + count_before);
    for (std::size_t i = 0, j = 0; i < count; ++i) {
        const git_tree_entry* entry = git_tree_entry_byindex(now, i);
        const git_tree_entry* other = nullptr;
        while (!other && j < count_before) {
            const git_tree_entry* candidate = git_tree_entry_byindex(before, j);
            const int order = git_tree_entry_cmp(candidate, entry);
            if (order > 0) break;
            if (order == 0) other = candidate;
            ++j;
        }
        if (other && same(entry, other)) continue;
        const std::string name = git_tree_entry_name(entry);
        compare_entry(nodes, folder.empty() ? name : folder + "/" + name, entry, other, differing);
    }
}

void History::compare_entry(const Nodes& nodes, const std::string& path, const git_tree_entry* now,
                            const git_tree_entry* before, Nodes& differing) {
    const auto node = find(path);
    if (!node) return;
    const auto first = std::lower_bound(nodes.begin(), nodes.end(), *node);
    const auto last = std::lower_bound(first, nodes.end(), nodes_[*node].end);
    if (first == last) return;
    const TreeObject tree = folder_of(repository_, now);
    const TreeObject tree_before = folder_of(repository_, before);
    if (!tree || !tree_before) {
        differing.insert(differing.end(), first, last);
        return;
    }
    if (*first == *node) differing.push_back(*node);
    compare(nodes, path, tree.get(), tree_before.get(), differing);
}

}  // namespace qm::git
