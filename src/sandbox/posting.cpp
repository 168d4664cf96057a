// Posts and reactions: what the server checks, keeps and tells. And the posts it writes itself.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/posting.hpp"

#include "sandbox/ids.hpp"
#include "sandbox/mentions.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace qm::sandbox {

using nlohmann::json;

namespace {

constexpr std::chrono::seconds pending_lifetime{30};
constexpr std::size_t pending_max = 25'000;
constexpr std::size_t reactions_max = 500;  // on one post

Failure bad(const char* id, const char* message) {
    return {400, id, message};
}

std::string key_of(const Draft& draft) {
    return draft.pending_post_id.empty() ? std::string()
                                         : draft.user_id + "\n" + draft.pending_post_id;
}

const Post* made_before(Server& server, const std::string& key) {
    auto now = server.clock.steady();
    while (!server.pending.empty() && (now - server.pending.front().at > pending_lifetime ||
                                       server.pending.size() > pending_max))
        server.pending.pop_front();
    if (key.empty()) return nullptr;
    for (const PendingPost& pending : server.pending) {
        if (pending.key != key) continue;
        if (server.faults.take(Fault::Kind::forget_pending)) return nullptr;
        return server.world.post(pending.post_id);
    }
    return nullptr;
}

Outcome<void> check_size(const std::string& message, const std::string& props) {
    if (code_points(message) > message_max)
        return bad("model.post.is_valid.msg.app_error", "Invalid message.");
    if (code_points(props) > props_max)
        return bad("model.post.is_valid.props.app_error", "Invalid props.");
    return {};
}

Outcome<void> check(const World& world, const Draft& draft) {
    const Channel* channel = world.channel(draft.channel_id);
    if (channel == nullptr) return no_permission();
    if (channel->delete_at != 0)
        return bad("api.post.create_post.can_not_post_to_deleted.error",
                   "Can not post to deleted channel.");
    if (!draft.root_id.empty()) {
        const Post* root = world.post(draft.root_id);
        if (root == nullptr || root->delete_at != 0 || !root->root_id.empty())
            return bad("api.post.create_post.root_id.app_error", "Invalid RootId parameter.");
        if (root->channel_id != draft.channel_id)
            return bad("api.post.create_post.channel_root_id.app_error",
                       "Invalid ChannelId for RootId parameter.");
    }
    return check_size(draft.message, draft.props);
}

std::string with_from_bot(const std::string& props) {
    json read = json::parse(props, nullptr, false);
    read["from_bot"] = "true";
    return normal_props(read);
}

std::string channel_display(const World& world, const Channel& channel, const User* author) {
    if (!channel.direct()) return channel.display;
    return author ? "@" + author->username : display_of(channel, world, {});
}

void tell_posted(Server& server, const Post& post, const std::string& pending_post_id) {
    const Channel& channel = *server.world.channel(post.channel_id);
    const User* author = server.world.user(post.user_id);
    json data;  // a map: sorted keys
    data["channel_display_name"] = channel_display(server.world, channel, author);
    data["channel_name"] = channel.name;
    data["channel_type"] = channel.type;
    auto ids = mentioned(server.world, post);
    if (!ids.empty()) data["mentions"] = json(ids).dump();
    data["post"] = go_text(post_json(post, {server.world.reply_count(post), pending_post_id}));
    bool by_system = post.type.starts_with("system_");
    data["sender_name"] = by_system || !author ? "System" : "@" + author->username;
    data["set_online"] = true;
    data["team_id"] = channel.direct() ? std::string() : server.world.team().id;
    Event event{"posted", go_text(data)};
    event.channel_id = channel.id;
    server.sockets.publish(event);
}

void tell_post(Server& server, const char* name, const Post& post) {
    json data = {{"post", go_text(seen_post(server, post))}};
    Event event{name, go_text(data)};
    event.channel_id = post.channel_id;
    server.sockets.publish(event);
}

void tell_reaction(Server& server, const char* name, Reaction reaction, bool removed) {
    Json shown = reaction_json(reaction);
    if (removed) {
        shown["create_at"] = 0;
        shown["update_at"] = server.clock.now_ms();
    }
    json data = {{"reaction", go_text(shown)}};
    Event event{name, go_text(data)};
    event.channel_id = server.world.post(reaction.post_id)->channel_id;
    server.sockets.publish(event);
}

bool emoji_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_+-") == name.npos;
}

// All texts of a post in which a mention counts: the message and, of attachments, two fields.
std::vector<std::string> texts_of(const Post& post) {
    std::vector<std::string> texts{post.message};
    if (!has_attachments(post.props)) return texts;
    const json props = json::parse(post.props, nullptr, false);
    for (const json& attachment : props["attachments"])
        for (const char* key : {"pretext", "text"})
            if (attachment.contains(key)) texts.push_back(attachment[key].get<std::string>());
    return texts;
}

}  // namespace

Failure session_expired() {
    return {401, "api.context.session_expired.app_error",
            "Invalid or expired session, please login again."};
}

Failure no_permission() {
    return {403, "api.context.permissions.app_error",
            "You do not have the appropriate permissions."};
}

Failure invalid_body(const std::string& name) {
    return {400, "api.context.invalid_body_param.app_error",
            "Invalid or missing " + name + " in request body."};
}

Failure invalid_parameter(const std::string& name) {
    return {400, "api.context.invalid_url_param.app_error",
            "Invalid or missing " + name + " parameter in request URL."};
}

Json seen_post(const Server& server, const Post& post) {
    return post_json(post, {server.world.reply_count(post)});
}

std::vector<std::string> mentioned(const World& world, const Post& post) {
    const Channel* channel = world.channel(post.channel_id);
    if (channel == nullptr) return {};
    std::vector<std::string> ids;
    auto add = [&](const std::string& id) {
        bool wanted = channel->has(id) && std::ranges::find(ids, id) == ids.end();
        if (wanted && id != post.user_id) ids.push_back(id);
    };
    if (post.type == "system_add_to_channel") {
        const json props = json::parse(post.props, nullptr, false);
        add(props.value("addedUserId", ""));
        return ids;
    }
    if (post.type.starts_with("system_")) return ids;
    for (const std::string& text : texts_of(post))
        for (const std::string& word : at_words(text)) {
            if (word == "all" || word == "channel" || word == "here")
                for (const auto& [id, member] : channel->members)
                    add(id);
            if (const User* user = world.user_named(word)) add(user->id);
        }
    if (channel->type == "D")
        for (const auto& [id, member] : channel->members)
            add(id);
    return ids;
}

Outcome<Post> create_post(Server& server, Draft draft) {
    std::string key = key_of(draft);
    if (const Post* before = made_before(server, key)) return *before;
    const User* author = server.world.user(draft.user_id);
    if (author != nullptr && author->bot) draft.props = with_from_bot(draft.props);
    auto fits = check(server.world, draft);
    if (!fits) return fits.error();
    Post post;
    post.id = new_id();
    post.user_id = draft.user_id;
    post.channel_id = draft.channel_id;
    post.root_id = draft.root_id;
    post.message = std::move(draft.message);
    post.type = draft.type;
    post.props = std::move(draft.props);
    bool same = server.clock.last_stamp() > 0 && server.faults.take(Fault::Kind::same_millisecond);
    post.create_at = same ? server.clock.last_stamp() : server.clock.stamp();
    post.update_at = post.create_at;
    server.save(post);
    if (!key.empty()) server.pending.push_back({key, post.id, server.clock.steady()});
    tell_posted(server, post, draft.pending_post_id);
    return post;
}

Outcome<Post> change_post(Server& server, const Post& post, const PostChange& change) {
    Post next = post;
    next.update_at = server.clock.stamp();
    if (change.message && *change.message != post.message) {
        next.message = *change.message;
        next.edit_at = next.update_at;
    }
    if (change.props) next.props = *change.props;
    if (change.pinned) next.pinned = *change.pinned;
    auto fits = check_size(next.message, next.props);
    if (!fits) return fits.error();
    server.save(next);
    tell_post(server, "post_edited", next);
    return next;
}

void delete_post(Server& server, const Post& post) {
    const Post before = post;
    std::vector<Post> gone{before};
    if (post.root_id.empty())
        for (const Post* reply : server.world.thread(post.id))
            if (reply->id != before.id) gone.push_back(*reply);
    for (Post& each : gone) {
        each.delete_at = each.update_at = server.clock.stamp();
        server.save(each);
    }
    tell_post(server, "post_deleted", before);
}

Outcome<Reaction> react(Server& server, const User& user, const Post& post,
                        const std::string& emoji) {
    if (!emoji_name(emoji))
        return bad("model.reaction.is_valid.emoji_name.app_error", "Invalid emoji name.");
    for (const Reaction& known : post.reactions)
        if (known.user_id == user.id && known.emoji_name == emoji) return known;
    if (post.reactions.size() >= reactions_max)
        return bad("api.reaction.save_reaction.too_many.app_error", "Too many reactions.");
    Post next = post;
    next.update_at = server.clock.stamp();
    Reaction reaction{user.id, post.id, emoji, next.update_at};
    next.reactions.push_back(reaction);
    server.save(next);
    tell_reaction(server, "reaction_added", reaction, false);
    return reaction;
}

void unreact(Server& server, const User& user, const Post& post, const std::string& emoji) {
    Post next = post;
    auto gone = std::erase_if(next.reactions, [&](const Reaction& known) {
        return known.user_id == user.id && known.emoji_name == emoji;
    });
    if (gone == 0) return;
    next.update_at = server.clock.stamp();
    server.save(next);
    tell_reaction(server, "reaction_removed", {user.id, post.id, emoji}, true);
}

Json whisper(Server& server, const Whisper& whisper) {
    Post post;
    post.id = new_id();
    post.user_id = whisper.user_id;
    post.channel_id = whisper.channel_id;
    post.root_id = whisper.root_id;
    post.message = whisper.message;
    post.type = "system_ephemeral";
    post.props = whisper.props;
    post.create_at = server.clock.now_ms();
    PostView view;
    view.seal = [&](const std::string& integration) {
        Json inner = Json::parse(integration, nullptr, false);
        inner["post_id"] = post.id;
        inner["channel_id"] = post.channel_id;
        std::string text = inner.dump();
        return base64(text) + "." + hmac(server.secret, text);
    };
    Json shown = post_json(post, view);
    json data = {{"post", go_text(shown)}};
    Event event{"ephemeral_message", go_text(data), whisper.user_id};
    event.channel_id = whisper.channel_id;
    server.sockets.publish(event);
    return shown;
}

}  // namespace qm::sandbox
