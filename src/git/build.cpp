// Writes a bare repository from steps, the same bytes every time.
// SPDX-License-Identifier: Apache-2.0
#include "git/build.hpp"

#include "git/handle.hpp"
#include "git/names.hpp"

#include <filesystem>
#include <stdexcept>

namespace qm::git {
namespace {

namespace fs = std::filesystem;

using Files = std::map<std::string, git_oid>;

Error refused(const Step& step, const std::string& why) {
    return {errc::invalid, "step \"" + step.message + "\": " + why};
}

result<Signature> author_of(const Step& step) {
    const std::size_t open = step.author.find(" <");
    if (open == std::string::npos || open == 0 || step.author.back() != '>')
        return refused(step, "the author must be written \"Name <mail>\"");
    const std::string mail = step.author.substr(open + 2, step.author.size() - open - 3);
    Signature signature;
    if (git_signature_new(out(signature), step.author.substr(0, open).c_str(), mail.c_str(),
                          to_unix(step.at), 0) < 0)
        return refused(step, "the author cannot be used: " + last_error());
    return signature;
}

result<void> remove_files(const Step& step, Files& files) {
    for (const std::string& path : step.remove) {
        auto first = files.lower_bound(path);
        auto last = first;
        if (path.ends_with('/')) {
            while (last != files.end() && last->first.starts_with(path))
                ++last;
        } else if (last != files.end() && last->first == path) {
            ++last;
        }
        if (first == last) return refused(step, "there is no " + path + " to remove");
        files.erase(first, last);
    }
    return {};
}

result<void> write_files(git_repository* repository, const Step& step, Files& files) {
    for (const auto& [path, bytes] : step.write) {
        if (!acceptable_path(path)) return refused(step, "the path " + path + " cannot be used");
        git_oid oid;
        if (git_blob_create_from_buffer(&oid, repository, bytes.data(), bytes.size()) < 0)
            throw std::runtime_error("a file cannot be written: " + last_error());
        files[path] = oid;
    }
    return {};
}

result<git_oid> write_tree(git_repository* repository, const Step& step, const Files& files) {
    Index index;
    if (git_index_new(out(index)) < 0) throw std::runtime_error(last_error());
    for (const auto& [path, oid] : files) {
        git_index_entry entry{};
        entry.mode = GIT_FILEMODE_BLOB;
        entry.id = oid;
        entry.path = path.c_str();
        if (git_index_add(index.get(), &entry) < 0)
            return refused(step, path + " cannot be added: " + last_error());
    }
    if (git_index_entrycount(index.get()) != files.size())
        return refused(step, "a path is a file and a folder at once");
    git_oid tree;
    if (git_index_write_tree_to(&tree, index.get(), repository) < 0)
        throw std::runtime_error("a tree cannot be written: " + last_error());
    return tree;
}

// Commits on main and returns the commit.
result<git_oid> commit(git_repository* repository, const Step& step, const Files& files,
                       const git_oid* parent) {
    auto signature = author_of(step);
    if (!signature) return signature.error();
    const auto tree_oid = write_tree(repository, step, files);
    if (!tree_oid) return tree_oid.error();
    TreeObject tree;
    Commit before;
    if (git_tree_lookup(out(tree), repository, &*tree_oid) < 0 ||
        (parent && git_commit_lookup(out(before), repository, parent) < 0))
        throw std::runtime_error("what was written cannot be read back: " + last_error());
    const git_commit* parents[] = {before.get()};
    git_oid oid;
    if (git_commit_create(&oid, repository, "refs/heads/main", signature->get(), signature->get(),
                          "UTF-8", step.message.c_str(), tree.get(), parent ? 1 : 0, parents) < 0)
        throw std::runtime_error("a commit cannot be written: " + last_error());
    return oid;
}

result<void> add_tag(git_repository* repository, const Step& step, const git_oid& oid) {
    if (step.tag.empty()) return {};
    Reference made;
    if (git_reference_create(out(made), repository, ("refs/tags/" + step.tag).c_str(), &oid, 0,
                             nullptr) < 0)
        return refused(step, "the tag " + step.tag + " cannot be made: " + last_error());
    return {};
}

result<void> build(const std::string& folder, const std::vector<Step>& steps) {
    git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
    options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKPATH;
    options.initial_head = "main";
    Repository repository;
    if (git_repository_init_ext(out(repository), folder.c_str(), &options) < 0)
        throw std::runtime_error("a repository cannot be made: " + last_error());
    Files files;
    git_oid last{};
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const Step& step = steps[i];
        if (auto done = remove_files(step, files); !done) return done.error();
        if (auto done = write_files(repository.get(), step, files); !done) return done.error();
        const auto made = commit(repository.get(), step, files, i == 0 ? nullptr : &last);
        if (!made) return made.error();
        last = *made;
        if (auto done = add_tag(repository.get(), step, last); !done) return done.error();
    }
    return {};
}

int collect(const char* root, const git_tree_entry* entry, void* payload) {
    if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB)
        static_cast<Files*>(payload)->emplace(std::string(root) + git_tree_entry_name(entry),
                                              *git_tree_entry_id(entry));
    return 0;
}

}  // namespace

result<void> add_commit(const std::string& folder, const Step& step) {
    auto repository = open_repository(folder);
    if (!repository) return repository.error();
    auto last = tip(repository->get());
    if (!last) return last.error();
    TreeObject tree;
    Files files;
    const int opened = git_commit_tree(out(tree), last->get());
    if (opened < 0 || git_tree_walk(tree.get(), GIT_TREEWALK_PRE, collect, &files) < 0)
        throw std::runtime_error("the last commit cannot be read: " + last_error());
    if (auto done = remove_files(step, files); !done) return done.error();
    if (auto done = write_files(repository->get(), step, files); !done) return done.error();
    const git_oid parent = *git_commit_id(last->get());
    const auto made = commit(repository->get(), step, files, &parent);
    if (!made) return made.error();
    return add_tag(repository->get(), step, *made);
}

result<void> build_bare(const std::string& folder, const std::vector<Step>& steps) {
    use_library();
    if (fs::exists(folder) && !(fs::is_directory(folder) && fs::is_empty(folder)))
        return Error{errc::conflict, folder + " is not empty: name a new folder"};
    const std::string partial = beside(folder, ".partial");
    fs::remove_all(partial);
    const auto built = build(partial, steps);
    if (!built) {
        fs::remove_all(partial);
        return built.error();
    }
    fs::rename(partial, folder);
    return {};
}

}  // namespace qm::git
