// A post may be kept and never told: Mattermost's own database went away between the two. No number
// is missing then, so each channel is looked at again before its mark may have passed, and all of
// them at once after the server was in trouble. SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_json.hpp"
#include "chat/mattermost_room.hpp"

#include <algorithm>

namespace qm::chat {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t at_once_max = 100;  // channels between two pauses
constexpr milliseconds calm{60'000};      // between two back-fills after trouble

}  // namespace

asio::awaitable<void> MattermostRoom::make_rounds(std::shared_ptr<Live> live) {
    while (!live->over) {
        co_await live->looked.wait(options_.timings.look_every);
        if (live->over || live->behind) continue;
        const bool over_it = co_await is_over_it();
        if (over_it) {
            want_backfill(*live);
            continue;
        }
        const auto looked = co_await look_at_some(live);
        if (!looked) round_.clear();  // the next round is soon enough
    }
}

// There was trouble, nobody read since what was missed in it, and the server can look again.
asio::awaitable<bool> MattermostRoom::is_over_it() {
    const milliseconds now = options_.steady();
    const bool lately = shaken_at_.count() != 0 && now - shaken_at_ < calm;
    const std::uint64_t troubles = rest_.troubles();
    if (troubles == troubles_ || lately) co_return false;
    const bool healthy = co_await can_look("", "");
    if (!healthy) co_return false;
    troubles_ = troubles;
    shaken_at_ = now;
    co_return true;
}

asio::awaitable<result<void>> MattermostRoom::look_at_some(std::shared_ptr<Live> live) {
    const auto& timings = options_.timings;
    if (round_.empty()) {
        if (options_.steady() - round_at_ < timings.round_every) co_return result<void>();
        const auto channels = co_await own_channels();
        if (!channels) co_return channels.error();
        round_at_ = options_.steady();
        for (const WireChannel& channel : *channels) {
            if (!channel.is_archived) round_.push_back(channel_of(channel));
        }
        const auto part = static_cast<std::int64_t>(round_.size()) * timings.look_every.count() /
                          std::max<std::int64_t>(timings.round_every.count(), 1);
        at_once_ = std::clamp<std::size_t>(static_cast<std::size_t>(part) + 1, 1, at_once_max);
    }
    std::vector<Channel> some;
    for (std::size_t i = 0; i < at_once_ && !round_.empty(); ++i) {
        some.push_back(std::move(round_.back()));
        round_.pop_back();
    }
    auto complete = co_await read_missed(live, std::move(some));
    co_return complete;
}

}  // namespace qm::chat
