// What became of words that were told before: edited, deleted. A list of a channel's newest posts
// does not tell of that, so after every gap the threads of open requests are read again.
// SPDX-License-Identifier: Apache-2.0
#include "chat/hear.hpp"
#include "chat/mattermost_json.hpp"
#include "chat/mattermost_room.hpp"

namespace qm::chat {

namespace asio = boost::asio;

namespace {

// Who now names us in words older than that is not heard: what was asked is remembered longer.
constexpr std::int64_t named_within_ms = backfill_age_max_ms;

}  // namespace

asio::awaitable<bool> MattermostRoom::deliver_change(WirePost post, bool deleted) {
    const bool ours = post.user == me_.id.value;
    // Ours bear the mark of a bot too, until they are edited.
    const bool words = post.type.empty() && (ours || !post.from_machine);
    if (!words || (ours && !deleted) || (!deleted && post.edit_at == 0)) co_return true;
    const auto channel = co_await directory_.channel(post.channel);
    if (!channel) {
        const errc code = channel.error().code;
        co_return code == errc::not_found || code == errc::not_allowed;
    }
    Event event;
    event.kind = deleted ? EventKind::gone : EventKind::changed;
    event.of = "mm:post:" + post.id;
    event.key = event.of + (deleted ? ":gone" : ":edit:" + std::to_string(post.edit_at));
    event.at_ms = deleted ? listener_.wall_ms() : post.edit_at;
    event.at = from_unix(event.at_ms / 1000);
    event.channel = *channel;
    event.post = PostId(post.id);
    event.root = PostId(post.root);
    if (ours) {
        event.author.id = me_.id;
        event.author.username = me_.username;
        co_await listener_.event(std::move(event));
        co_return true;
    }
    Known author = co_await directory_.user(post.user);
    if (!author.asked) co_return false;
    if (author.is_bot) co_return true;
    event.author = std::move(author.person);
    Heard heard = hear(post.message, me_.username, channel->type == ChannelType::direct);
    event.text = std::move(heard.text);
    event.to_us = heard.to_us;
    // Our name was put in: it is heard now, unless it was before.
    const bool is_new = listener_.wall_ms() - post.create_at < named_within_ms;
    if (!deleted && heard.to_us && is_new) {
        Channel in = *channel;
        const bool done = co_await deliver(std::move(post), std::move(in), true, true);
        if (!done) co_return false;
    }
    co_await listener_.event(std::move(event));
    co_return true;
}

asio::awaitable<result<void>> MattermostRoom::reread_threads(std::shared_ptr<Live> live) {
    if (!listener_.threads) co_return result<void>();
    const std::vector<PostId> roots = co_await listener_.threads();
    for (const PostId& root : roots) {
        if (live->over || live->wanted)
            co_return result<void>();  // the next back-fill ends here too
        co_await pause(options_.timings.between_threads);
        const auto answer = co_await get_surely("/posts/" + root.value + "/thread");
        if (!answer) co_return answer.error();
        if (answer->status == 404) {
            co_await deliver_loss(root);
            continue;
        }
        if (answer->status == 403) continue;  // we were removed meanwhile
        if (!answer->ok()) co_return failed(*answer);
        auto posts = read_posts(answer->body);
        if (!posts) co_return posts.error();
        for (WirePost& post : *posts) {
            if (post.edit_at == 0) continue;
            const bool done = co_await deliver_change(std::move(post), false);
            if (!done) co_return Error{errc::unavailable, "Mattermost does not say who wrote."};
        }
    }
    co_return result<void>();
}

// The thread's root is not there any more; who wrote it is not told.
asio::awaitable<void> MattermostRoom::deliver_loss(PostId root) {
    Event event;
    event.kind = EventKind::gone;
    event.of = "mm:post:" + root.value;
    event.key = event.of + ":gone";
    event.at_ms = listener_.wall_ms();
    event.at = from_unix(event.at_ms / 1000);
    event.post = root;
    co_await listener_.event(std::move(event));
}

}  // namespace qm::chat
