// The store's thread: one connection, many events in one commit.
// SPDX-License-Identifier: Apache-2.0
#include "app/store_thread.hpp"

#include "app/log.hpp"

namespace qm::app {
namespace {

constexpr std::size_t group_max = 64;    // events in one commit
constexpr std::size_t queue_max = 4096;  // beyond, the caller is refused and comes again
constexpr std::size_t lazy_max = 1024;   // counters and marks that wait for a commit
constexpr std::chrono::seconds lazy_wait{2};
constexpr int backup_pages = 256;

}  // namespace

StoreThread::StoreThread(boost::asio::any_io_executor executor, std::unique_ptr<store::Db> db)
    : executor_(std::move(executor)), db_(std::move(db)), thread_([this] { run(); }) {}

StoreThread::~StoreThread() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void StoreThread::write_sometime(std::function<void(store::Db&)> job) {
    Item item;
    item.eager = false;
    item.job = std::move(job);
    item.done = [](std::exception_ptr) {
    };
    push(std::move(item));
}

boost::asio::awaitable<void> StoreThread::copy_to(std::string path) {
    auto copy = std::make_shared<std::unique_ptr<store::Backup>>();
    bool done = false;
    while (!done) {
        std::function<bool(store::Db&)> step = [copy, path](store::Db& db) {
            if (!*copy) *copy = db.backup(path);
            const bool last = (*copy)->step(backup_pages);
            if (last) copy->reset();
            return last;
        };
        done = co_await read<bool>(std::move(step));
    }
}

StoreFigures StoreThread::figures() const {
    const std::lock_guard lock(mutex_);
    return figures_;
}

void StoreThread::push(Item item) {
    const std::function<void(std::exception_ptr)> done = item.done;
    {
        const std::lock_guard lock(mutex_);
        if (queue_.size() < (item.eager ? queue_max : lazy_max)) {
            eager_ += item.eager ? 1 : 0;
            queue_.push_back(std::move(item));
            wake_.notify_all();
            return;
        }
        ++figures_.failed;
    }
    done(std::make_exception_ptr(
        store::Error(store::Error::Kind::locked, "the store's queue is full: come again")));
}

void StoreThread::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        // Marks and counters alone are not worth a sync of their own: they wait for company.
        if (eager_ == 0 && !stopping_)
            wake_.wait_for(lock, lazy_wait, [this] { return stopping_ || eager_ > 0; });
        if (queue_.empty()) {
            if (stopping_) return;
            continue;
        }
        std::deque<Item> group;
        while (!queue_.empty() && group.size() < group_max) {
            eager_ -= queue_.front().eager ? 1 : 0;
            group.push_back(std::move(queue_.front()));
            queue_.pop_front();
        }
        lock.unlock();
        run_group(std::move(group));
        lock.lock();
    }
}

void StoreThread::run_job(Item& item, std::exception_ptr& error) {
    try {
        if (!item.writes) return item.job(*db_);
        store::Savepoint step(*db_, "event");
        item.job(*db_);
        step.keep();
    } catch (...) {
        error = std::current_exception();
    }
}

// Reads first: they wait for no commit, and see nothing that might still be rolled back.
void StoreThread::run_group(std::deque<Item> group) {
    std::vector<Item> writes;
    for (Item& item : group) {
        if (item.writes) {
            writes.push_back(std::move(item));
            continue;
        }
        std::exception_ptr error;
        run_job(item, error);
        item.done(error);
    }
    if (!writes.empty()) run_writes(std::move(writes));
}

void StoreThread::run_writes(std::vector<Item> writes) {
    std::vector<std::exception_ptr> errors(writes.size());
    try {
        db_->run("begin immediate");
        for (std::size_t i = 0; i < writes.size(); ++i)
            run_job(writes[i], errors[i]);
        db_->run("commit");
    } catch (const store::Error& failure) {
        log::error("commit failed", {{"why", failure.what()}});
        errors.assign(writes.size(), std::current_exception());
        try {
            db_->script("rollback");
        } catch (const store::Error&) {
            // SQLite has rolled back by itself already.
        }
    }
    {
        const std::lock_guard lock(mutex_);
        ++figures_.commits;
        figures_.writes += writes.size();
        for (const std::exception_ptr& error : errors)
            figures_.failed += error ? 1 : 0;
    }
    for (std::size_t i = 0; i < writes.size(); ++i)
        writes[i].done(errors[i]);
}

}  // namespace qm::app
