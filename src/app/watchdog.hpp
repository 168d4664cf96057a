// Each minute: is every open request attended? Tells the figures, and an address outside that
// raises an alarm when it has not heard of us.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/clock.hpp"
#include "app/sender.hpp"
#include "net/https.hpp"

#include <memory>
#include <string>

namespace qm::app {

struct WatchFigures {
    std::int64_t open = 0;
    std::int64_t unattended = 0;    // as the last look found it, before it mended
    std::uint64_t found_total = 0;  // since the start
    std::uint64_t mended_total = 0;
    std::int64_t last_unix = 0;  // of the last proof; 0: none yet
    std::uint64_t heartbeats_failed = 0;
};

class Watchdog {
public:
    Watchdog(boost::asio::any_io_executor executor, StoreThread& store, const Clock& clock,
             Sender::SetupSource setup, Sender& sender);
    // https://host/path; empty: no heartbeat. Kept secret: it may hold a key.
    result<void> use(const std::string& heartbeat_url);

    // A proof when the last one is a minute old; called whenever no timer is due.
    boost::asio::awaitable<void> look();
    std::chrono::milliseconds due_in() const;  // 0: now
    // Why the proof is not to be trusted: it is older than three minutes. Empty: all is well.
    std::string trouble() const;
    WatchFigures figures() const { return figures_; }

private:
    boost::asio::awaitable<void> beat();

    boost::asio::any_io_executor executor_;
    StoreThread& store_;
    const Clock& clock_;
    Sender::SetupSource setup_;
    Sender& sender_;
    std::unique_ptr<net::Https> heartbeat_;
    std::string target_;
    bool beating_ = false;
    Steady started_;
    Steady last_{};
    WatchFigures figures_;
};

}  // namespace qm::app
