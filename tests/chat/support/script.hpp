// What a test of an adapter does beside it: on one loop, waiting for what is to happen.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <functional>

namespace qm::chat::test {

namespace asio = boost::asio;
using std::chrono::milliseconds;

struct Script {
    asio::io_context loop;

    static milliseconds steady() {
        return std::chrono::duration_cast<milliseconds>(
            std::chrono::steady_clock::now().time_since_epoch());
    }
    // False: it did not within seconds.
    asio::awaitable<bool> until(std::function<bool()> done, milliseconds each = milliseconds(5)) {
        asio::steady_timer timer(loop);
        for (int i = 0; i < 1'500 && !done(); ++i) {
            timer.expires_after(each);
            co_await timer.async_wait(asio::use_awaitable);
        }
        co_return done();
    }
};

}  // namespace qm::chat::test
