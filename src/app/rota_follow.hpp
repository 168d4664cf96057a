// Reads the calendars that teams follow, every ten minutes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/clock.hpp"
#include "app/config.hpp"
#include "app/sender.hpp"
#include "core/rota_file.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <map>
#include <string>

namespace qm::app {

class RotaFollow {
public:
    // `changed` is called after each round in which something was taken or is to be said.
    RotaFollow(boost::asio::any_io_executor executor, StoreThread& store, const Clock& clock,
               Sender::SetupSource setup, std::function<void()> changed);

    void use(const Config& config);  // at once, when the loop runs
    boost::asio::awaitable<void> run();
    void stop();
    boost::asio::awaitable<void> round();  // once; `run` calls it

private:
    struct Fetched {
        std::string text;
        std::string why;  // empty: text is a calendar
    };

    boost::asio::awaitable<void> look(TeamId team, std::string url);
    boost::asio::awaitable<Fetched> fetch(std::string url);

    boost::asio::any_io_executor executor_;
    StoreThread& store_;
    const Clock& clock_;
    Sender::SetupSource setup_;
    std::function<void()> changed_;
    std::map<std::string, std::string> follows_;  // team → address
    boost::asio::thread_pool pool_{1};            // a calendar that repeats may take a second
    boost::asio::steady_timer timer_;
    bool woken_ = false;
    bool stopping_ = false;
};

}  // namespace qm::app
