// A commit's tree whose paths are known already.
// SPDX-License-Identifier: Apache-2.0
#include "git/handle.hpp"
#include "git/mirror.hpp"
#include "git/resolve.hpp"
#include "git/text.hpp"

#include <algorithm>
#include <map>

namespace qm::git {
namespace {

bool below(std::string_view path, std::string_view folder) {
    if (folder.empty()) return true;
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

class LookedUpTree : public Tree {
public:
    LookedUpTree(Repository repository, Commit commit, std::string repo, std::string url,
                 const KnownTree& known, const ReadLimits& limits)
        : repository_(std::move(repository)),
          commit_(std::move(commit)),
          repo_(std::move(repo)),
          url_(std::move(url)),
          known_(known),
          limits_(limits) {}

    std::string_view repo() const override { return repo_; }
    std::string_view url() const override { return url_; }
    const std::vector<std::string>& paths() const override { return known_.paths; }
    const std::vector<std::string>& tags() const override { return known_.tags; }

    const std::string* read(std::string_view path) const override {
        if (!std::binary_search(known_.paths.begin(), known_.paths.end(), path)) return nullptr;
        const auto [file, fresh] = files_.try_emplace(std::string(path));
        if (fresh) file->second = load(file->first);
        return file->second.get();
    }

    std::string updated(std::string_view path) const override {
        std::int64_t newest = 0;
        for (const Change& change : known_.changes) {
            if (below(change.path, path)) newest = std::max(newest, change.at);
        }
        return newest == 0 ? "" : rfc3339(newest);
    }

    std::string tagged_at(std::string_view tag) const override {
        const auto commit = commit_of_tag(repository_.get(), std::string(tag));
        return commit ? rfc3339(git_commit_time(commit->get())) : "";
    }

private:
    std::unique_ptr<const std::string> load(const std::string& path) const {
        TreeObject tree;
        if (git_commit_tree(out(tree), commit_.get()) < 0) return nullptr;
        git_tree_entry* found = nullptr;
        if (git_tree_entry_bypath(&found, tree.get(), path.c_str()) < 0) return nullptr;
        const Handle<git_tree_entry, git_tree_entry_free> entry(found);
        if (git_tree_entry_type(found) != GIT_OBJECT_BLOB) return nullptr;
        Odb odb;
        std::size_t size = 0;
        git_object_t type = GIT_OBJECT_INVALID;
        if (git_repository_odb(out(odb), repository_.get()) < 0) return nullptr;
        if (git_odb_read_header(&size, &type, odb.get(), git_tree_entry_id(found)) < 0 ||
            size > limits_.blob_bytes)
            return nullptr;
        OdbObject object;
        if (git_odb_read(out(object), odb.get(), git_tree_entry_id(found)) < 0) return nullptr;
        return std::make_unique<const std::string>(
            static_cast<const char*>(git_odb_object_data(object.get())),
            git_odb_object_size(object.get()));
    }

    Repository repository_;
    Commit commit_;
    std::string repo_;
    std::string url_;
    KnownTree known_;
    ReadLimits limits_;
    mutable std::map<std::string, std::unique_ptr<const std::string>, std::less<>> files_;
};

}  // namespace

result<std::unique_ptr<Tree>> open_known_tree(const std::string& folder, const std::string& commit,
                                              const std::string& repo, const std::string& url,
                                              const KnownTree& known, const ReadLimits& limits) {
    auto repository = open_repository(folder);
    if (!repository) return repository.error();
    auto at = commit_at(repository->get(), commit);
    if (!at) return at.error();
    return std::unique_ptr<Tree>(std::make_unique<LookedUpTree>(
        std::move(*repository), std::move(*at), repo, url, known, limits));
}

result<std::vector<std::string>> tag_names(const std::string& folder) {
    const auto repository = open_repository(folder);
    if (!repository) return repository.error();
    git_strarray list{};
    if (git_tag_list(&list, repository->get()) < 0)
        return Error{errc::invalid, "the tags of " + folder + " cannot be read: " + last_error()};
    std::vector<std::string> names(list.strings, list.strings + list.count);
    git_strarray_dispose(&list);
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace qm::git
