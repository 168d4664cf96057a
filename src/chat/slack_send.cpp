// Posts, edits, removals, and looking for what may have been posted.
// SPDX-License-Identifier: Apache-2.0
#include "chat/slack_backfill.hpp"
#include "chat/slack_room.hpp"

#include <algorithm>

namespace qm::chat {

namespace asio = boost::asio;

namespace {

constexpr std::size_t slack_text_max = 11'000;   // of about 13,200 over all blocks
constexpr std::int64_t look_before_ms = 60'000;  // clocks differ

SendOutcome slack_not_yet(std::string why) {
    SendOutcome outcome;
    outcome.state = SendState::later;
    outcome.wait = std::chrono::seconds(1);
    outcome.why = std::move(why);
    return outcome;
}

void find_mentions(const Text& text, std::vector<std::string>& found) {
    for (const Fill& fill : text.fills) {
        if (const auto* mention = std::get_if<Mention>(&fill.value))
            found.push_back(mention->username);
        else if (const auto* inner = std::get_if<Nested>(&fill.value))
            find_mentions(*inner->text, found);
    }
}

std::vector<std::string> mentioned(const Message& message) {
    std::vector<std::string> found;
    for (const Block& block : message.blocks) {
        if (const auto* line = std::get_if<Line>(&block)) find_mentions(line->text, found);
    }
    return found;
}

}  // namespace

Rendered SlackRoom::draw(const Message& message, const std::string& locale, const Zone& zone,
                         Instant now) const {
    const Zone& known = zone.empty() ? options_.zone : zone;
    RenderBounds bounds;
    bounds.text_points_max = slack_text_max;
    return render(message, core::Saying{options_.texts, markup_, locale, known, now}, bounds);
}

std::string SlackRoom::bare(const Message& message, const Event& event) const {
    const Zone& known = event.author.zone.empty() ? options_.zone : event.author.zone;
    return render_bare(message,
                       core::Saying{options_.texts, markup_, event.author.locale, known, event.at});
}

asio::awaitable<result<std::string>> SlackRoom::place_of(const Post& post, SendOutcome& why) {
    if (!post.channel.empty()) co_return post.channel.value;
    const auto known = direct_.find(post.to.value, options_.steady());
    if (known.fresh) co_return std::string(*known.value);
    std::string body = write_slack_direct(post.to.value);
    const auto answer = co_await rest_.call("conversations.open", std::move(body));
    why = slack_outcome_of_edit(answer);
    if (why.state != SendState::sent) co_return Error{errc::unavailable, why.why};
    const auto channel = read_slack_channel(answer->body);
    if (!channel) {
        why = slack_not_yet(channel.error().what);
        co_return channel.error();
    }
    direct_.put(post.to.value, channel->id, options_.steady());
    co_return channel->id;
}

asio::awaitable<SendOutcome> SlackRoom::send(Post post) {
    if (me_.empty()) co_return slack_not_yet("Slack was not reached yet.");
    if (awaits_names()) co_return slack_not_yet("Whom it may call is being looked up.");
    co_await learn_mentioned(mentioned(post.message));
    if (post.kind == PostKind::create) co_return co_await create(std::move(post));
    const SlackPlace place = slack_place(post.post.value);
    SendOutcome outcome;
    if (post.kind == PostKind::edit) {
        SlackBody body;
        body.channel = place.channel;
        body.ts = place.ts;
        body.key = post.key;
        body.version = post.version;
        body.rendered = draw(post.message, post.locale, post.zone, post.now);
        body.origin = post.origin;
        std::string text = write_slack_edit(body);
        const auto answer = co_await rest_.call("chat.update", std::move(text));
        outcome = slack_outcome_of_edit(answer);
    } else {
        std::string text = write_slack_removal(place.channel, place.ts);
        const auto answer = co_await rest_.call("chat.delete", std::move(text));
        outcome = slack_outcome_of_remove(answer);
    }
    outcome.post = post.post;
    outcome.channel = ChannelId(place.channel);
    co_return outcome;
}

asio::awaitable<SendOutcome> SlackRoom::create(Post post) {
    SendOutcome why;
    const auto channel = co_await place_of(post, why);
    if (!channel) co_return why;
    SlackBody body;
    body.channel = *channel;
    body.thread = slack_place(post.root.value).ts;
    body.key = post.key;
    body.version = post.version;
    body.rendered = draw(post.message, post.locale, post.zone, post.now);
    body.origin = post.origin;
    std::string text = write_slack_post(body);
    auto answer = co_await rest_.call("chat.postMessage", text);
    if (answer && answer->reply.error == "not_in_channel" && options_.join) {
        std::string where = write_slack_channel(*channel);
        const auto joined = co_await rest_.call("conversations.join", std::move(where));
        if (joined && joined->ok()) answer = co_await rest_.call("chat.postMessage", text);
    }
    SendOutcome outcome = slack_outcome_of_create(answer, *channel);
    if (outcome.channel.empty()) outcome.channel = ChannelId(*channel);
    co_return outcome;
}

// All of one channel or one person: its history, and each thread they stand in.
asio::awaitable<std::vector<SendOutcome>> SlackRoom::look(std::vector<Post> posts) {
    std::vector<SendOutcome> seen(posts.size());
    SendOutcome why;
    if (posts.empty()) co_return seen;
    const auto channel = co_await place_of(posts.front(), why);
    if (!channel) {
        std::fill(seen.begin(), seen.end(), slack_not_yet(why.why));
        co_return seen;
    }
    std::map<std::string, std::int64_t> places;  // ts of a root, "" for the channel: since when
    for (const Post& post : posts) {
        const std::string root = slack_place(post.root.value).ts;
        const std::int64_t from = to_unix(post.created) * 1000 - look_before_ms;
        const auto at = places.emplace(root, from).first;
        at->second = std::min(at->second, from);
    }
    for (const auto& [root, from] : places) {
        SlackBackfill there({*channel, root, std::max<std::int64_t>(from, 0), ""});
        result<void> read;
        while (read && !there.done()) {
            auto page = co_await read_page(there);
            read = std::move(page);
        }
        const auto messages = there.take();
        for (std::size_t i = 0; i < posts.size(); ++i) {
            if (slack_place(posts[i].root.value).ts != root) continue;
            if (!read) {
                seen[i] = slack_not_yet(read.error().what);
                continue;
            }
            const auto found = std::ranges::find_if(messages, [&](const SlackMessage& one) {
                return one.user == me_ && one.key == posts[i].key;
            });
            seen[i].channel = ChannelId(*channel);
            if (found == messages.end()) continue;  // unknown: it is not there
            seen[i].state = SendState::sent;
            seen[i].post = PostId(slack_post_id(*channel, found->ts));
        }
    }
    co_return seen;
}

}  // namespace qm::chat
