// A bare mirror of one repository, and the tree of one commit read from it without a checkout.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>
#include <quartermaster/result.hpp>

#include "git/changes.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace qm::git {

struct FetchLimits {
    std::chrono::seconds deadline{120};
    std::uint64_t memory_bytes = 512ull << 20;
    std::uint64_t received_bytes = 200ull << 20;
    std::uint64_t file_bytes = 1ull << 30;  // of a pack on disk
};

struct ReadLimits {
    std::uint64_t blob_bytes = 1u << 20;  // larger files are left out
    std::size_t entries = 200'000;
    std::size_t depth = 64;                  // deeper folders are left out
    std::uint64_t total_bytes = 256u << 20;  // kept by one tree; files beyond are left out
};

struct FetchTask {
    std::string url;           // https, ssh, or a local path where allow_local is set
    std::string folder;        // the bare mirror; made when absent
    bool allow_local = false;  // also file:// and http:// to this machine
    bool only_look = false;    // asks the remote for its branches and fetches nothing
    FetchLimits limits;
    std::string ssh_key;  // private key file for ssh; empty: the ssh agent
    // For http and https, shown as the password of the user oauth2; empty: none. It goes to the
    // child on standard input only, and no error quotes it.
    std::string token;
};

// Fetches all branches and tags in a child process under limits; the child is this program run
// as `<self> git-fetch`, so that nothing of it stays when it is killed. Errors: `timed_out`,
// `too_large`, `unavailable` with the remote's reason.
result<void> fetch(const std::string& self, const FetchTask& task);

// Whether the remote would let us fetch: connects, asks for its branches, writes nothing. In the
// same child under the same limits; `folder` is not used.
result<void> reach(const std::string& self, FetchTask task);

// What the child does: reads the task as `key=value` lines on standard input, sets its own
// limits, fetches. Returns the exit code; a failure is one line on standard error.
int fetch_child();

// Opens a mirror, or any bare or non-bare repository in place, at HEAD (or the newest tip of
// main/master when HEAD dangles). `repo` is the name entries will carry. Errors: `not_found`,
// `invalid` for an empty or broken repository.
result<std::unique_ptr<Tree>> open_tree(const std::string& folder, const std::string& repo,
                                        const std::string& url, const ReadLimits& limits = {});

// The same at a tag, or at the commit of 40 hex digits. Error besides: `not_found`.
result<std::unique_ptr<Tree>> open_tree_at(const std::string& folder,
                                           const std::string& commit_or_tag,
                                           const std::string& repo, const std::string& url,
                                           const ReadLimits& limits = {});

// What is known of a commit's tree from one read before it; all must outlive the tree.
struct KnownTree {
    const std::vector<std::string>& paths;
    const std::vector<std::string>& tags;
    const std::vector<Change>& changes;  // since the tree that was read before
};

// A commit whose paths are those of the tree read before it: nothing is listed, a file is looked
// up when it is read, `updated` tells of the changes alone, authors are not told.
result<std::unique_ptr<Tree>> open_known_tree(const std::string& folder, const std::string& commit,
                                              const std::string& repo, const std::string& url,
                                              const KnownTree& known,
                                              const ReadLimits& limits = {});

// Sorted, whatever they point at.
result<std::vector<std::string>> tag_names(const std::string& folder);

// The commit open_tree would read, 40 hex digits: unchanged means nothing to do.
result<std::string> head_commit(const std::string& folder);

// A short word that is another one when HEAD, a branch or a tag may have changed, told from names,
// dates and sizes of files: no object is read, and libgit2 opens nothing. Errors: `not_found`, and
// `too_large` where more than 20,000 branches and tags lie about loose, or deeper than 16 folders.
result<std::string> stamp(const std::string& folder);

}  // namespace qm::git
