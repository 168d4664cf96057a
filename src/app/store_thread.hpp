// The store's thread: one connection, many events in one commit (design.md rule 2).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/db.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace qm::app {

struct StoreFigures {
    std::uint64_t commits = 0;
    std::uint64_t writes = 0;
    std::uint64_t failed = 0;
};

class StoreThread {
public:
    // Owns the connection; calls back on `executor` (the loop's thread).
    StoreThread(boost::asio::any_io_executor executor, std::unique_ptr<store::Db> db);
    ~StoreThread();  // finishes what is queued
    StoreThread(const StoreThread&) = delete;
    StoreThread& operator=(const StoreThread&) = delete;

    // Runs inside the next group's transaction, in a savepoint of its own; resumes after the
    // commit. What the job throws is rolled back and thrown to the caller; so is a failed commit,
    // to everybody in its group.
    template <class T>
    boost::asio::awaitable<T> write(std::function<T(store::Db&)> job) {
        return submit<T>(std::move(job), true);
    }

    // Runs between commits and must not write.
    template <class T>
    boost::asio::awaitable<T> read(std::function<T(store::Db&)> job) {
        return submit<T>(std::move(job), false);
    }

    // Joins the next commit; nobody waits, and when the disk is full it is dropped and counted.
    void write_sometime(std::function<void(store::Db&)> job);

    // A copy of the database, in steps between commits: events go on meanwhile.
    boost::asio::awaitable<void> copy_to(std::string path);

    StoreFigures figures() const;

private:
    struct Item {
        bool writes = true;
        bool eager = true;  // false: it waits for a group that is committed anyway
        std::function<void(store::Db&)> job;
        std::function<void(std::exception_ptr)> done;  // called on the store's thread
    };

    template <class T>
    boost::asio::awaitable<T> submit(std::function<T(store::Db&)> job, bool writes) {
        struct Shared {
            std::function<T(store::Db&)> job;
            T value{};
        };
        auto shared = std::make_shared<Shared>();
        shared->job = std::move(job);
        auto start = [this, shared, writes](auto handler) {
            auto held = std::make_shared<decltype(handler)>(std::move(handler));
            Item item;
            item.writes = writes;
            item.job = [shared](store::Db& db) {
                shared->value = shared->job(db);
            };
            item.done = [this, shared, held](std::exception_ptr error) {
                boost::asio::post(executor_, [shared, held, error] {
                    std::move (*held)(error, std::move(shared->value));
                });
            };
            push(std::move(item));
        };
        return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                           void(std::exception_ptr, T)>(std::move(start),
                                                                        boost::asio::use_awaitable);
    }

    void push(Item item);
    void run();
    void run_group(std::deque<Item> group);
    void run_writes(std::vector<Item> writes);
    void run_job(Item& item, std::exception_ptr& error);

    boost::asio::any_io_executor executor_;
    std::unique_ptr<store::Db> db_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Item> queue_;
    std::size_t eager_ = 0;
    bool stopping_ = false;
    StoreFigures figures_;
    std::thread thread_;
};

}  // namespace qm::app
