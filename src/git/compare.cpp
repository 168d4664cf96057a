// Which files differ between two trees.
// SPDX-License-Identifier: Apache-2.0
#include "git/compare.hpp"

#include "git/mirror.hpp"
#include "git/names.hpp"

#include <string_view>

namespace qm::git {
namespace {

bool is_folder(const git_tree_entry* entry) {
    return entry && git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE;
}

bool is_file(const git_tree_entry* entry) {
    if (!entry) return false;
    const git_filemode_t mode = git_tree_entry_filemode(entry);
    return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

bool same(const git_tree_entry* a, const git_tree_entry* b) {
    return git_oid_equal(git_tree_entry_id(a), git_tree_entry_id(b)) &&
           git_tree_entry_filemode(a) == git_tree_entry_filemode(b);
}

}  // namespace

result<void> Compare::commits(const git_commit* now, const git_commit* before, const Found& found) {
    const git_oid* tree = git_commit_tree_id(now);
    const git_oid* tree_before = before ? git_commit_tree_id(before) : nullptr;
    if (tree_before && git_oid_equal(tree, tree_before)) return {};
    return trees(tree, tree_before, {"", 0, found});
}

// Both are in git's order, as in a merge. One of the two may be missing.
result<void> Compare::trees(const git_oid* now, const git_oid* before, const Place& place) {
    TreeObject tree;
    TreeObject tree_before;
    if ((now && git_tree_lookup(out(tree), repository_, now) < 0) ||
        (before && git_tree_lookup(out(tree_before), repository_, before) < 0))
        return Error{errc::invalid, "the folder \"" + place.folder +
                                        "\" of the repository cannot be read (" + last_error() +
                                        "): fetch it again"};
    const std::size_t count = tree ? git_tree_entrycount(tree.get()) : 0;
    const std::size_t count_before = tree_before ? git_tree_entrycount(tree_before.get()) : 0;
    entries_left_ -= static_cast<std::int64_t>(count + count_before);
    if (entries_left_ < 0)
        return Error{errc::too_large, "there is too much to compare: read the whole repository"};
    for (std::size_t i = 0, j = 0; i < count || j < count_before;) {
        const git_tree_entry* a = i < count ? git_tree_entry_byindex(tree.get(), i) : nullptr;
        const git_tree_entry* b =
            j < count_before ? git_tree_entry_byindex(tree_before.get(), j) : nullptr;
        const int order = !a ? 1 : !b ? -1 : git_tree_entry_cmp(a, b);
        if (order <= 0) ++i;
        if (order >= 0) ++j;
        if (order == 0 && same(a, b)) continue;
        if (auto done = differing(order <= 0 ? a : nullptr, order >= 0 ? b : nullptr, place); !done)
            return done;
    }
    return {};
}

result<void> Compare::differing(const git_tree_entry* now, const git_tree_entry* before,
                                const Place& place) {
    const std::string_view name = git_tree_entry_name(now ? now : before);
    if (!acceptable_name(name) || place.folder.size() + name.size() >= path_bytes_max) return {};
    std::string path =
        place.folder.empty() ? std::string(name) : place.folder + "/" + std::string(name);
    if (is_folder(now) || is_folder(before)) {
        if (place.depth >= ReadLimits{}.depth) return {};
        return trees(is_folder(now) ? git_tree_entry_id(now) : nullptr,
                     is_folder(before) ? git_tree_entry_id(before) : nullptr,
                     {path, place.depth + 1, place.found});
    }
    const bool is = is_file(now);
    const bool was = is_file(before);
    if (!is && !was) return {};
    if (place.found(std::move(path), is && was ? 'M' : is ? 'A' : 'D')) return {};
    return Error{errc::too_large, "too many files differ: read the whole repository"};
}

}  // namespace qm::git
