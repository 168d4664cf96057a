// How coroutines of an adapter wait for each other.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <list>
#include <memory>

namespace qm::chat {

inline constexpr std::chrono::milliseconds long_wait = std::chrono::hours(1);  // for a bell

// Wakes all that wait for a change, each of whom has its own time.
class Bell {
public:
    explicit Bell(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}
    void ring() {
        for (boost::asio::steady_timer* timer : *waiting_)
            timer->cancel();
    }
    // Until the next ring, at most `most`.
    boost::asio::awaitable<void> wait(std::chrono::milliseconds most) {
        boost::asio::steady_timer timer(executor_, most);
        const Listed listed(waiting_, &timer);
        co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }

private:
    using List = std::list<boost::asio::steady_timer*>;
    // As long as it waits, however that ends; the bell may end before.
    class Listed {
    public:
        Listed(std::shared_ptr<List> list, boost::asio::steady_timer* timer)
            : list_(std::move(list)), at_(list_->insert(list_->end(), timer)) {}
        ~Listed() { list_->erase(at_); }
        Listed(const Listed&) = delete;
        Listed& operator=(const Listed&) = delete;

    private:
        std::shared_ptr<List> list_;
        List::iterator at_;
    };

    boost::asio::any_io_executor executor_;
    std::shared_ptr<List> waiting_ = std::make_shared<List>();
};

}  // namespace qm::chat
