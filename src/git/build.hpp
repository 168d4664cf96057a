// Writes a bare repository from steps: the demo's catalog and the tests' repositories.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>
#include <quartermaster/time.hpp>

#include <map>
#include <string>
#include <vector>

namespace qm::git {

struct Step {  // one commit
    std::string message;
    std::string author;  // "Bob Martin <bob@example.org>"
    Instant at{};
    std::map<std::string, std::string> write;  // path → bytes
    std::vector<std::string> remove;           // paths, or folders ending in '/'
    std::string tag;                           // lightweight tag on this commit; empty: none
};

// Makes `folder` (which must not exist or be an empty folder) with HEAD on `main`.
result<void> build_bare(const std::string& folder, const std::vector<Step>& steps);

// One commit more on `main` of such a repository.
result<void> add_commit(const std::string& folder, const Step& step);

}  // namespace qm::git
