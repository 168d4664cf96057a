// The tree of one commit, read from the object database without a checkout.
// SPDX-License-Identifier: Apache-2.0
#include "git/authors.hpp"
#include "git/handle.hpp"
#include "git/history.hpp"
#include "git/mirror.hpp"
#include "git/names.hpp"
#include "git/resolve.hpp"
#include "git/tags.hpp"
#include "git/text.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace qm::git {
namespace {

constexpr std::size_t tree_bytes_max = 32u << 20;  // of one folder's object

std::string_view without_slash(std::string_view path) {
    while (!path.empty() && path.back() == '/')
        path.remove_suffix(1);
    return path;
}

struct File {
    git_oid oid{};
    bool tried = false;
    std::unique_ptr<const std::string> bytes;
};

// Paths and objects of a commit's files; the recursion is bounded by limits.depth.
class Walk {
public:
    Walk(git_repository* repository, git_odb* odb, const ReadLimits& limits)
        : repository_(repository), odb_(odb), limits_(limits) {}

    result<void> folder(const git_oid& oid, const std::string& path, std::size_t depth) {
        std::size_t bytes = 0;
        git_object_t type = GIT_OBJECT_INVALID;
        TreeObject tree;
        if (git_odb_read_header(&bytes, &type, odb_, &oid) < 0) return broken(path);
        if (bytes > tree_bytes_max) return too_many();
        if (git_tree_lookup(out(tree), repository_, &oid) < 0) return broken(path);
        const std::size_t count = git_tree_entrycount(tree.get());
        for (std::size_t i = 0; i < count; ++i) {
            if (++seen_ > limits_.entries) return too_many();
            if (auto done = entry(git_tree_entry_byindex(tree.get(), i), path, depth); !done)
                return done;
        }
        return {};
    }

    std::vector<std::pair<std::string, git_oid>> files;

private:
    result<void> entry(const git_tree_entry* entry, const std::string& in, std::size_t depth) {
        const std::string_view name = git_tree_entry_name(entry);
        if (!acceptable_name(name) || in.size() + name.size() >= path_bytes_max) return {};
        std::string path = in.empty() ? std::string(name) : in + "/" + std::string(name);
        switch (git_tree_entry_filemode(entry)) {
            case GIT_FILEMODE_TREE:
                if (depth >= limits_.depth) return {};
                return folder(*git_tree_entry_id(entry), path, depth + 1);
            case GIT_FILEMODE_BLOB:
            case GIT_FILEMODE_BLOB_EXECUTABLE:
                files.emplace_back(std::move(path), *git_tree_entry_id(entry));
                return {};
            default:  // symbolic links and submodules lead elsewhere
                return {};
        }
    }

    static Error broken(const std::string& path) {
        return {errc::invalid, "the folder \"" + path + "\" of the repository is broken (" +
                                   last_error() + "): fetch it again"};
    }
    Error too_many() const {
        return {errc::too_large, "the repository has more than " + std::to_string(limits_.entries) +
                                     " files and folders: leave it out of the sources"};
    }

    git_repository* repository_;
    git_odb* odb_;
    const ReadLimits& limits_;
    std::size_t seen_ = 0;
};

// One thread at a time: what is read is kept.
class GitTree : public Tree {
public:
    GitTree(Repository repository, Odb odb, Commit commit, std::string repo, std::string url,
            const ReadLimits& limits)
        : repository_(std::move(repository)),
          odb_(std::move(odb)),
          commit_(std::move(commit)),
          repo_(std::move(repo)),
          url_(std::move(url)),
          limits_(limits) {}

    result<void> list() {
        Walk walk(repository_.get(), odb_.get(), limits_);
        if (auto done = walk.folder(*git_commit_tree_id(commit_.get()), "", 0); !done) return done;
        auto& found = walk.files;
        const auto by_path = [](const auto& a, const auto& b) {
            return a.first < b.first;
        };
        if (!std::is_sorted(found.begin(), found.end(), by_path))
            std::stable_sort(found.begin(), found.end(), by_path);
        for (auto& [path, oid] : found) {
            if (!paths_.empty() && paths_.back() == path) continue;  // a broken tree
            paths_.push_back(std::move(path));
            files_.push_back({oid, false, nullptr});
        }
        return {};
    }

    std::string_view repo() const override { return repo_; }
    std::string_view url() const override { return url_; }
    const std::vector<std::string>& paths() const override { return paths_; }

    const std::string* read(std::string_view path) const override {
        const auto found = std::lower_bound(paths_.begin(), paths_.end(), path);
        if (found == paths_.end() || *found != path) return nullptr;
        File& file = files_[static_cast<std::size_t>(found - paths_.begin())];
        if (!std::exchange(file.tried, true)) file.bytes = load(file.oid);
        return file.bytes.get();
    }

    const std::vector<std::string>& tags() const override {
        if (!tags_) {
            tags_.emplace();
            for (Tag& tag : tags_newest_first(repository_.get())) {
                tags_->push_back(tag.name);
                tag_times_.emplace(std::move(tag.name), tag.time);
            }
        }
        return *tags_;
    }

    std::string tagged_at(std::string_view tag) const override {
        if (const auto known = tag_times_.find(tag); known != tag_times_.end())
            return rfc3339(known->second);
        const auto commit = commit_of_tag(repository_.get(), std::string(tag));
        return commit ? rfc3339(git_commit_time(commit->get())) : "";
    }

    std::string updated(std::string_view path) const override {
        path = without_slash(path);
        if (path.empty()) return rfc3339(git_commit_time(commit_.get()));
        if (!history_) history_.emplace(repository_.get(), *git_commit_id(commit_.get()), paths_);
        const auto touched = history_->touched(std::string(path));
        return touched ? rfc3339(*touched) : "";
    }

    std::vector<Author> authors(std::string_view path) const override {
        if (!authors_) authors_.emplace(repository_.get(), commit_.get());
        return authors_->of(without_slash(path));
    }

private:
    // The header tells the size before the bytes are unpacked.
    std::unique_ptr<const std::string> load(const git_oid& oid) const {
        std::size_t size = 0;
        git_object_t type = GIT_OBJECT_INVALID;
        if (git_odb_read_header(&size, &type, odb_.get(), &oid) < 0) return nullptr;
        if (type != GIT_OBJECT_BLOB || size > limits_.blob_bytes) return nullptr;
        if (size > limits_.total_bytes - kept_bytes_) return nullptr;
        OdbObject object;
        if (git_odb_read(out(object), odb_.get(), &oid) < 0) return nullptr;
        kept_bytes_ += size;
        return std::make_unique<const std::string>(
            static_cast<const char*>(git_odb_object_data(object.get())),
            git_odb_object_size(object.get()));
    }

    Repository repository_;
    Odb odb_;
    Commit commit_;
    std::string repo_;
    std::string url_;
    ReadLimits limits_;
    std::vector<std::string> paths_;
    mutable std::vector<File> files_;  // beside paths_
    mutable std::uint64_t kept_bytes_ = 0;
    mutable std::optional<std::vector<std::string>> tags_;
    mutable std::map<std::string, std::int64_t, std::less<>> tag_times_;  // beside tags_
    mutable std::optional<History> history_;
    mutable std::optional<Authors> authors_;
};

result<std::unique_ptr<Tree>> read_tree(Repository repository, result<Commit> commit,
                                        const std::string& repo, const std::string& url,
                                        const ReadLimits& limits) {
    if (!commit) return Error{commit.error().code, repo + ": " + commit.error().what};
    Odb odb;
    if (git_repository_odb(out(odb), repository.get()) < 0)
        return Error{errc::invalid, repo + " has no readable objects: " + last_error()};
    auto tree = std::make_unique<GitTree>(std::move(repository), std::move(odb), std::move(*commit),
                                          repo, url, limits);
    if (auto done = tree->list(); !done)
        return Error{done.error().code, repo + ": " + done.error().what};
    return std::unique_ptr<Tree>(std::move(tree));
}

}  // namespace

result<std::unique_ptr<Tree>> open_tree(const std::string& folder, const std::string& repo,
                                        const std::string& url, const ReadLimits& limits) {
    auto repository = open_repository(folder);
    if (!repository) return repository.error();
    auto commit = tip(repository->get());
    return read_tree(std::move(*repository), std::move(commit), repo, url, limits);
}

result<std::unique_ptr<Tree>> open_tree_at(const std::string& folder,
                                           const std::string& commit_or_tag,
                                           const std::string& repo, const std::string& url,
                                           const ReadLimits& limits) {
    auto repository = open_repository(folder);
    if (!repository) return repository.error();
    auto commit = commit_at(repository->get(), commit_or_tag);
    return read_tree(std::move(*repository), std::move(commit), repo, url, limits);
}

result<std::string> head_commit(const std::string& folder) {
    const auto repository = open_repository(folder);
    if (!repository) return repository.error();
    const auto commit = tip(repository->get());
    if (!commit) return commit.error();
    char text[GIT_OID_HEXSZ + 1];
    git_oid_tostr(text, sizeof text, git_commit_id(commit->get()));
    return std::string(text);
}

}  // namespace qm::git
