// A source was read: its documents replace the old ones, and the index is made of all of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include "store/rows.hpp"

#include <string>
#include <vector>

namespace qm::desk {

struct Synced {
    std::string source;
    std::string url;
    std::string head;  // unchanged when `error` says why nothing was read
    std::string error;
    KindResult read;
};

void synced(store::Db& db, const Synced& what, Instant now);
std::vector<Entry> stored_entries(store::Db& db);

}  // namespace qm::desk
