// Does something once time is up, unless it is destroyed before.
// SPDX-License-Identifier: Apache-2.0
#include "net/deadline.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>

namespace qm::net {

struct Deadline::State {
    boost::asio::steady_timer timer;
    std::function<void()> expire;
    bool expired = false;
};

Deadline::Deadline(boost::asio::any_io_executor executor, std::chrono::milliseconds after,
                   std::function<void()> expire)
    : state_(new State{boost::asio::steady_timer(executor, after), std::move(expire)}) {
    state_->timer.async_wait([state = state_](boost::system::error_code ec) {
        if (ec || !state->expire) return;
        state->expired = true;
        state->expire();
    });
}

Deadline::~Deadline() {
    state_->expire = nullptr;
    state_->timer.cancel();
}

bool Deadline::expired() const {
    return state_->expired;
}

std::chrono::milliseconds Deadline::left() const {
    auto left = state_->timer.expiry() - std::chrono::steady_clock::now();
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(left),
                    std::chrono::milliseconds(0));
}

}  // namespace qm::net
