// Timers as rows: sleeps until the next one is due, or until somebody says things have changed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/sender.hpp"
#include "app/watchdog.hpp"

namespace qm::app {

class DueLoop {
public:
    DueLoop(boost::asio::any_io_executor executor, StoreThread& store, const Clock& clock,
            Sender::SetupSource setup, Sender& sender, Watchdog& watchdog);
    boost::asio::awaitable<void> run();
    void wake();  // a timer was set, or the clock was moved
    void stop();

private:
    boost::asio::awaitable<std::chrono::milliseconds> step();

    StoreThread& store_;
    const Clock& clock_;
    Sender::SetupSource setup_;
    Sender& sender_;
    Watchdog& watchdog_;
    boost::asio::steady_timer timer_;
    bool woken_ = false;
    bool stopping_ = false;
};

}  // namespace qm::app
