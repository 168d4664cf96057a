// The contract of Db, on every engine: what PostgreSQL must keep too when it comes.
// SPDX-License-Identifier: Apache-2.0
#include "support/engines.hpp"

#include <fstream>
#include <limits>

namespace qm::store::tests {
namespace {

class DbContract : public Store {
protected:
    void SetUp() override {
        Store::SetUp();
        db_->script("create table things (name text primary key, size bigint, words text)");
    }
    std::int64_t count() { return number(db_->run("select count(*) from things")[0][0]); }
};
INSTANTIATE_TEST_SUITE_P(Engines, DbContract, engines(), engine_name);

TEST_P(DbContract, ParametersGoByNumberInAnyOrder) {
    db_->run("insert into things (words, name, size) values ($3, $1, $2)", std::string("a"),
             std::int64_t{7}, std::string("first"));
    const auto rows =
        db_->run("select name, size, words from things where size = $2 and words = $1 and $2 = 7",
                 std::string("first"), std::int64_t{7});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(text(rows[0][0]), "a");
    EXPECT_EQ(number(rows[0][1]), 7);
    EXPECT_EQ(text(rows[0][2]), "first");
}

TEST_P(DbContract, ConflictReturnsNothingAndAnUpdateReturnsTheRow) {
    const std::string sql =
        "insert into things (name, size) values ($1, $2) on conflict (name) do nothing returning "
        "name";
    EXPECT_EQ(db_->run(sql, std::string("a"), std::int64_t{1}).size(), 1U);
    EXPECT_EQ(db_->run(sql, std::string("a"), std::int64_t{2}).size(), 0U);
    const auto swapped =
        db_->run("update things set size = $2 where name = $1 and size = $3 returning size",
                 std::string("a"), std::int64_t{5}, std::int64_t{1});
    ASSERT_EQ(swapped.size(), 1U);
    EXPECT_EQ(number(swapped[0][0]), 5);
}

TEST_P(DbContract, NullBigNumbersAndForeignLettersComeBack) {
    const std::string words = "é 😀 \"'; drop table things; -- ’\n\t";
    const std::int64_t big = std::numeric_limits<std::int64_t>::max();
    db_->run("insert into things (name, size, words) values ($1, $2, $3)", std::string("a"), big,
             words);
    db_->run("insert into things (name, size, words) values ($1, $2, $3)", std::string(""),
             std::monostate{}, std::string(""));
    const auto rows = db_->run("select size, words from things order by name desc");
    EXPECT_EQ(number(rows[0][0]), big);
    EXPECT_EQ(text(rows[0][1]), words);
    EXPECT_TRUE(std::holds_alternative<std::monostate>(rows[1][0]));
    EXPECT_EQ(number(rows[1][0]), 0);
    EXPECT_TRUE(std::holds_alternative<std::string>(rows[1][1]));  // "" is not null
}

TEST_P(DbContract, SavepointsNestAndRollBack) {
    db_->script("begin");
    {
        Savepoint outer(*db_, "outer");
        db_->run("insert into things (name) values ('kept')");
        {
            Savepoint inner(*db_, "inner");
            db_->run("insert into things (name) values ('lost')");
        }
        {
            Savepoint inner(*db_, "inner");
            db_->run("insert into things (name) values ('kept too')");
            inner.keep();
        }
        outer.keep();
    }
    db_->script("commit");
    EXPECT_EQ(count(), 2);
    EXPECT_TRUE(db_->run("select 1 from things where name = 'lost'").empty());
}

TEST_P(DbContract, AnEventThatThrowsTakesOnlyItsOwnRowsWithIt) {
    db_->script("begin");
    {
        Savepoint first(*db_, "event");
        db_->run("insert into things (name) values ('first')");
        first.keep();
    }
    try {
        Savepoint second(*db_, "event");
        db_->run("insert into things (name) values ('second')");
        db_->run("insert into things (name) values ('first')");
        second.keep();
        FAIL() << "a double key must throw";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::other);
    }
    db_->script("commit");
    EXPECT_EQ(count(), 1);
}

TEST_P(DbContract, IsUsableAfterAnError) {
    EXPECT_THROW(db_->run("select nonsense from nowhere"), Error);
    EXPECT_THROW(db_->script("create tabel x"), Error);
    db_->run("insert into things (name) values ('a')");
    EXPECT_EQ(count(), 1);
}

TEST_P(DbContract, BackupInStepsIsADatabaseWithTheSameRows) {
    for (std::int64_t i = 0; i < 2000; ++i)
        db_->run("insert into things (name, words) values ($1, $2)", std::to_string(i),
                 std::string(200, 'x'));
    const std::string copy = folder.file("copy.db");
    auto backup = db_->backup(copy);
    int steps = 1;
    while (!backup->step(20)) {
        // The bot goes on in between: what is written then is in the copy as well.
        if (steps == 2) db_->run("insert into things (name) values ('between')");
        ASSERT_LT(++steps, 1000);
    }
    backup.reset();
    EXPECT_GT(steps, 3);
    auto other = open_sqlite(copy);
    const std::string sum = "select count(*), sum(length(words)) from things";
    EXPECT_EQ(db_->run(sum), other->run(sum));
    EXPECT_EQ(other->run("select 1 from things where name = 'between'").size(), 1U);
    EXPECT_EQ(text(other->run("pragma integrity_check")[0][0]), "ok");
    EXPECT_EQ(migrate(*other, migrations()), 0);
}

TEST(Sqlite, ASecondOpeningIsRefusedWithWhatToDo) {
    const Folder folder;
    const std::string path = folder.file("one.db");
    auto first = open_sqlite(path);
    migrate(*first, migrations());
    try {
        auto second = open_sqlite(path);
        second->run("select count(*) from meta");
        FAIL() << "two connections to one file";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::locked);
        EXPECT_NE(std::string(error.what()).find("in use by another quartermaster"),
                  std::string::npos)
            << error.what();
    }
    first.reset();
    EXPECT_EQ(migrate(*open_sqlite(path), migrations()), 0);  // free again, and nothing was lost
}

TEST(Sqlite, WhatIsNoDatabaseIsCalledBroken) {
    const Folder folder;
    const std::string path = folder.file("note.db");
    std::ofstream(path) << std::string(4096, 'n');
    try {
        open_sqlite(path)->run("select 1 from meta");
        FAIL() << "a text was opened";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::corrupt) << error.what();
    }
    EXPECT_THROW(open_sqlite(folder.file("no/such/folder.db")), Error);
}

TEST(Sqlite, CommittedRowsOutliveTheConnection) {
    const Folder folder;
    const std::string path = folder.file("one.db");
    {
        auto db = open_sqlite(path);
        migrate(*db, migrations());
        db->script("begin immediate");
        set_meta(*db, "kept", "yes");
        db->script("commit");
        db->script("begin immediate");
        set_meta(*db, "lost", "yes");
    }
    auto db = open_sqlite(path);
    EXPECT_EQ(meta(*db, "kept"), "yes");
    EXPECT_EQ(meta(*db, "lost"), "");
}

TEST(Migrate, AppliesEachOnceAndInOrder) {
    auto db = open_sqlite(":memory:");
    std::vector<Migration> steps = {{"0002_b.sql", "alter table t add column b text"},
                                    {"0001_a.sql", "create table t (a text)"}};
    EXPECT_EQ(migrate(*db, steps), 2);
    EXPECT_EQ(migrate(*db, steps), 0);
    steps.push_back({"0003_c.sql", "alter table t add column c text"});
    EXPECT_EQ(migrate(*db, steps), 1);
    EXPECT_EQ(db->run("select a, b, c from t").size(), 0U);
}

TEST(Migrate, RefusesTheDataOfANewerRelease) {
    auto db = open_sqlite(":memory:");
    auto newer = migrations();
    newer.push_back({"9999_later.sql", "create table later (a text)"});
    migrate(*db, newer);
    try {
        migrate(*db, migrations());
        FAIL() << "a newer form was accepted";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("newer release (9999_later.sql)"),
                  std::string::npos);
    }
}

TEST(Migrate, AnInterruptedOneLeavesTheFormBefore) {
    auto db = open_sqlite(":memory:");
    auto steps = migrations();
    migrate(*db, steps);
    set_meta(*db, "kept", "yes");
    auto broken = steps;
    broken.push_back({"0002_broken.sql",
                      "create table half (a text); insert into half values ('x');"
                      "create table meta (again text)"});
    EXPECT_THROW(migrate(*db, broken), Error);
    EXPECT_THROW(db->run("select * from half"), Error);
    EXPECT_EQ(meta(*db, "kept"), "yes");
    EXPECT_EQ(migrate(*db, steps), 0);  // the release before still runs on it
}

}  // namespace
}  // namespace qm::store::tests
