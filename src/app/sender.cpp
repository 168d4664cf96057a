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
constexpr std::ptrdiff_t looks_together = 200;
constexpr int batch_max = 50;
constexpr milliseconds store_wait{1'000};  // before a settle that failed is tried again
constexpr std::chrono::seconds wait_max{120};
// A platform that says no and cannot show that it means it is asked so long.
constexpr std::chrono::hours no_max{24};

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
    for (Post& post : posts)
        enqueue(std::move(post));
    if (!posts.empty()) poke();
}

void Sender::enqueue(Post post) {
    const std::string lane = lane_of(post);
    const bool runs = lanes_.contains(lane);
    lanes_[lane].push_back(std::move(post));
    if (!runs) asio::co_spawn(executor_, run_lane(lane), asio::detached);
}

void Sender::doubt(std::vector<Post> posts) {
    for (Post& post : posts)
        add_doubt(std::move(post));
}

std::size_t Sender::waiting() const {
    std::size_t count = in_doubt_.size() + in_flight_;
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
        ++in_flight_;
        co_await send_until_known(std::move(post));
        --in_flight_;
    }
}

milliseconds Sender::scaled(milliseconds time) const {
    const std::chrono::duration<double, std::milli> part = time * settle_scale_;
    return std::chrono::ceil<milliseconds>(part);
}

asio::awaitable<void> Sender::send_until_known(Post post) {
    std::optional<Steady> first_no;
    for (;;) {
        if (stopping_) co_return;
        SendOutcome outcome = co_await chat_->send(post);
        if (!outcome.no)
            first_no.reset();
        else if (!first_no)
            first_no = clock_.steady();
        else if (clock_.steady() - *first_no >= scaled(no_max))
            outcome.state = SendState::refused;
        if (outcome.state == SendState::later) {
            // A definite "not now" keeps its place; the channel's order is kept with it.
            const auto wait = std::clamp(outcome.wait, std::chrono::seconds{1}, wait_max);
            log::info("post waits",
                      {{"seconds", static_cast<std::int64_t>(wait.count())}, {"why", outcome.why}});
            co_await pause(scaled(wait));
            continue;
        }
        if (outcome.state == SendState::unknown) {
            ++figures_.doubted;
            log::warn("post in doubt", {{"key", post.key}, {"why", outcome.why}});
            add_doubt(std::move(post));
            co_return;
        }
        co_await settle(std::move(post), std::move(outcome));
        co_return;
    }
}

void Sender::add_doubt(Post post) {
    if (!in_doubt_.insert(post.key).second) return;
    const std::string lane = lane_of(post);
    const bool runs = doubts_.contains(lane);
    doubts_[lane].push_back({std::move(post), clock_.steady(), 0});
    if (!runs) asio::co_spawn(executor_, run_doubts(lane), asio::detached);
}

Steady Sender::next_look(const Doubt& doubt) const {
    const std::size_t look = std::min(doubt.looks, std::size(look_after) - 1);
    return doubt.since + std::chrono::duration_cast<milliseconds>(look_after[look] * settle_scale_);
}

// At most looks_together: what they share is one page of the channel.
std::vector<Doubt> Sender::take_due(std::vector<Doubt>& doubts) const {
    const Steady now = clock_.steady();
    const auto due = std::stable_partition(
        doubts.begin(), doubts.end(), [&](const Doubt& doubt) { return next_look(doubt) > now; });
    const auto end = due + std::min<std::ptrdiff_t>(doubts.end() - due, looks_together);
    std::vector<Doubt> taken(std::make_move_iterator(due), std::make_move_iterator(end));
    doubts.erase(due, end);
    return taken;
}

// One channel's doubts share their looks, so that a crash with hundreds of them asks the platform
// for a few pages and leaves room for what is new.
asio::awaitable<void> Sender::run_doubts(std::string lane) {
    while (!stopping_) {
        auto found = doubts_.find(lane);
        std::vector<Doubt> due = take_due(found->second);
        if (due.empty() && found->second.empty()) {
            doubts_.erase(found);
            co_return;
        }
        if (due.empty()) {
            co_await pause(scaled(look_after[0]));
            continue;
        }
        co_await look_at(std::move(due));
    }
}

// Looks at 1, 5, 15, 35, 65 s; what is still not there after the last is posted again.
asio::awaitable<void> Sender::look_at(std::vector<Doubt> due) {
    std::vector<Post> posts;
    for (const Doubt& doubt : due)
        posts.push_back(doubt.post);
    const std::vector<SendOutcome> seen = co_await chat_->look(std::move(posts));
    for (std::size_t i = 0; i < due.size() && !stopping_; ++i) {
        Doubt& doubt = due[i];
        const bool known = seen[i].state == SendState::sent || seen[i].state == SendState::refused;
        if (known) {
            figures_.found += seen[i].state == SendState::sent ? 1 : 0;
            in_doubt_.erase(doubt.post.key);
            SendOutcome outcome = seen[i];
            co_await settle(std::move(doubt.post), std::move(outcome));
        } else if (seen[i].state == SendState::unknown && ++doubt.looks == std::size(look_after)) {
            in_doubt_.erase(doubt.post.key);
            enqueue(std::move(doubt.post));
        } else {
            if (seen[i].state == SendState::later)  // not a look: once more, a little later
                doubt.since += milliseconds{static_cast<int>(1'000 * settle_scale_) + 1};
            doubts_[lane_of(doubt.post)].push_back(std::move(doubt));
        }
    }
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

// Posts that were written down without being claimed, and cards that show what was.
asio::awaitable<void> Sender::refresh() {
    while (poked_ && !stopping_) {
        poked_ = false;
        bool failed = false;
        try {
            co_await claim_waiting();
            co_await draw_stale();
        } catch (const std::exception& error) {
            log::error("reading what is to be said failed", {{"why", error.what()}});
            failed = true;
        }
        if (failed) co_await pause(store_wait);
    }
    refreshing_ = false;
}

// Read first: nearly always nothing waits, and a write would be a commit.
asio::awaitable<void> Sender::claim_waiting() {
    std::function<bool(store::Db&)> look = [setup = setup_()](store::Db& db) {
        return desk::Desk(db, *setup).anything_waits();
    };
    const bool waits = co_await store_.read<bool>(std::move(look));
    if (!waits) co_return;
    std::function<std::vector<Post>(store::Db&)> job = [setup = setup_(),
                                                        now = clock_.wall()](store::Db& db) {
        return desk::Desk(db, *setup).claim(now, batch_max);
    };
    std::vector<Post> posts = co_await store_.write<std::vector<Post>>(std::move(job));
    send(std::move(posts));
}

asio::awaitable<void> Sender::draw_stale() {
    std::function<std::vector<Post>(store::Db&)> job = [setup = setup_(),
                                                        now = clock_.wall()](store::Db& db) {
        return desk::Desk(db, *setup).stale(now, batch_max);
    };
    std::vector<Post> edits = co_await store_.read<std::vector<Post>>(std::move(job));
    std::erase_if(edits, [this](const Post& post) { return editing_.contains(post.key); });
    for (const Post& post : edits)
        editing_.insert(post.key);
    for (Post& post : edits)
        enqueue(std::move(post));
}

}  // namespace qm::app
