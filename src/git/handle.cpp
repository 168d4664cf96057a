// The start of libgit2, its errors in words, and the opening of repositories.
// SPDX-License-Identifier: Apache-2.0
#include "git/handle.hpp"

#include <filesystem>
#include <stdexcept>

namespace qm::git {
namespace {

constexpr ssize_t cache_bytes_max = 64 << 20;
constexpr std::size_t cached_tree_bytes_max = 256u << 10;
constexpr std::size_t window_bytes = 32u << 20;
constexpr std::size_t mapped_bytes_max = 192u << 20;

int start() {
    int major = 0;
    int minor = 0;
    int patch = 0;
    git_libgit2_version(&major, &minor, &patch);
    if (major * 10'000 + minor * 100 + patch < 10'501)
        throw std::runtime_error("libgit2 1.5.1 or newer is needed: update the package");
    const int count = git_libgit2_init();
    if (count < 0) throw std::runtime_error("libgit2 does not start: " + last_error());
    for (int level : {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
                      GIT_CONFIG_LEVEL_PROGRAMDATA})
        git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
    git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, cache_bytes_max);
    // Neighbouring commits share most folders. By default only those of up to about 100 entries are
    // kept, and the folder of a monorepo with all its roles would be unpacked for every commit.
    git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, cached_tree_bytes_max);
    // Half of the time of reading a history. A fetch hashes each object that comes to name it, so
    // that none of another's name can get in; what a disk did to it since, zlib's sum tells.
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, window_bytes);
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, mapped_bytes_max);
    // Whose repository it is does not matter: objects are read, nothing in it is run.
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    return count;
}

// Nothing when there is no such branch.
Commit branch_tip(git_repository* repository, const char* name) {
    git_oid oid;
    Commit commit;
    if (git_reference_name_to_id(&oid, repository, name) == 0)
        git_commit_lookup(out(commit), repository, &oid);
    return commit;
}

}  // namespace

void use_library() {
    static const int started = start();  // thrown and tried again when it fails
    static_cast<void>(started);
}

std::string last_error() {
    const git_error* error = git_error_last();
    std::string text = error && error->message ? error->message : "no reason was given";
    while (!text.empty() && (text.back() == '.' || text.back() == '\n'))
        text.pop_back();
    return text;
}

result<Repository> open_repository(const std::string& folder) {
    use_library();
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored))
        return Error{errc::not_found, "there is no folder " + folder + ": check the path"};
    Repository repository;
    const unsigned flags = GIT_REPOSITORY_OPEN_NO_SEARCH;
    if (git_repository_open_ext(out(repository), folder.c_str(), flags, nullptr) < 0)
        return Error{errc::invalid, folder + " is not a git repository that can be read (" +
                                        last_error() + "): name a bare repository or a work tree"};
    return repository;
}

result<Commit> tip(git_repository* repository) {
    Reference head;
    if (git_repository_head(out(head), repository) == 0) {
        Object object;
        if (git_reference_peel(out(object), head.get(), GIT_OBJECT_COMMIT) == 0)
            return Commit(reinterpret_cast<git_commit*>(object.release()));
    }
    const std::string reason = last_error();
    Commit main = branch_tip(repository, "refs/heads/main");
    Commit master = branch_tip(repository, "refs/heads/master");
    if (main && master)
        return git_commit_time(main.get()) >= git_commit_time(master.get()) ? std::move(main)
                                                                            : std::move(master);
    if (main) return main;
    if (master) return master;
    return Error{errc::invalid, "nothing can be read at HEAD (" + reason +
                                    "): push a commit, or set the default branch"};
}

}  // namespace qm::git
