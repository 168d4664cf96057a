// Owners for libgit2's objects, its start, and its last error in words. Private to this room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include <git2.h>

#include <memory>
#include <string>

namespace qm::git {

template <class T, void (*release)(T*)>
struct Release {
    void operator()(T* object) const { release(object); }
};
template <class T, void (*release)(T*)>
using Handle = std::unique_ptr<T, Release<T, release>>;

using Repository = Handle<git_repository, git_repository_free>;
using Odb = Handle<git_odb, git_odb_free>;
using OdbObject = Handle<git_odb_object, git_odb_object_free>;
using Object = Handle<git_object, git_object_free>;
using Commit = Handle<git_commit, git_commit_free>;
using TreeObject = Handle<git_tree, git_tree_free>;
using Reference = Handle<git_reference, git_reference_free>;
using References = Handle<git_reference_iterator, git_reference_iterator_free>;
using Remote = Handle<git_remote, git_remote_free>;
using Refdb = Handle<git_refdb, git_refdb_free>;
using Index = Handle<git_index, git_index_free>;
using Signature = Handle<git_signature, git_signature_free>;
using Mailmap = Handle<git_mailmap, git_mailmap_free>;

// Lets a C function fill an owner: git_repository_open(out(repository), …). The owner is filled
// at the end of the full expression: do not use it within the same one.
template <class H>
class Out {
public:
    explicit Out(H& owner) : owner_(owner) {}
    Out(const Out&) = delete;
    Out& operator=(const Out&) = delete;
    ~Out() { owner_.reset(raw_); }
    operator typename H::pointer *() { return &raw_; }

private:
    H& owner_;
    typename H::pointer raw_ = nullptr;
};

template <class H>
Out<H> out(H& owner) {
    return Out<H>(owner);
}

// Starts libgit2 once for the process, with bounds on its caches and maps and blind to the
// configuration files of the user and the machine. Throws when the library is too old: 1.5.1 is
// the first that checks the keys of ssh hosts.
void use_library();

// What libgit2 said last on this thread, without a full stop.
std::string last_error();

// Opens a bare or non-bare repository where it lies. Errors: `not_found`, `invalid`.
result<Repository> open_repository(const std::string& folder);

// The commit at HEAD, or the newest tip of main and master when HEAD dangles. Error: `invalid`.
result<Commit> tip(git_repository* repository);

}  // namespace qm::git
