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
constexpr milliseconds store_wait{1'000};  // before a settle that failed is tried again
constexpr std::chrono::seconds wait_max{120};
// What was missed is read in this time, and what it asks for is said.
constexpr std::chrono::minutes forgetful_for{2};
// A copy that is put back is older; who just crashed looks for what was claimed alone.
constexpr std::chrono::minutes never_copied{3};
// A platform that says no and cannot show that it means it is asked so long.
constexpr std::chrono::hours no_max{24};

std::string name_of_lane(const ChannelId& channel, const UserId& to) {
    return to.empty() ? channel.value : "@" + to.value;
}
std::string lane_of(const Post& post) {
    return name_of_lane(post.channel, post.to);
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
        if (is_forgotten(post)) {
            post.created = std::min(post.created, *forgets_since_);
            add_doubt(std::move(post), std::size(look_after) - 1);
        } else {
            enqueue(std::move(post));
        }
    }
    if (!posts.empty()) poke();
}

void Sender::forgets(Instant since, bool surely) {
    if (surely || clock_.wall() - since > never_copied) forgets_since_ = since;
}

void Sender::heard() {
    if (!heard_) heard_ = clock_.steady();
}

bool Sender::is_forgotten(const Post& post) const {
    return forgets_since_ && post.kind == PostKind::create &&
           (!heard_ || clock_.steady() - *heard_ < forgetful_for);
}

void Sender::enqueue(Post post) {
    const std::string name = lane_of(post);
    Running& running = lanes_[name];
    running.queue.add({std::move(post), std::nullopt});
    if (running.runs) return running.changed->ring();
    running.runs = true;
    running.changed.emplace(executor_);
    asio::co_spawn(executor_, run_lane(name), asio::detached);
}

void Sender::stop() {
    stopping_ = true;
    for (auto& [name, running] : lanes_) {
        if (running.changed) running.changed->ring();
    }
}

void Sender::doubt(std::vector<Post> posts) {
    for (Post& post : posts)
        add_doubt(std::move(post));
}

std::size_t Sender::waiting() const {
    std::size_t count = in_doubt_.size() + in_flight_;
    for (const auto& [name, running] : lanes_)
        count += running.queue.size();
    return count;
}

int Sender::room_of(const std::string& name) const {
    const auto found = lanes_.find(name);
    const int queued = found == lanes_.end() ? 0 : static_cast<int>(found->second.queue.news());
    return desk::lane_max - queued;
}

asio::awaitable<void> Sender::pause(milliseconds time) {
    asio::steady_timer timer(executor_, time);
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> Sender::run_lane(std::string name) {
    Running& running = lanes_[name];  // stays where it is as long as it runs
    while (!stopping_) {
        PostQueue::Next next = running.queue.next(clock_.steady(), chat_->pace());
        if (next.taken)
            co_await send_once(std::move(*next.taken), running);
        else if (next.wait.count() > 0)
            co_await running.changed->wait(next.wait);
        else
            break;
    }
    running.runs = false;
    // One that is not rested yet would forget its pace.
    const Steady now = clock_.steady();
    std::erase_if(lanes_, [now](const auto& each) {
        return !each.second.runs && each.second.queue.is_rested(now);
    });
}

milliseconds Sender::scaled(milliseconds time) const {
    const std::chrono::duration<double, std::milli> part = time * settle_scale_;
    return std::chrono::ceil<milliseconds>(part);
}

// What is definitely not there yet goes back to its place, and what became more urgent meanwhile
// goes before it. Where each kind of call has its own limit, an edit waits alone.
asio::awaitable<void> Sender::send_once(Queued queued, Running& running) {
    ++in_flight_;
    SendOutcome outcome = co_await chat_->send(queued.post);
    if (!outcome.no)
        queued.no_since.reset();
    else if (!queued.no_since)
        queued.no_since = clock_.steady();
    else if (clock_.steady() - *queued.no_since >= scaled(no_max))
        outcome.state = SendState::refused;
    if (outcome.state == SendState::unknown) {
        ++figures_.doubted;
        log::warn("post in doubt", {{"key", queued.post.key}, {"why", outcome.why}});
        add_doubt(std::move(queued.post));
    } else if (outcome.state != SendState::later) {
        co_await settle(std::move(queued.post), outcome);
    }
    --in_flight_;
    if (outcome.state != SendState::later) {
        running.told_to_wait.reset();
        co_return;
    }
    const auto wait = std::clamp(outcome.wait, std::chrono::seconds{1}, wait_max);
    if (running.told_to_wait != outcome.why)
        log::info("post waits",
                  {{"seconds", static_cast<std::int64_t>(wait.count())}, {"why", outcome.why}});
    running.told_to_wait = outcome.why;
    const bool alone = queued.post.kind != PostKind::create && chat_->pace().apart;
    if (alone) queued.not_before = clock_.steady() + scaled(wait);
    running.queue.put_back(std::move(queued));
    if (!alone) co_await pause(scaled(wait));
}

void Sender::add_doubt(Post post, std::size_t looks) {
    if (!in_doubt_.insert(post.key).second) return;
    const std::string lane = lane_of(post);
    const bool runs = doubts_.contains(lane);
    const Steady since = looks == 0 ? clock_.steady() : clock_.steady() - look_after[looks];
    doubts_[lane].push_back({std::move(post), since, looks});
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
            outcome.found = true;
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
        ++(edit ? figures_.edits_refused : outcome.gone ? figures_.gone : figures_.refused);
        log::warn("post refused", {{"key", post.key}, {"why", outcome.why}});
    } else {
        ++(edit ? figures_.edited : figures_.sent);
    }
    const std::string key = post.key;
    // The same commit brings what waits behind it, once there is much room.
    std::vector<desk::LaneRoom> rooms;
    const int room = room_of(lane_of(post));
    if (room >= desk::lane_max / 2)
        rooms.push_back({{post.to.empty() ? post.channel : ChannelId(), post.to}, room});
    // An edit's mark may be lost with a crash: it is drawn again, which changes nothing.
    std::function<std::vector<Post>(store::Db&)> job = [setup = setup_(), now = clock_.wall(),
                                                        post = std::move(post), outcome,
                                                        rooms](store::Db& db) {
        desk::Desk desk(db, *setup);
        desk.settle(post, outcome, now);
        return desk.claim(now, rooms);
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

asio::awaitable<void> Sender::give_back() {
    std::vector<std::string> keys;
    for (const auto& [name, running] : lanes_) {
        for (std::string& key : running.queue.news_keys())
            keys.push_back(std::move(key));
    }
    if (keys.empty()) co_return;
    log::info("posts left for the next start", {{"count", keys.size()}});
    std::function<bool(store::Db&)> job = [keys = std::move(keys)](store::Db& db) {
        for (const std::string& key : keys)
            store::unclaim(db, key);
        return true;
    };
    try {
        co_await store_.write<bool>(std::move(job));
    } catch (const std::exception& error) {  // they are looked for, then
        log::warn("giving back failed", {{"why", error.what()}});
    }
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
    std::function<std::vector<store::Lane>(store::Db&)> look = [setup = setup_()](store::Db& db) {
        return desk::Desk(db, *setup).waiting_lanes();
    };
    const auto lanes = co_await store_.read<std::vector<store::Lane>>(std::move(look));
    std::vector<desk::LaneRoom> rooms;
    for (const store::Lane& lane : lanes) {
        const int room = room_of(name_of_lane(lane.channel, lane.to));
        if (room >= desk::lane_max / 2) rooms.push_back({lane, room});
    }
    if (rooms.empty()) co_return;
    std::function<std::vector<Post>(store::Db&)> job = [setup = setup_(), now = clock_.wall(),
                                                        rooms](store::Db& db) {
        return desk::Desk(db, *setup).claim(now, rooms);
    };
    std::vector<Post> posts = co_await store_.write<std::vector<Post>>(std::move(job));
    send(std::move(posts));
}

asio::awaitable<void> Sender::draw_stale() {
    std::function<std::vector<Post>(store::Db&)> job = [setup = setup_(), now = clock_.wall(),
                                                        editing = editing_](store::Db& db) {
        return desk::Desk(db, *setup).stale(now, editing);
    };
    std::vector<Post> edits = co_await store_.read<std::vector<Post>>(std::move(job));
    for (Post& post : edits) {
        editing_.insert(post.key);
        enqueue(std::move(post));
    }
}

}  // namespace qm::app
