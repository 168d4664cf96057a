// A source was read: what came, changed or vanished becomes rows, and the index is made of them.
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
    std::string visibility;
    std::string head;  // unchanged when `error` says why nothing was read
    std::string stamp;
    std::string error;
    bool changed = true;  // false: nothing was read, only how it stands
    bool whole = true;  // `read.entries` are all there are; else those that changed, none vanished
    bool first_round = false;  // the first reading of all: nothing in it is news
    KindResult read;           // its problems are all there are in either case
};

struct SyncedFigures {
    int added = 0;
    int changed = 0;
    int gone = 0;
    int held = 0;             // vanished, more at once than is believed
    std::vector<Entry> news;  // added since the first round
};

// More than a fifth of a source (and more than one entry) vanishing at once is held: the entries
// stay until somebody accepts it or they come back.
SyncedFigures synced(store::Db& db, const Synced& what, Instant now);

// Sources that are configured no more, by the names of those that are: their entries become
// tombstones, under the same rule for the sources as a whole.
struct Retired {
    int sources = 0;
    int held = 0;
};
Retired retire_sources(store::Db& db, const std::vector<std::string>& configured, Instant now);

// Those of one source that are there.
std::vector<Entry> entries_of(store::Db& db, const std::string& source);

// Every entry, tombstones too, as the index wants them: with its dates and its visibility.
// Of one source, when it is named.
std::vector<Entry> stored_entries(store::Db& db, const std::string& source = {});

}  // namespace qm::desk
