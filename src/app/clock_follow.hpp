// Follows a sandbox's clock, so that the wall moves for the bot as it does for the people.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/clock.hpp"
#include "net/https.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <string>

namespace qm::app {

class ClockFollow {
public:
    ClockFollow(boost::asio::any_io_executor executor, Clock& clock, std::function<void()> moved);
    boost::asio::awaitable<void> first(std::string url);  // bounded: goes on without after 5 s
    boost::asio::awaitable<void> run();
    void stop();

private:
    boost::asio::awaitable<bool> ask(std::string target);

    boost::asio::any_io_executor executor_;
    Clock& clock_;
    std::function<void()> moved_;
    std::unique_ptr<net::Https> http_;
    boost::asio::steady_timer timer_;
    std::int64_t version_ = -1;
    bool stopping_ = false;
};

}  // namespace qm::app
