// Sends what the outbox holds.
// SPDX-License-Identifier: Apache-2.0
#include "app/sender.hpp"

#include "app/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

// When to look after an unknown outcome (reliability.md §0: strategy G); then it is posted again.
constexpr milliseconds look_after[] = {milliseconds{1'000}, milliseconds{5'000},
                                       milliseconds{15'000}, milliseconds{35'000},
                                       milliseconds{65'000}};
constexpr int batch_max = 50;
constexpr milliseconds store_wait{1'000};  // before a settle that failed is tried again
constexpr std::chrono::seconds wait_max{120};

std::string lane_of(const Post& post) {
    return post.to.empty() ? post.channel.value : "@" + post.to.value;
}

}  // namespace

Sender::Sender(asio::any_io_executor executor, StoreThread& store, const Clock& clock,
               SetupSource setup, double settle_scale)
    : executor_(std::move(executor)),
      store_(store),
      clock_(clock),
      setup_(std::move(setup)),
      settle_scale_(settle_scale) {}

void Sender::send(std::vector<Post> posts) {
    for (Post& post : posts) {
        const std::string lane = lane_of(post);
        const bool runs = lanes_.contains(lane);
        lanes_[lane].push_back(std::move(post));
        if (!runs) asio::co_spawn(executor_, run_lane(lane), asio::detached);
    }
    if (!posts.empty()) poke();
}

void Sender::doubt(std::vector<Post> posts) {
    for (Post& post : posts)
        spawn_doubt(std::move(post));
}

std::size_t Sender::waiting() const {
    std::size_t count = in_doubt_.size();
    for (const auto& [lane, posts] : lanes_)
        count += posts.size();
    return count;
}

asio::awaitable<void> Sender::pause(milliseconds time) {
    asio::steady_timer timer(executor_, time);
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> Sender::run_lane(std::string lane) {
    for (;;) {
        auto found = lanes_.find(lane);
        if (found->second.empty() || stopping_) {
            lanes_.erase(found);
            co_return;
        }
        Post post = std::move(found->second.front());
        found->second.pop_front();
        co_await send_until_known(std::move(post));
    }
}

asio::awaitable<void> Sender::send_until_known(Post post) {
    for (;;) {
        if (stopping_) co_return;
        SendOutcome outcome = co_await chat_->send(post);
        if (outcome.state == SendState::later) {
            // A definite "not now" keeps its place; the channel's order is kept with it.
            const auto wait = std::clamp(outcome.wait, std::chrono::seconds{1}, wait_max);
            log::info("post waits",
                      {{"seconds", static_cast<std::int64_t>(wait.count())}, {"why", outcome.why}});
            co_await pause(wait);
            continue;
        }
        if (outcome.state == SendState::unknown) {
            ++figures_.doubted;
            log::warn("post in doubt", {{"key", post.key}, {"why", outcome.why}});
            spawn_doubt(std::move(post));
            co_return;
        }
        co_await settle(std::move(post), std::move(outcome));
        co_return;
    }
}

void Sender::spawn_doubt(Post post) {
    if (!in_doubt_.insert(post.key).second) return;
    auto job = [this, post = std::move(post)]() mutable -> asio::awaitable<void> {
        const std::string key = post.key;
        for (;;) {
            const bool known = co_await find_or_resend(post);
            if (known || stopping_) break;
        }
        in_doubt_.erase(key);
    };
    asio::co_spawn(executor_, std::move(job), asio::detached);
}

// True when its fate is known. Looks at 1, 5, 15, 35, 65 s and only then posts again.
asio::awaitable<bool> Sender::find_or_resend(Post post) {
    const auto start = clock_.steady();
    for (const milliseconds after : look_after) {
        const auto scaled = std::chrono::duration_cast<milliseconds>(after * settle_scale_);
        const auto passed = std::chrono::duration_cast<milliseconds>(clock_.steady() - start);
        if (scaled > passed) co_await pause(scaled - passed);
        if (stopping_) co_return false;
        SendOutcome seen = co_await chat_->look(post);
        if (seen.state == SendState::unknown || seen.state == SendState::later) continue;
        if (seen.state == SendState::sent) ++figures_.found;
        co_await settle(post, std::move(seen));
        co_return true;
    }
    SendOutcome outcome = co_await chat_->send(post);
    if (outcome.state == SendState::unknown || outcome.state == SendState::later) co_return false;
    co_await settle(post, std::move(outcome));
    co_return true;
}

asio::awaitable<void> Sender::settle(Post post, SendOutcome outcome) {
    const bool edit = post.kind == PostKind::edit;
    if (outcome.state == SendState::refused) {
        ++figures_.refused;
        log::warn("post refused", {{"key", post.key}, {"why", outcome.why}});
    } else {
        ++(edit ? figures_.edited : figures_.sent);
    }
    const std::string key = post.key;
    // An edit's mark may be lost with a crash: it is drawn again, which changes nothing.
    std::function<std::vector<Post>(store::Db&)> job =
        [setup = setup_(), now = clock_.wall(), post = std::move(post), outcome](store::Db& db) {
            desk::Desk desk(db, *setup);
            desk.settle(post, outcome, now);
            return desk.claim(now, batch_max);
        };
    bool stored = false;
    while (!stored && !stopping_) {
        std::vector<Post> more;
        try {
            auto copy = job;
            more = co_await store_.write<std::vector<Post>>(std::move(copy));
            stored = true;
        } catch (const std::exception& error) {
            log::error("settling failed", {{"key", key}, {"why", error.what()}});
        }
        if (stored)
            send(std::move(more));
        else
            co_await pause(store_wait);
    }
    editing_.erase(key);
    poke();
}

void Sender::poke() {
    poked_ = true;
    if (refreshing_ || stopping_) return;
    refreshing_ = true;
    asio::co_spawn(executor_, refresh(), asio::detached);
}

asio::awaitable<void> Sender::refresh() {
    while (poked_ && !stopping_) {
        poked_ = false;
        std::function<std::vector<Post>(store::Db&)> job = [setup = setup_(),
                                                            now = clock_.wall()](store::Db& db) {
            return desk::Desk(db, *setup).stale(now, batch_max);
        };
        std::vector<Post> edits;
        bool failed = false;
        try {
            edits = co_await store_.read<std::vector<Post>>(std::move(job));
        } catch (const std::exception& error) {
            log::error("reading stale cards failed", {{"why", error.what()}});
            failed = true;
        }
        if (failed) co_await pause(store_wait);
        std::erase_if(edits, [this](const Post& post) { return editing_.contains(post.key); });
        for (const Post& post : edits)
            editing_.insert(post.key);
        for (Post& post : edits) {
            const std::string lane = lane_of(post);
            const bool runs = lanes_.contains(lane);
            lanes_[lane].push_back(std::move(post));
            if (!runs) asio::co_spawn(executor_, run_lane(lane), asio::detached);
        }
    }
    refreshing_ = false;
}

}  // namespace qm::app
