// Where a repository is cloned from and read, in the forms that ansible, terraform and people use.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include <string>
#include <string_view>

namespace qm::catalog {

struct Remote {
    std::string clone;  // for git clone; never with a password
    std::string web;    // "https://host/group/repo", "" when it is read by no browser

    std::string ansible() const;  // "git+https://…", "git+ssh://git@host/…", "git+file:///…"
    std::string terraform() const;  // "git::https://…"
    // The page of a file or folder at the default branch; "" without `web`.
    std::string page(std::string_view path) const;
};

// From the tree's URL; without one, an address under the reserved name git.example.
Remote remote_of(const Tree& tree);
Remote remote_of(std::string_view url, std::string_view repo);

}  // namespace qm::catalog
