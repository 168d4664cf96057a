// A folder that goes away, and repositories in it: from steps, and from raw objects no git would
// write.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/time.hpp>

#include "git/build.hpp"
#include "git/handle.hpp"
#include "git/mirror.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace qm::git::support {

class Folder {
public:
    Folder();
    ~Folder();
    std::string operator/(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

// 2026-10-01T00:00:00Z and some hours.
Instant hour(int hours);

Step step(int hours, std::map<std::string, std::string> write, std::vector<std::string> remove = {},
          std::string tag = "");

Step by(const std::string& author, Step step);

// Of this test program, which is its own `git-fetch`.
std::string self();

FetchTask task(const std::string& url, const std::string& folder);

// Writes objects as they are told, right or wrong.
class Raw {
public:
    explicit Raw(const std::string& folder);

    struct Entry {
        std::string mode;  // "100644", "40000", "120000", "160000"
        std::string name;
        git_oid oid{};
    };
    git_oid blob(const std::string& bytes);
    git_oid tree(const std::vector<Entry>& entries);
    git_oid commit(const git_oid& tree, int hours, const std::vector<git_oid>& parents = {},
                   const std::string& author = "Noor Haddad <noor@example.org>",
                   const std::string& message = "Change\n");
    void ref(const std::string& name, const git_oid& commit);  // "refs/heads/main"
    git_oid annotated_tag(const std::string& name, const git_oid& commit);

private:
    git_oid write(const std::string& bytes, git_object_t type);

    Repository repository_;
    Odb odb_;
};

// A tree of the given files, as git would write it.
git_oid tree_of(Raw& raw, const std::map<std::string, std::string>& files);

}  // namespace qm::git::support
