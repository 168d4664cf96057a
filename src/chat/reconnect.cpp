// Back-off with full jitter between a floor and a doubling bound.
// SPDX-License-Identifier: Apache-2.0
#include "chat/reconnect.hpp"

#include <algorithm>
#include <charconv>

namespace qm::chat {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds delay_min{500};
constexpr milliseconds delay_max{60'000};
constexpr milliseconds eager_max{5'000};
constexpr int after_eager = 3;  // doublings: 4 s, and on from there
constexpr milliseconds health{60'000};
constexpr milliseconds unauthorised_delay{60'000};
constexpr seconds retry_after_max{120};
constexpr int doublings_max = 7;  // 500 ms · 2^7 passes 60 s

}  // namespace

milliseconds Reconnect::next(const Ended& ended, double chance) {
    if (ended.healthy >= health) failures_ = 0;
    failures_ = std::min(failures_ + 1, 1'000'000);
    const bool eager = failures_ <= eager_;
    const int doublings = eager || eager_ == 0 ? failures_ : failures_ - eager_ + after_eager;
    const milliseconds bound = std::min(eager ? eager_max : delay_max,
                                        delay_min * (1 << std::min(doublings, doublings_max)));
    const auto span = static_cast<double>((bound - delay_min).count());
    milliseconds delay =
        delay_min + milliseconds(static_cast<long>(std::clamp(chance, 0.0, 1.0) * span));
    if (ended.how == Ending::unauthorised) delay = std::max(delay, unauthorised_delay);
    if (ended.how == Ending::rate_limited)
        delay = std::max<milliseconds>(delay, ended.retry_after.value_or(seconds(1)));
    return delay;
}

seconds retry_after(std::string_view value) {
    long number = 0;
    const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (failure != std::errc() || end != value.data() + value.size() || number < 1)
        return seconds(1);
    return std::min(seconds(number), retry_after_max);
}

}  // namespace qm::chat
