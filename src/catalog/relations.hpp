// Who uses what, in both directions, told from the dependencies that entries name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/entry.hpp>

#include <cstdint>
#include <vector>

namespace qm::catalog {

struct Relations {
    static constexpr std::uint32_t outside = UINT32_MAX;
    // By entry, beside its dependencies: the entry meant, or `outside`.
    std::vector<std::vector<std::uint32_t>> uses;
    // By entry: those that use it, each once, in the order of the entries.
    std::vector<std::vector<std::uint32_t>> used_by;
};

// A dependency means an entry of a kind that can stand there (a chart needs charts, a role roles
// or a collection), by its address in git or a registry, else by its name; one of the same
// repository before others. At most 2,000 dependents an entry.
Relations relate(const std::vector<Entry>& entries);

}  // namespace qm::catalog
