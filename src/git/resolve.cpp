// From what a person or a row names to a commit.
// SPDX-License-Identifier: Apache-2.0
#include "git/resolve.hpp"

#include "git/names.hpp"

namespace qm::git {
namespace {

bool is_hex(const std::string& text) {
    return text.size() == GIT_OID_HEXSZ &&
           text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
}

}  // namespace

result<git_oid> commit_id(const std::string& text) {
    git_oid oid;
    if (!is_hex(text) || git_oid_fromstrn(&oid, text.data(), text.size()) < 0)
        return Error{errc::invalid, "a commit is named by 40 hex digits: give all of them"};
    return oid;
}

result<Commit> commit_of_tag(git_repository* repository, const std::string& tag) {
    if (!acceptable_path(tag))
        return Error{errc::not_found, "this is no name of a tag: see which ones there are"};
    Reference reference;
    Object object;
    const std::string name = "refs/tags/" + tag;
    const bool found = git_reference_lookup(out(reference), repository, name.c_str()) == 0;
    if (found && git_reference_peel(out(object), reference.get(), GIT_OBJECT_COMMIT) == 0)
        return Commit(reinterpret_cast<git_commit*>(object.release()));
    return Error{errc::not_found,
                 "there is no tag " + tag + " on a commit: see which ones there are"};
}

// Digits are never looked up as a tag: who pushes could name one like somebody else's commit.
result<Commit> commit_at(git_repository* repository, const std::string& commit_or_tag) {
    if (!is_hex(commit_or_tag)) return commit_of_tag(repository, commit_or_tag);
    const auto oid = commit_id(commit_or_tag);
    if (!oid) return oid.error();
    Commit commit;
    if (git_commit_lookup(out(commit), repository, &*oid) == 0) return commit;
    return Error{errc::not_found, "there is no commit " + commit_or_tag + ": fetch it first"};
}

}  // namespace qm::git
