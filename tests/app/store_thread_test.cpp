// The store's thread: one commit for many, each in a savepoint; nobody is told before the commit.
// SPDX-License-Identifier: Apache-2.0
#include "app/store_thread.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace qm::app {
namespace {

namespace asio = boost::asio;

std::unique_ptr<store::Db> fresh() {
    auto db = store::open_sqlite(":memory:");
    db->script("create table t (n bigint primary key)");
    return db;
}

asio::awaitable<void> insert(StoreThread& store, std::int64_t n, int* done, int* failed) {
    std::function<int(store::Db&)> job = [n](store::Db& db) {
        db.run("insert into t (n) values ($1)", n);
        if (n % 10 == 7) throw std::runtime_error("our own mistake");
        return 1;
    };
    try {
        *done += co_await store.write<int>(std::move(job));
    } catch (const std::exception&) {
        ++*failed;
    }
}

asio::awaitable<void> count(StoreThread& store, std::int64_t* rows) {
    std::function<std::int64_t(store::Db&)> job = [](store::Db& db) {
        return store::number(db.run("select count(*) from t")[0][0]);
    };
    *rows = co_await store.read<std::int64_t>(std::move(job));
}

TEST(StoreThread, SharesACommitAndRollsBackOnlyWhatThrew) {
    asio::io_context context;
    int done = 0, failed = 0;
    std::int64_t rows = 0;
    {
        StoreThread store(context.get_executor(), fresh());
        for (std::int64_t n = 0; n < 200; ++n)
            asio::co_spawn(context, insert(store, n, &done, &failed), asio::detached);
        auto guard = asio::make_work_guard(context);
        while (done + failed < 200)
            context.run_one();
        asio::co_spawn(context, count(store, &rows), [&](std::exception_ptr) { guard.reset(); });
        context.run();
        EXPECT_LT(store.figures().commits, 200u);
        EXPECT_EQ(store.figures().failed, 20u);
    }
    EXPECT_EQ(done, 180);
    EXPECT_EQ(failed, 20);
    EXPECT_EQ(rows, 180);
}

TEST(StoreThread, AFailedCommitIsToldToEverybodyInIt) {
    asio::io_context context;
    int done = 0, failed = 0;
    {
        StoreThread store(context.get_executor(), fresh());
        std::function<int(store::Db&)> job = [](store::Db& db) {
            db.script("rollback");  // the commit that follows has no transaction any more
            return 1;
        };
        auto breaks = [&]() -> asio::awaitable<void> {
            try {
                done += co_await store.write<int>(job);
            } catch (const std::exception&) {
                ++failed;
            }
        };
        asio::co_spawn(context, breaks, asio::detached);
        asio::co_spawn(context, insert(store, 1, &done, &failed), asio::detached);
        auto guard = asio::make_work_guard(context);
        while (done + failed < 2)
            context.run_one();
        guard.reset();
        context.run();
    }
    EXPECT_GE(failed, 1);
}

TEST(StoreThread, WhatWaitsForCompanyIsWrittenBeforeTheEnd) {
    asio::io_context context;
    auto db = store::open_sqlite(":memory:");
    store::Db& raw = *db;
    raw.script("create table t (n bigint primary key)");
    bool written = false;
    {
        StoreThread store(context.get_executor(), std::move(db));
        store.write_sometime([&written](store::Db& inside) {
            inside.run("insert into t (n) values ($1)", std::int64_t{1});
            written = true;
        });
    }
    EXPECT_TRUE(written);
}

}  // namespace
}  // namespace qm::app
