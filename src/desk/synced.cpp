// A source was read.
// SPDX-License-Identifier: Apache-2.0
#include "desk/synced.hpp"

#include "catalog/entry_json.hpp"

namespace qm::desk {

void synced(store::Db& db, const Synced& what, Instant now) {
    store::SourceRow row;
    for (store::SourceRow& old : store::sources(db)) {
        if (old.name == what.source) row = std::move(old);
    }
    row.name = what.source;
    row.url = what.url;
    row.error = what.error;
    if (what.error.empty()) {
        row.head = what.head;
        row.synced = now;
        row.entries = static_cast<std::int64_t>(what.read.entries.size());
        std::vector<store::EntryRow> entries;
        for (const Entry& entry : what.read.entries)
            entries.push_back({entry.path, entry.kind, entry.name,
                               catalog::write_entry(entry, entry.kind + "/" + entry.name)});
        std::vector<store::ProblemRow> problems;
        for (const Problem& problem : what.read.problems)
            problems.push_back({problem.path, problem.line, problem.reason});
        store::replace_entries(db, what.source, entries, problems);
    }
    store::save_source(db, row);
}

std::vector<Entry> stored_entries(store::Db& db) {
    std::vector<Entry> entries;
    for (const std::string& doc : store::entry_docs(db)) {
        if (auto entry = catalog::read_entry(doc)) entries.push_back(std::move(*entry));
    }
    return entries;
}

}  // namespace qm::desk
