// Looking for what may have been posted: a channel's newest posts, once for all of them.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_json.hpp"
#include "chat/mattermost_room.hpp"

#include <algorithm>
#include <map>

namespace qm::chat {

namespace asio = boost::asio;

namespace {

constexpr int page_posts = 200;
constexpr int pages_max = 5;
// The platform's clock and ours may differ by as much.
constexpr std::chrono::minutes clocks_differ{5};

}  // namespace

std::size_t Looking::missing() const {
    return static_cast<std::size_t>(std::count_if(
        seen.begin(), seen.end(), [](const auto& one) { return one.state != SendState::sent; }));
}

// Somebody who copies a key is not believed.
void Looking::compare(const std::vector<WirePost>& there, const UserId& us) {
    std::map<std::string, std::string, std::less<>> ids;
    for (const WirePost& post : there) {
        if (post.user == us.value && !post.key.empty()) ids.try_emplace(post.key, post.id);
    }
    for (std::size_t i = 0; i < posts.size(); ++i) {
        const auto found = ids.find(posts[i].key);
        if (found == ids.end()) continue;
        seen[i].state = SendState::sent;
        seen[i].post = PostId(found->second);
    }
}

void Looking::fail(const std::string& why) {
    for (SendOutcome& outcome : seen) {
        if (outcome.state == SendState::sent) continue;
        outcome.state = SendState::later;
        outcome.why = why;
    }
}

asio::awaitable<std::vector<SendOutcome>> MattermostRoom::look(std::vector<Post> posts) {
    Looking looking{std::move(posts), {}};
    looking.seen.resize(looking.posts.size());
    if (looking.posts.empty()) co_return std::move(looking.seen);
    if (me_.id.empty()) {
        looking.fail("Mattermost was not reached yet.");
        co_return std::move(looking.seen);
    }
    SendOutcome why;
    const auto channel = co_await place_of(looking.posts.front(), why);
    if (!channel) {
        looking.fail(why.why);
        co_return std::move(looking.seen);
    }
    for (SendOutcome& outcome : looking.seen)
        outcome.channel = ChannelId(*channel);
    const bool whole = co_await look_in_channel(*channel, looking);
    if (!whole) co_await look_in_threads(looking);
    co_return std::move(looking.seen);
}

// Newest first, back to before the first of them was written down; false when that is too far, or
// could not be read.
asio::awaitable<bool> MattermostRoom::look_in_channel(std::string channel, Looking& looking) {
    Instant first = looking.posts.front().created;
    for (const Post& post : looking.posts)
        first = std::min(first, post.created);
    const std::int64_t until_ms = to_unix(first - clocks_differ) * 1000;
    for (int page = 0; page < pages_max; ++page) {
        const auto answer = co_await rest_.get(
            "/channels/" + channel + "/posts?page=" + std::to_string(page) +
            "&per_page=" + std::to_string(page_posts) + "&skipFetchThreads=true");
        if (!answer || !answer->ok()) {
            const bool no =
                answer && (answer->status == 400 || answer->status == 403 || answer->status == 404);
            bool meant = false;
            if (no) meant = co_await can_look(channel, "");
            // What we may not see any more is not there for us.
            if (!meant) looking.fail(answer ? answer->why() : answer.error().what);
            co_return false;
        }
        const auto there = read_posts(answer->body);
        if (!there) {
            looking.fail(there.error().what);
            co_return false;
        }
        looking.compare(*there, me_.id);
        if (looking.missing() == 0 || there->size() < page_posts) co_return true;
        const auto oldest = std::min_element(
            there->begin(), there->end(),
            [](const WirePost& a, const WirePost& b) { return a.create_at < b.create_at; });
        if (oldest->create_at < until_ms) co_return true;
    }
    co_return false;
}

// A thread is found however much was written in its channel since.
asio::awaitable<void> MattermostRoom::look_in_threads(Looking& looking) {
    for (std::size_t i = 0; i < looking.posts.size(); ++i) {
        const std::string root = looking.posts[i].root.value;
        if (looking.seen[i].state == SendState::sent || root.empty()) continue;
        const auto answer = co_await rest_.get("/posts/" + root + "/thread");
        if (!answer) co_return;
        // Nobody can answer in a thread without a root.
        bool gone = answer->status == 404;
        if (gone) gone = co_await can_look("", root);
        if (gone) {
            looking.seen[i].state = SendState::refused;
            looking.seen[i].gone = true;
        }
        if (!answer->ok()) {
            looking.seen[i].why = answer->why();
            continue;
        }
        const auto there = read_posts(answer->body);
        if (!there) continue;
        looking.seen[i].state = SendState::unknown;
        looking.compare(*there, me_.id);
    }
}

}  // namespace qm::chat
