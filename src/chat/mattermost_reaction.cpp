// The ticket under somebody's words: what is reacted to is fetched, so that the desk sees it whole.
// Reactions while we are away are not told again; the words themselves can still be tagged.
// SPDX-License-Identifier: Apache-2.0
#include "chat/hear.hpp"
#include "chat/mattermost_json.hpp"
#include "chat/mattermost_room.hpp"

namespace qm::chat {

namespace asio = boost::asio;

asio::awaitable<void> MattermostRoom::deliver_reaction(Frame frame) {
    if (frame.user == me_.id.value) co_return;
    const auto answer = co_await get_surely("/posts/" + frame.post.id);
    if (!answer || !answer->ok()) {
        note("A ticket reaction could not be read.");
        co_return;
    }
    const auto post = read_post(answer->body);
    if (!post) {
        note("A ticket reaction could not be read: " + post.error().what);
        co_return;
    }
    if (!post->type.empty() || post->from_machine || post->delete_at != 0 ||
        post->user == me_.id.value)
        co_return;
    const Known reactor = co_await directory_.user(frame.user);
    const Known author = co_await directory_.user(post->user);
    const auto channel = co_await directory_.channel(post->channel);
    if (!reactor.asked || !author.asked || reactor.is_bot || author.is_bot || !channel) co_return;
    Event event;
    event.kind = EventKind::reaction;
    event.key = "mm:react:" + post->id + ":" + frame.user +
                ":ticket:" + std::to_string(frame.post.create_at);
    event.at_ms = frame.post.create_at;
    event.at = from_unix(event.at_ms / 1000);
    event.author = reactor.person;
    event.people = {author.person};
    event.channel = *channel;
    event.post = PostId(post->id);
    event.root = PostId(post->root);
    event.text = hear(post->message, me_.username, false).text;
    co_await listener_.event(std::move(event));
}

}  // namespace qm::chat
