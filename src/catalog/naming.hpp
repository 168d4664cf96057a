// What a name says without what every such name says.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace qm::catalog {

struct NameParts {
    std::string core;       // without noise words; the normal form where nothing else is left
    std::string family;     // the core, "prometheus" left out before an exporter
    std::size_t words = 0;  // that are no noise
};

// `words`: of the name, folded; `normal`: its normal form.
NameParts parts_of(const std::vector<std::string>& words, const std::string& normal,
                   const std::unordered_set<std::string>& noise);

// RFC 3339 UTC ("2026-10-06T08:00:00Z") as seconds since 2000; 0 when it is no such time.
std::uint32_t stamped(std::string_view rfc3339);

}  // namespace qm::catalog
