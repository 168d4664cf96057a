// What waits for one channel or one person, and which of it goes next.
// SPDX-License-Identifier: Apache-2.0
#include "app/post_queue.hpp"

#include <algorithm>

namespace qm::app {

void PostQueue::add(Queued queued) {
    queue_of(queued.post).push_back(std::move(queued));
}

void PostQueue::put_back(Queued queued) {
    queue_of(queued.post).push_front(std::move(queued));
}

std::size_t PostQueue::size() const {
    std::size_t count = 0;
    for (const auto& queue : queues_)
        count += queue.size();
    return count;
}

PostQueue::Next PostQueue::next(Time now, const chat::Pace& pace) {
    Next next;
    const auto wait_until = [&](Time then) {
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(then - now);
        if (next.wait.count() == 0 || wait < next.wait) next.wait = wait;
    };
    const Time goes_at = full_at_ - pace.every * (std::max(pace.burst, 1) - 1);
    for (std::size_t rank = 0; rank < queues_.size(); ++rank) {
        std::deque<Queued>& queue = queues_[rank];
        const auto free = std::ranges::find_if(
            queue, [now](const Queued& queued) { return queued.not_before <= now; });
        for (auto one = queue.begin(); one != free; ++one)
            wait_until(one->not_before);
        if (free == queue.end()) continue;
        if (rank != edits && goes_at > now) {
            wait_until(goes_at);
            continue;
        }
        if (rank != edits) full_at_ = std::max(full_at_, now) + pace.every;
        next.taken = std::move(*free);
        queue.erase(free);
        next.wait = std::chrono::milliseconds{0};
        return next;
    }
    return next;
}

std::vector<std::string> PostQueue::news_keys() const {
    std::vector<std::string> keys;
    for (std::size_t rank = 0; rank < edits; ++rank) {
        for (const Queued& queued : queues_[rank])
            keys.push_back(queued.post.key);
    }
    return keys;
}

}  // namespace qm::app
