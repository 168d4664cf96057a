// A loop of one thread, run by the test itself until a coroutine has ended.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <optional>

namespace qm::net::test {

namespace asio = boost::asio;
using std::chrono::milliseconds;

// Every test is bounded: what hangs fails after this.
inline constexpr std::chrono::seconds bound{20};

// Runs `job` to its end on `loop`. Fails the test, and returns false, when it does not end.
inline bool run(asio::io_context& loop, std::function<asio::awaitable<void>()> job,
                std::chrono::milliseconds within = bound) {
    bool ended = false;
    std::exception_ptr thrown;
    asio::co_spawn(loop, job(), [&](std::exception_ptr error) {
        ended = true;
        thrown = error;
    });
    auto until = std::chrono::steady_clock::now() + within;
    loop.restart();
    while (!ended && std::chrono::steady_clock::now() < until) {
        loop.run_one_until(until);
        if (loop.stopped()) loop.restart();
    }
    EXPECT_TRUE(ended) << "the coroutine did not end in time";
    EXPECT_FALSE(thrown) << "the coroutine threw";
    return ended;
}

}  // namespace qm::net::test
