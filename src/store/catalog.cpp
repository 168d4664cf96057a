// Sources, the documents read from them, what could not be read, and what was searched.
// SPDX-License-Identifier: Apache-2.0
#include "store/rows.hpp"

namespace qm::store {
namespace {

constexpr std::string_view write_source =
    "insert into sources (name, url, head, stamp, synced_at, error, entries, visibility, wanted, "
    "gone_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (name) do update set "
    "url = $2, head = $3, stamp = $4, synced_at = $5, error = $6, entries = $7, visibility = $8, "
    "wanted = $9, gone_at = $10";
constexpr std::string_view read_sources =
    "select name, url, head, stamp, synced_at, error, entries, visibility, wanted, gone_at "
    "from sources order by name limit 100000";
constexpr std::string_view set_source_wanted = "update sources set wanted = $2 where name = $1";
constexpr std::string_view delete_problems = "delete from problems where source = $1";
constexpr std::string_view insert_problem =
    "insert into problems (source, path, line, reason) values ($1, $2, $3, $4) "
    "on conflict (source, path, line, reason) do nothing";
constexpr std::string_view read_problems =
    "select path, line, reason from problems where source = $1 order by path, line limit $2";
constexpr std::string_view upsert_entry =
    "insert into entries (source, path, kind, name, doc, added_at) values ($1, $2, $3, $4, $5, $6) "
    "on conflict (source, path, kind, name) do update set doc = $5, gone_at = null, held = 0";
constexpr std::string_view hold_entry =
    "update entries set held = 1 where source = $1 and path = $2 and kind = $3 and name = $4";
constexpr std::string_view count_held =
    "select count(*) from entries where source = $1 and held = 1";
constexpr std::string_view bury_entry =
    "update entries set held = 0, gone_at = $5, doc = $6 "
    "where source = $1 and path = $2 and kind = $3 and name = $4";
constexpr std::string_view set_alike =
    "update entries set alike = $5 where source = $1 and path = $2 and kind = $3 and name = $4";
constexpr std::string_view read_entries =
    "select source, path, kind, name, doc, added_at, gone_at, held, alike from entries "
    "where source = $1 order by path, kind, name";
constexpr std::string_view read_all_entries =
    "select source, path, kind, name, doc, added_at, gone_at, held, alike from entries "
    "order by source, path, kind, name";
constexpr std::string_view read_alike =
    "select source, path, kind, name, doc, added_at, gone_at, held, alike from entries "
    "where added_at > $1 and added_at <= $2 and alike <> '' and gone_at is null "
    "order by added_at, name limit $3";
constexpr std::string_view write_search =
    "insert into searches (words, times, found, last_at) values ($1, 1, $2, $3) "
    "on conflict (words) do update set times = searches.times + 1, last_at = $3, found = "
    // What somebody may find is not missing because somebody else may not.
    "case when searches.found > $2 then searches.found else $2 end";
constexpr std::string_view read_missing =
    "select words, times, last_at from searches where found = 0 "
    "order by times desc, last_at desc, words limit $1";
constexpr std::string_view write_release =
    "insert into releases (source, path, kind, name, version, at, doc) "
    "values ($1, $2, $3, $4, $5, $6, $7) on conflict (source, path, kind, name, version) "
    "do update set at = $6, doc = $7";
constexpr std::string_view read_releases =
    "select version, at, doc from releases "
    "where source = $1 and path = $2 and kind = $3 and name = $4 order by at desc, version desc "
    "limit 100";
constexpr std::string_view read_release_names =
    "select path, kind, name, version from releases where source = $1";

Value maybe(const std::optional<Instant>& at) {
    return at ? Value(to_unix(*at)) : Value();
}

std::optional<Instant> maybe(const Value& value) {
    if (std::holds_alternative<std::monostate>(value)) return std::nullopt;
    return from_unix(number(value));
}

std::vector<EntryRow> entry_rows(const std::vector<Row>& rows) {
    std::vector<EntryRow> found;
    found.reserve(rows.size());
    for (const Row& row : rows)
        found.push_back({text(row[0]), text(row[1]), text(row[2]), text(row[3]), text(row[4]),
                         from_unix(number(row[5])), maybe(row[6]), number(row[7]) != 0,
                         text(row[8])});
    return found;
}

}  // namespace

void save_source(Db& db, const SourceRow& row) {
    db.run(write_source, row.name, row.url, row.head, row.stamp, to_unix(row.synced), row.error,
           row.entries, row.visibility, static_cast<std::int64_t>(row.wanted), maybe(row.gone));
}

std::vector<SourceRow> sources(Db& db) {
    std::vector<SourceRow> found;
    for (const Row& row : db.run(read_sources))
        found.push_back({text(row[0]), text(row[1]), text(row[2]), text(row[3]),
                         from_unix(number(row[4])), text(row[5]), number(row[6]), text(row[7]),
                         static_cast<Wanted>(number(row[8])), maybe(row[9])});
    return found;
}

void want_source(Db& db, std::string_view name, Wanted wanted) {
    db.run(set_source_wanted, std::string(name), static_cast<std::int64_t>(wanted));
}

void replace_problems(Db& db, std::string_view source, const std::vector<ProblemRow>& problems) {
    const std::string name(source);
    db.run(delete_problems, name);
    for (const ProblemRow& row : problems)
        db.run(insert_problem, name, row.path, row.line, row.reason);
}

std::vector<ProblemRow> problems_of(Db& db, std::string_view source, int limit) {
    std::vector<ProblemRow> found;
    for (const Row& row : db.run(read_problems, std::string(source), std::int64_t{limit}))
        found.push_back({text(row[0]), number(row[1]), text(row[2])});
    return found;
}

void put_entry(Db& db, const EntryRow& row) {
    db.run(upsert_entry, row.source, row.path, row.kind, row.name, row.doc, to_unix(row.added));
}

void hold(Db& db, const EntryRow& row) {
    db.run(hold_entry, row.source, row.path, row.kind, row.name);
}

std::int64_t held_count(Db& db, std::string_view source) {
    return number(db.run(count_held, std::string(source)).at(0)[0]);
}

void bury(Db& db, const EntryRow& row, Instant at) {
    db.run(bury_entry, row.source, row.path, row.kind, row.name, to_unix(at), row.doc);
}

void note_alike(Db& db, const EntryRow& row) {
    db.run(set_alike, row.source, row.path, row.kind, row.name, row.alike);
}

std::vector<EntryRow> entries_of(Db& db, std::string_view source) {
    return entry_rows(db.run(read_entries, std::string(source)));
}

std::vector<EntryRow> all_entries(Db& db) {
    return entry_rows(db.run(read_all_entries));
}

std::vector<EntryRow> alike_between(Db& db, Instant from, Instant until, int limit) {
    return entry_rows(db.run(read_alike, to_unix(from), to_unix(until), std::int64_t{limit}));
}

void count_search(Db& db, std::string_view words, std::int64_t found, Instant now) {
    db.run(write_search, std::string(words), found, to_unix(now));
}

std::vector<SearchRow> searches_in_vain(Db& db, int limit) {
    std::vector<SearchRow> found;
    for (const Row& row : db.run(read_missing, std::int64_t{limit}))
        found.push_back({text(row[0]), number(row[1]), from_unix(number(row[2]))});
    return found;
}

void save_release(Db& db, const ReleaseRow& row) {
    db.run(write_release, row.source, row.path, row.kind, row.name, row.version, to_unix(row.at),
           row.doc);
}

std::vector<ReleaseRow> releases_of(Db& db, const EntryRow& of) {
    std::vector<ReleaseRow> found;
    for (const Row& row : db.run(read_releases, of.source, of.path, of.kind, of.name))
        found.push_back({of.source, of.path, of.kind, of.name, text(row[0]),
                         from_unix(number(row[1])), text(row[2])});
    return found;
}

std::vector<ReleaseRow> release_names(Db& db, std::string_view source) {
    std::vector<ReleaseRow> found;
    for (const Row& row : db.run(read_release_names, std::string(source)))
        found.push_back({std::string(source), text(row[0]), text(row[1]), text(row[2]),
                         text(row[3]), Instant{}, ""});
    return found;
}

void catalog_changed(Db& db) {
    next_number(db, "catalog generation", 1);
}

std::int64_t catalog_generation(Db& db) {
    const std::string last = meta(db, "catalog generation");
    return last.empty() ? 0 : std::stoll(last);
}

}  // namespace qm::store
