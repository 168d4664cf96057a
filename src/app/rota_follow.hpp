// Reads the calendars that teams follow, and those of who is away, every ten minutes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/calendar_text.hpp"
#include "app/clock.hpp"
#include "app/config.hpp"
#include "app/sender.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

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
    boost::asio::awaitable<void> look(TeamId team, std::string url);
    boost::asio::awaitable<void> look_who_is_away(AbsenceCalendar calendar);
    boost::asio::awaitable<CalendarText> read(std::string address);

    boost::asio::any_io_executor executor_;
    StoreThread& store_;
    const Clock& clock_;
    Sender::SetupSource setup_;
    std::function<void()> changed_;
    std::map<std::string, std::string> follows_;  // team → address
    std::vector<AbsenceCalendar> absences_;
    boost::asio::thread_pool pool_{1};  // a calendar that repeats may take a second
    boost::asio::steady_timer timer_;
    bool woken_ = false;
    bool stopping_ = false;
};

}  // namespace qm::app
