// Brings the tables to this release's form.
// SPDX-License-Identifier: Apache-2.0
#include "store/migrate.hpp"

#include <algorithm>
#include <set>

namespace qm::store {
namespace {

void sort_migrations(std::vector<Migration>& migrations) {
    std::sort(migrations.begin(), migrations.end(),
              [](const Migration& a, const Migration& b) { return a.name < b.name; });
}

std::set<std::string> applied_in(Db& db) {
    std::set<std::string> applied;
    for (const Row& row : db.run("select name from migrations"))
        applied.insert(text(row[0]));
    return applied;
}

std::set<std::string> tables_of(Db& db) {
    std::set<std::string> tables;
    for (const Row& row : db.run("select name from sqlite_master where type = 'table'"))
        tables.insert(text(row[0]));
    return tables;
}

bool has_our_migrations(Db& db) {
    return !db.run("select 1 from pragma_table_info('migrations') where name = 'name'").empty();
}

}  // namespace

int migrate(Db& db, std::vector<Migration> migrations) {
    sort_migrations(migrations);
    db.script("create table if not exists migrations (name text primary key)");
    const std::set<std::string> applied = applied_in(db);
    for (const std::string& name : applied) {
        const bool known = std::any_of(migrations.begin(), migrations.end(),
                                       [&](const Migration& m) { return m.name == name; });
        if (!known)
            throw Error(Error::Kind::other, "the data folder was written by a newer release (" +
                                                name + "): run that release, or restore a backup");
    }
    int count = 0;
    for (const Migration& migration : migrations) {
        if (applied.contains(migration.name)) continue;
        Savepoint step(db, "migration");
        db.script(migration.sql);
        db.run("insert into migrations (name) values ($1)", migration.name);
        step.keep();
        ++count;
    }
    return count;
}

std::string not_ours(Db& db, std::vector<Migration> migrations) {
    const std::set<std::string> there = tables_of(db);
    if (there.empty()) return "it is empty";
    if (!has_our_migrations(db)) return "it is another program's";
    const std::set<std::string> applied = applied_in(db);
    sort_migrations(migrations);
    if (migrations.empty() || !applied.contains(migrations.front().name))
        return "it is another program's";
    while (!applied.contains(migrations.back().name))
        migrations.pop_back();  // of an older release
    for (const Migration& migration : migrations)
        if (!applied.contains(migration.name)) return "it lacks " + migration.name;
    const auto whole = open_sqlite(":memory:");
    migrate(*whole, std::move(migrations));
    for (const std::string& table : tables_of(*whole))
        if (!there.contains(table)) return "it lacks the table " + table;
    return "";
}

std::string newest_migration(Db& db) {
    const auto rows = db.run("select name from migrations order by name desc limit 1");
    return rows.empty() ? "" : text(rows[0][0]);
}

}  // namespace qm::store
