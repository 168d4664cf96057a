// SPDX-License-Identifier: Apache-2.0
#include "chat/slack_backfill.hpp"

#include "chat/backfill.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace qm::chat {

SlackBackfill::SlackBackfill(const Known& known) {
    const std::int64_t oldest = known.now_ms - backfill_age_max_ms;
    std::map<std::string, std::int64_t> from;
    for (const std::string& channel : known.channels)
        from[channel] = std::max(known.first_start_ms - 60'000, oldest);
    std::int64_t earliest = known.now_ms;
    for (const Mark& mark : known.marks) {
        const auto found = from.find(mark.channel.value);
        if (found == from.end()) continue;  // we are not there any more
        found->second = std::max(mark.anchor_ms - backfill_overlap_ms, oldest);
        earliest = std::min(earliest, found->second);
    }
    const std::size_t threads = std::min(known.threads.size(), slack_threads_max);
    for (std::size_t i = 0; i < threads; ++i) {
        const SlackPlace place = slack_place(known.threads[i].value);
        if (place.ts.empty() || !from.contains(place.channel)) continue;
        places_.push_back({place.channel, place.ts, std::max<std::int64_t>(earliest, 0), ""});
    }
    for (const auto& [channel, since] : from)
        places_.push_back({channel, "", std::max<std::int64_t>(since, 0), ""});
}

void SlackBackfill::page(std::vector<SlackMessage> messages, std::string cursor) {
    if (done()) return;
    std::ranges::move(messages, std::back_inserter(got_));
    const bool more = !cursor.empty();
    if (more && ++pages_ < slack_pages_max) {
        places_.front().cursor = std::move(cursor);
        return;
    }
    cut_ = cut_ || more;
    finish();
}

void SlackBackfill::gone() {
    if (done()) return;
    got_.clear();
    finish();
}

void SlackBackfill::finish() {
    const SlackFetch place = std::move(places_.front());
    places_.pop_front();
    pages_ = 0;
    took_thread_ = !place.root.empty();
    // A thread's root comes with each page, however old it is.
    std::erase_if(got_, [&](const SlackMessage& message) {
        const bool changed = message.gone || slack_ms(message.edited) >= place.from_ms;
        return took_thread_ && slack_ms(message.ts) < place.from_ms && !changed;
    });
    std::ranges::sort(got_, {}, [](const SlackMessage& message) {
        return std::pair(slack_ms(message.ts), message.ts);
    });
    const auto twice = std::ranges::unique(got_, {}, &SlackMessage::ts);
    got_.erase(twice.begin(), twice.end());
    ready_ = std::exchange(got_, {});
}

std::vector<SlackMessage> SlackBackfill::take() {
    return std::exchange(ready_, {});
}

}  // namespace qm::chat
