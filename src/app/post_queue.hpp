// What waits for one channel or one person, and which of it goes next. Pure: the time is told.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/post.hpp>

#include "chat/chat.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace qm::app {

struct Queued {
    Post post;
    // Since when it has been refused by a platform that could not show that it meant it.
    std::optional<std::chrono::steady_clock::time_point> no_since;
    std::chrono::steady_clock::time_point not_before{};  // what stands behind it goes first
};

class PostQueue {
public:
    using Time = std::chrono::steady_clock::time_point;

    // Behind everything of its rank; `put_back`: before everything of it.
    void add(Queued queued);
    void put_back(Queued queued);

    struct Next {
        std::optional<Queued> taken;
        std::chrono::milliseconds wait{0};  // nothing may go before
    };
    // The first of the highest rank that may go. New posts keep the pace; an edit may go meanwhile.
    // Nothing taken and no wait: the lane is empty.
    Next next(Time now, const chat::Pace& pace);

    std::size_t size() const;
    std::size_t news() const { return size() - queues_[edits].size(); }  // all but edits
    std::vector<std::string> news_keys() const;
    // Forgetting it changes nothing: it is empty, and the pace has room for a whole burst.
    bool is_rested(Time now) const { return size() == 0 && full_at_ <= now; }

private:
    static constexpr std::size_t edits = static_cast<std::size_t>(Rank::edit);
    std::deque<Queued>& queue_of(const Post& post) {
        return queues_[static_cast<std::size_t>(post.rank)];
    }

    std::array<std::deque<Queued>, edits + 1> queues_;
    Time full_at_{};  // when the posts so far would have gone, one each `every`
};

}  // namespace qm::app
