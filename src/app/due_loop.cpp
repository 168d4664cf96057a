// Timers as rows.
// SPDX-License-Identifier: Apache-2.0
#include "app/due_loop.hpp"

#include "app/log.hpp"

#include <boost/asio/as_tuple.hpp>

#include <algorithm>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr int due_max = 100;  // timers in one transaction
constexpr milliseconds due_after_failure{2'000};

}  // namespace

DueLoop::DueLoop(asio::any_io_executor executor, StoreThread& store, const Clock& clock,
                 Sender::SetupSource setup, Sender& sender, Watchdog& watchdog)
    : store_(store),
      clock_(clock),
      setup_(std::move(setup)),
      sender_(sender),
      watchdog_(watchdog),
      timer_(std::move(executor)) {}

void DueLoop::wake() {
    woken_ = true;
    timer_.cancel();
}

void DueLoop::stop() {
    stopping_ = true;
    timer_.cancel();
}

asio::awaitable<milliseconds> DueLoop::step() {
    const Instant now = clock_.wall();
    std::function<std::optional<Instant>(store::Db&)> look = [](store::Db& db) {
        return store::next_due(db);
    };
    std::optional<Instant> next = co_await store_.read<std::optional<Instant>>(std::move(look));
    if (next && *next <= now) {
        std::function<std::vector<Post>(store::Db&)> job = [setup = setup_(), now](store::Db& db) {
            return desk::Desk(db, *setup).run_due(now, due_max);
        };
        std::vector<Post> posts = co_await store_.write<std::vector<Post>>(std::move(job));
        sender_.send(std::move(posts));
        sender_.poke();
        co_return milliseconds{0};
    }
    co_await watchdog_.look();
    const milliseconds proof = std::max(watchdog_.due_in(), milliseconds{1});
    if (!next) co_return proof;
    // The wall clock counts whole seconds here: wake just after the second begins.
    const milliseconds until{(to_unix(*next) * 1000) - clock_.wall_ms()};
    co_return std::clamp(until, milliseconds{1}, proof);
}

asio::awaitable<void> DueLoop::run() {
    while (!stopping_) {
        woken_ = false;
        milliseconds wait = due_after_failure;
        try {
            wait = co_await step();
        } catch (const std::exception& error) {
            log::error("timers failed", {{"why", error.what()}});
        }
        if (wait.count() == 0 || woken_ || stopping_) continue;
        timer_.expires_after(wait);
        auto [code] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
        (void)code;
    }
}

}  // namespace qm::app
