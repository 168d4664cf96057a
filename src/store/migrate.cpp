// Brings the tables to this release's form.
// SPDX-License-Identifier: Apache-2.0
#include "store/migrate.hpp"

#include <algorithm>
#include <set>

namespace qm::store {

int migrate(Db& db, std::vector<Migration> migrations) {
    std::sort(migrations.begin(), migrations.end(),
              [](const Migration& a, const Migration& b) { return a.name < b.name; });
    db.script("create table if not exists migrations (name text primary key)");
    std::set<std::string> applied;
    for (const Row& row : db.run("select name from migrations"))
        applied.insert(text(row[0]));
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

std::string newest_migration(Db& db) {
    const auto rows = db.run("select name from migrations order by name desc limit 1");
    return rows.empty() ? "" : text(rows[0][0]);
}

}  // namespace qm::store
