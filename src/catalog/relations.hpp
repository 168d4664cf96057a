// Who uses what, told from the dependencies that entries name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/entry.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace qm::catalog {

// What a dependency may call an entry, and what an entry's dependencies look for: an entry is
// among the users of another only if they share one of these keys.
std::vector<std::string> target_keys(const Entry& entry);
std::vector<std::string> needed_keys(const Entry& user);

struct Target {  // an entry that has the key
    std::uint32_t doc = 0;
    std::string name;
    std::string repo;
    std::string path;
    bool deprecated = false;
};
using Targets = std::function<std::vector<Target>(const std::string& key)>;

// A dependency means an entry of a kind that can stand there (a chart needs charts, a role roles
// or a collection), by its address in git or a registry, else by its name; one of the same
// repository before others. Nothing: it comes from outside. `self`: the doc of `user`.
std::optional<std::uint32_t> resolve(const Entry& user, std::uint32_t self,
                                     const std::string& dependency, const Targets& targets);

}  // namespace qm::catalog
