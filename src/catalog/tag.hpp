// Which tag is a version of which entry: "v1.2.3", "<name>-1.2.3", "<name>/1.2.3", "debian/1.2-3".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

struct Version {
    std::vector<long> numbers;
    std::string before;  // pre-release: "rc.1"; sorts before the version without one

    // Newer is greater; pre-releases compare by their parts, digits as numbers.
    int compare(const Version& other) const;
};

// "v1.2.3-rc.1+build", "1.2", "v3"; nothing for what is no version ("latest", "20240101", "3").
std::optional<Version> read_version(std::string_view text);

struct Tagged {
    std::string tag;      // as it is in git
    std::string version;  // without prefix and "v"
};

// The newest version among the tags that belong to one of the names; if no tag names any, among
// the tags that are nothing but a version. A release is preferred to any pre-release.
Tagged newest_tag(const Tree& tree, const std::vector<std::string>& names);

// The tag that stands for exactly this version of that name; "" when there is none.
std::string tag_of(const Tree& tree, std::string_view name, std::string_view version);

}  // namespace qm::catalog
