// Does something once time is up, unless it is destroyed before.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace qm::net {

// The pending timer owns what it needs: `expire` is never called after the destructor, also
// when the timer had fired already and its handler was only waiting for its turn.
class Deadline {
public:
    Deadline(boost::asio::any_io_executor executor, std::chrono::milliseconds after,
             std::function<void()> expire);
    ~Deadline();
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    bool expired() const;
    std::chrono::milliseconds left() const;  // 0 when expired

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace qm::net
