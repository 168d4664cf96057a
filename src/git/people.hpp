// Who made a commit, as the repository's own .mailmap has it. Private.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git/handle.hpp"

#include <string>
#include <unordered_map>

namespace qm::git {

struct Person {
    std::string name;  // clean; empty: the commit names nobody
    bool bot = false;  // "renovate[bot]"
};

class People {
public:
    // Reads .mailmap of this commit; without one, or with one over the bound, names stay as
    // they are.
    People(git_repository* repository, const git_commit* commit);

    // Stays valid until the next call.
    const Person& person(const git_signature& signature);

private:
    Person resolve(const std::string& name, const std::string& mail) const;

    Mailmap mailmap_;
    std::unordered_map<std::string, Person> known_;  // by name and mail
};

}  // namespace qm::git
