// Debian's RFC 822 files (control, copyright, templates) and the head of debian/changelog.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qm::catalog {

struct Stanza {
    int line = 0;
    // Folded lines stay, without their first blank, a lone "." as an empty line.
    std::vector<std::pair<std::string, std::string>> fields;

    // Names are compared without case; "" when absent.
    std::string_view get(std::string_view name) const;
};

// Comments dropped; lines that are no field are passed over. At most 500 stanzas.
std::vector<Stanza> read_control(std::string_view text);

// "libc6 (>= 2.3) [amd64] | x, ${shlibs:Depends}" → {"libc6"}: the first alternative of each.
std::vector<std::string> package_names(std::string_view relation);

struct ChangelogHead {
    std::string source;
    std::string version;       // "1:1.2.3-1~deb12u1"
    std::string distribution;  // "bookworm"
};

// The first entry that is not UNRELEASED, or else the first; empty when there is none.
ChangelogHead read_changelog(std::string_view text);

}  // namespace qm::catalog
