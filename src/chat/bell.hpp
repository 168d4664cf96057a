// How one coroutine of an adapter waits for another.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace qm::chat {

inline constexpr std::chrono::milliseconds long_wait = std::chrono::hours(1);  // for a bell

// Wakes one coroutine that waits for a change.
class Bell {
public:
    explicit Bell(const boost::asio::any_io_executor& executor) : timer_(executor) {}
    void ring() { timer_.cancel(); }
    // Until the next ring, at most `most`.
    boost::asio::awaitable<void> wait(std::chrono::milliseconds most) {
        timer_.expires_after(most);
        co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }

private:
    boost::asio::steady_timer timer_;
};

}  // namespace qm::chat
