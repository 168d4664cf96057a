// CODEOWNERS of GitHub and GitLab: who owns a path.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

class Codeowners {
public:
    // Comments, escaped spaces and '#', GitLab sections "[Name][2] @default", optional "^[Name]".
    explicit Codeowners(std::string_view text);

    // Owners without '@', in the file's order; empty when no rule matches or the rule has none.
    // Inside a section the last matching rule decides, among sections the last one that is not
    // optional. `path` is a file; for a folder give a file in it, or "/folder/*" does not match.
    std::vector<std::string> owners(std::string_view path) const;

private:
    struct Rule {
        std::string pattern;
        std::vector<std::string> owners;
        int section = 0;
    };
    std::vector<Rule> rules_;
    std::vector<bool> optional_;  // by section
};

// The first CODEOWNERS file of the tree in the places where the platforms look; "" when none.
std::string codeowners_path(const Tree& tree);

// One pattern against one path: '*', '?', '**', leading and trailing '/'.
bool codeowners_match(std::string_view pattern, std::string_view path);

}  // namespace qm::catalog
