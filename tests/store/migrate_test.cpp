// Every migration, killed after each of its statements, and failed there: the next start brings the
// tables to the same form as if nothing had happened, with the rows that were there.
// SPDX-License-Identifier: Apache-2.0
#include "support/engines.hpp"

#include <algorithm>
#include <sys/wait.h>
#include <unistd.h>

namespace qm::store::tests {
namespace {

// The script's text up to the end of each statement.
std::vector<std::string> beginnings(std::string_view sql) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at < sql.size();) {
        const std::size_t end = std::min(sql.find('\n', at), sql.size());
        std::string_view line = sql.substr(at, end - at);
        line = line.substr(0, line.find("--"));
        while (line.ends_with(' '))
            line.remove_suffix(1);
        at = end + 1;
        if (line.ends_with(';')) all.emplace_back(sql.substr(0, end));
    }
    return all;
}

std::vector<std::string> tables_in(Db& db) {
    std::vector<std::string> all;
    for (const Row& row : db.run("select name from sqlite_master where type = 'table'"))
        all.push_back(text(row[0]));
    return all;
}

std::string form_of(Db& db) {
    std::string all;
    for (const Row& row : db.run("select name, sql from sqlite_master order by name"))
        all += text(row[0]) + ": " + text(row[1]) + "\n";
    return all;
}

std::vector<Migration> sorted_migrations() {
    auto all = migrations();
    std::sort(all.begin(), all.end(),
              [](const Migration& a, const Migration& b) { return a.name < b.name; });
    return all;
}

std::vector<Migration> before(const std::vector<Migration>& all, std::size_t count) {
    return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)};
}

// As the program does it, but killed after `part`: nothing of a connection is closed or flushed.
void kill_after(const std::string& file, const std::string& part) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        auto db = open_sqlite(file);
        Savepoint step(*db, "migration");
        db->script(part);
        ::_exit(9);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 9) << part;
}

TEST(MigrateFaults, KilledAfterEachStatementOfEachMigration) {
    const auto all = sorted_migrations();
    auto whole = open_sqlite(":memory:");
    migrate(*whole, all);
    const std::string form = form_of(*whole);
    int killed = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        Folder folder;
        const std::string file = folder.file("quartermaster.db");
        {
            auto db = open_sqlite(file);
            migrate(*db, before(all, i));
            if (i > 0) set_meta(*db, "kept", all[i].name);
        }
        for (const std::string& part : beginnings(all[i].sql)) {
            kill_after(file, part);
            ++killed;
            auto db = open_sqlite(file);
            EXPECT_EQ(migrate(*db, before(all, i)), 0) << all[i].name << " left half of itself";
            EXPECT_EQ(db->broken(), "");
        }
        auto db = open_sqlite(file);
        EXPECT_EQ(migrate(*db, all), static_cast<int>(all.size() - i));
        EXPECT_EQ(form_of(*db), form) << all[i].name;
        EXPECT_EQ(newest_migration(*db), all.back().name);
        EXPECT_EQ(meta(*db, "kept"), i > 0 ? all[i].name : "");
    }
    EXPECT_GE(killed, 40);
}

TEST(MigrateFaults, OneThatFailsHalfwayLeavesTheFormBefore) {
    const auto all = sorted_migrations();
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto db = open_sqlite(":memory:");
        migrate(*db, before(all, i));
        const std::string form = form_of(*db);
        for (const std::string& part : beginnings(all[i].sql)) {
            auto wrong = before(all, i + 1);
            const std::string sql = part + "\nselect * from no_such_table;";
            wrong.back().sql = sql;
            EXPECT_THROW(migrate(*db, wrong), Error);
            EXPECT_EQ(form_of(*db), form) << all[i].name;
        }
        EXPECT_EQ(migrate(*db, all), static_cast<int>(all.size() - i));
    }
}

TEST(NotOurs, WhatEveryReleaseWroteIsOurs) {
    const auto all = sorted_migrations();
    for (std::size_t i = 1; i <= all.size(); ++i) {
        auto db = open_sqlite(":memory:");
        migrate(*db, before(all, i));
        const std::string form = form_of(*db);
        EXPECT_EQ(not_ours(*db, all), "") << all[i - 1].name;
        EXPECT_EQ(form_of(*db), form) << "nothing is changed";
    }
}

// That a newer release wrote it is said elsewhere.
TEST(NotOurs, OneOfANewerReleaseIsOurs) {
    auto db = open_sqlite(":memory:");
    migrate(*db, sorted_migrations());
    db->run("insert into migrations (name) values ('9999_later.sql')");
    EXPECT_EQ(not_ours(*db, sorted_migrations()), "");
}

TEST(NotOurs, AnEmptyOneAndOthersAreNot) {
    const auto all = sorted_migrations();
    const std::string table = "create table migrations (name text); ";
    const std::string one = "insert into migrations values ";
    for (const std::string& script : std::vector<std::string>{
             "", "create table requests (id text)", table,
             "create table migrations (version integer)", table + one + "('0000_other.sql')",
             table + one + "('" + all[0].name + "')"}) {
        auto db = open_sqlite(":memory:");
        db->script(script);
        EXPECT_NE(not_ours(*db, all), "") << script;
    }
}

TEST(NotOurs, OneThatLacksATableOrAMigrationIsNot) {
    const auto all = sorted_migrations();
    auto whole = open_sqlite(":memory:");
    migrate(*whole, all);
    const auto tables = tables_in(*whole);
    EXPECT_GT(tables.size(), 10u);
    for (const std::string& table : tables) {
        if (table.starts_with("sqlite_")) continue;
        auto db = open_sqlite(":memory:");
        migrate(*db, all);
        db->script("pragma foreign_keys = off; drop table \"" + table + "\"");
        EXPECT_NE(not_ours(*db, all), "") << table;
    }
    whole->run("delete from migrations where name = $1", all[1].name);
    EXPECT_NE(not_ours(*whole, all).find(all[1].name), std::string::npos);
}

}  // namespace
}  // namespace qm::store::tests
