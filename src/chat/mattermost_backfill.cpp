// Reads what was missed, at every new connection and at every gap, channel after channel.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_json.hpp"
#include "chat/mattermost_room.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace qm::chat {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr int tries_max = 5;

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
    const auto marks = co_await listener_.marks();
    const auto channels = co_await own_channels();
    if (!channels) co_return channels.error();
    std::map<std::string, Mark> by_channel;
    for (const Mark& mark : marks)
        by_channel.emplace(mark.channel.value, mark);
    for (const WireChannel& wire : *channels) {
        if (wire.is_archived) continue;
        const auto mark = by_channel.find(wire.id);
        Mark from = mark == by_channel.end() ? Mark() : mark->second;
        Channel channel = channel_of(wire);
        const auto complete = co_await backfill_channel(live, std::move(channel), std::move(from));
        if (!complete) co_return complete.error();
    }
    co_return result<void>();
}

asio::awaitable<result<void>> MattermostRoom::backfill_channel(std::shared_ptr<Live> live,
                                                               Channel channel, Mark mark) {
    Backfill missed(mark.anchor.value, mark.anchor_ms, options_.first_start_ms,
                    listener_.wall_ms());
    while (!missed.done()) {
        const auto answer = co_await get_surely(target_of(channel.id.value, missed.next()));
        if (live->over) co_return Error{errc::unavailable, "The connection ended."};
        if (!answer) co_return answer.error();
        const bool gone = answer->status == 404 || answer->status == 403;
        if (missed.next().what == Fetch::What::anchor) {
            if (!gone && !answer->ok()) co_return failed(*answer);
            missed.anchor(answer->ok());
            continue;
        }
        if (gone) co_return result<void>();  // we were removed meanwhile
        if (!answer->ok()) co_return failed(*answer);
        auto page = read_posts(answer->body);
        if (!page) co_return page.error();
        missed.page(std::move(*page));
        std::vector<WirePost> posts = missed.take();
        std::vector<std::string> authors;
        for (const WirePost& post : posts)
            authors.push_back(post.user);
        co_await directory_.learn(std::move(authors));
        for (std::size_t i = 0; i < posts.size(); ++i) {
            if (live->over) co_return Error{errc::unavailable, "The connection ended."};
            // With its last post the channel is complete: its mark may move on.
            const bool last = missed.done() && i + 1 == posts.size();
            const bool done = co_await deliver(std::move(posts[i]), channel, !last, true);
            if (!done) co_return Error{errc::unavailable, "Mattermost does not say who wrote."};
        }
    }
    if (missed.cut())
        note("More than 5,000 posts were missed in ~" + channel.name + "; not all were read.");
    co_return result<void>();
}

}  // namespace qm::chat
