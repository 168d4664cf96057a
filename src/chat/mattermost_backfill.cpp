// Reads what was missed, at every new connection and at every gap, in the order of time.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_json.hpp"
#include "chat/mattermost_room.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <iterator>

namespace qm::chat {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr int tries_max = 5;
constexpr std::size_t held_max = 20'000;  // posts of all channels that wait for their turn

std::string target_of(const std::string& channel, const Fetch& fetch) {
    if (fetch.what == Fetch::What::anchor) return "/posts/" + fetch.post;
    std::string target = "/channels/" + channel + "/posts?page=" + std::to_string(fetch.page) +
                         "&per_page=" + std::to_string(backfill_page) + "&skipFetchThreads=true";
    if (fetch.what == Fetch::What::after) target += "&after=" + fetch.post;
    if (fetch.what == Fetch::What::before) target += "&before=" + fetch.post;
    return target;
}

}  // namespace

asio::awaitable<void> MattermostRoom::backfill(std::shared_ptr<Live> live) {
    int failures = 0;
    while (!live->over) {
        if (!live->wanted) {
            co_await live->wanted_now.wait(long_wait);
            continue;
        }
        live->wanted = false;
        const auto complete = co_await backfill_all(live);
        if (live->over) co_return;
        if (complete) {
            failures = 0;
            live->behind = live->wanted;  // a gap since then has asked again
            const auto reread = co_await reread_threads(live);
            if (!reread && !live->over)
                note("What was edited meanwhile is not known: " + reread.error().what);
            continue;
        }
        note("Reading what was missed failed: " + complete.error().what);
        if (++failures == tries_max) {
            co_await drop(live, Ending::failed, "What was missed cannot be read.");
            co_return;
        }
        live->wanted = true;
        co_await live->again.wait(options_.timings.backfill_again);
    }
}

// 429 is waited out, a few times.
asio::awaitable<result<Answer>> MattermostRoom::get_patiently(std::string path) {
    for (int tries = 1;; ++tries) {
        auto answer = co_await rest_.get(path);
        if (!answer || answer->status != 429 || tries == tries_max || stopping_) co_return answer;
        asio::steady_timer timer(executor_, answer->retry_after);
        boost::system::error_code ignored;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
}

asio::awaitable<result<void>> MattermostRoom::backfill_all(std::shared_ptr<Live> live) {
    const auto own = co_await own_channels();
    if (!own) co_return own.error();
    std::vector<Channel> channels;
    for (const WireChannel& wire : *own) {
        if (!wire.is_archived) channels.push_back(channel_of(wire));
    }
    auto complete = co_await read_missed(live, std::move(channels));
    co_return complete;
}

asio::awaitable<result<void>> MattermostRoom::read_missed(std::shared_ptr<Live> live,
                                                          std::vector<Channel> channels) {
    const auto marks = co_await listener_.marks();
    std::map<std::string, Mark> by_channel;
    for (const Mark& mark : marks)
        by_channel.emplace(mark.channel.value, mark);
    Merging merging;
    std::size_t held = 0;
    for (Channel& channel : channels) {
        const Mark from = by_channel[channel.id.value];
        Backfill missed(from.anchor.value, from.anchor_ms, options_.first_start_ms,
                        listener_.wall_ms());
        merging.readings.push_back({std::move(channel), std::move(missed), {}});
        co_await read_on(live, merging, merging.readings.back());
        held += merging.readings.back().posts.size();
        if (held < held_max) continue;
        co_await tell_in_order(live, merging);
        held = 0;
    }
    co_await tell_in_order(live, merging);
    if (live->over) co_return Error{errc::unavailable, "The connection ended."};
    if (merging.failure) co_return *merging.failure;
    co_return result<void>();
}

// The next posts of a channel. What fails keeps the other channels from nothing.
asio::awaitable<void> MattermostRoom::read_on(std::shared_ptr<Live> live, Merging& merging,
                                              Reading& reading) {
    Backfill& missed = reading.missed;
    while (!missed.done() && reading.posts.empty() && !live->over) {
        const auto answer = co_await get_surely(target_of(reading.channel.id.value, missed.next()));
        const bool gone = answer && (answer->status == 404 || answer->status == 403);
        if (answer && missed.next().what == Fetch::What::anchor && (gone || answer->ok())) {
            missed.anchor(answer->ok());
            continue;
        }
        if (gone) co_return;  // we were removed meanwhile
        auto page = answer && answer->ok()
                        ? read_posts(answer->body)
                        : result<std::vector<WirePost>>(answer ? failed(*answer) : answer.error());
        if (!page) {
            merging.failure = page.error();
            co_return;
        }
        missed.page(std::move(*page));
        std::vector<WirePost> posts = missed.take();
        std::vector<std::string> authors;
        for (const WirePost& post : posts)
            authors.push_back(post.user);
        co_await directory_.learn(std::move(authors));
        reading.posts.assign(std::make_move_iterator(posts.begin()),
                             std::make_move_iterator(posts.end()));
    }
    if (missed.cut())
        note("More than 5,000 posts were missed in ~" + reading.channel.name +
             "; not all were read.");
}

// An engineer's "solved" stands in one channel and the asker's answer to it in another: what was
// missed is told in the order in which it was written.
asio::awaitable<void> MattermostRoom::tell_in_order(std::shared_ptr<Live> live, Merging& merging) {
    while (!live->over) {
        const auto next =
            std::min_element(merging.readings.begin(), merging.readings.end(),
                             [](const Reading& a, const Reading& b) {
                                 if (a.posts.empty() || b.posts.empty())
                                     return b.posts.empty() && !a.posts.empty();
                                 return a.posts.front().create_at < b.posts.front().create_at;
                             });
        if (next == merging.readings.end() || next->posts.empty()) break;
        const WirePost post = std::move(next->posts.front());
        next->posts.pop_front();
        // With its last post the channel is complete: its mark may move on.
        const bool last = next->missed.done() && next->posts.empty();
        // Who wrote it may not be asked for a moment; what is later waits for it.
        bool done = false;
        for (int tries = 1; !done && !live->over; ++tries) {
            const bool told = co_await deliver(post, next->channel, !last, true);
            done = told;
            if (done || tries == tries_max) break;
            co_await live->again.wait(options_.timings.backfill_again);
        }
        if (!done) {
            merging.failure = Error{errc::unavailable, "Mattermost does not say who wrote."};
            next->posts.clear();
        } else if (next->posts.empty()) {
            co_await read_on(live, merging, *next);
        }
    }
    merging.readings.clear();
}

}  // namespace qm::chat
