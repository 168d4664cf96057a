// Sources, the documents read from them, what could not be read, and what was searched.
// SPDX-License-Identifier: Apache-2.0
#include "store/rows.hpp"

namespace qm::store {
namespace {

constexpr std::string_view write_source =
    "insert into sources (name, url, head, synced_at, error, entries) "
    "values ($1, $2, $3, $4, $5, $6) on conflict (name) do update set url = $2, head = $3, "
    "synced_at = $4, error = $5, entries = $6";
constexpr std::string_view read_sources =
    "select name, url, head, synced_at, error, entries from sources order by name limit 100000";
constexpr std::string_view delete_entries = "delete from entries where source = $1";
constexpr std::string_view delete_problems = "delete from problems where source = $1";
constexpr std::string_view insert_entry =
    "insert into entries (source, path, kind, name, doc) values ($1, $2, $3, $4, $5) "
    "on conflict (source, path, kind, name) do update set doc = $5";
constexpr std::string_view insert_problem =
    "insert into problems (source, path, line, reason) values ($1, $2, $3, $4) "
    "on conflict (source, path, line, reason) do nothing";
constexpr std::string_view read_docs = "select doc from entries order by source, path, kind, name";
constexpr std::string_view write_search =
    "insert into searches (words, times, found, last_at) values ($1, 1, $2, $3) "
    "on conflict (words) do update set times = searches.times + 1, found = $2, last_at = $3";

}  // namespace

void save_source(Db& db, const SourceRow& row) {
    db.run(write_source, row.name, row.url, row.head, to_unix(row.synced), row.error, row.entries);
}

std::vector<SourceRow> sources(Db& db) {
    std::vector<SourceRow> found;
    for (const Row& row : db.run(read_sources))
        found.push_back({text(row[0]), text(row[1]), text(row[2]), from_unix(number(row[3])),
                         text(row[4]), number(row[5])});
    return found;
}

void replace_entries(Db& db, std::string_view source, const std::vector<EntryRow>& entries,
                     const std::vector<ProblemRow>& problems) {
    const std::string name(source);
    db.run(delete_entries, name);
    db.run(delete_problems, name);
    for (const EntryRow& row : entries)
        db.run(insert_entry, name, row.path, row.kind, row.name, row.doc);
    for (const ProblemRow& row : problems)
        db.run(insert_problem, name, row.path, row.line, row.reason);
}

std::vector<std::string> entry_docs(Db& db) {
    std::vector<std::string> docs;
    for (const Row& row : db.run(read_docs))
        docs.push_back(text(row[0]));
    return docs;
}

void count_search(Db& db, std::string_view words, std::int64_t found, Instant now) {
    db.run(write_search, std::string(words), found, to_unix(now));
}

}  // namespace qm::store
