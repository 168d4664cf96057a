// REST: posts, threads, edits and reactions.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/ids.hpp"
#include "sandbox/posting.hpp"
#include "sandbox/routes.hpp"

#include <nlohmann/json.hpp>

namespace qm::sandbox {

using nlohmann::json;

namespace {

Failure no_post() {
    return {404, "app.post.get.app_error", "Unable to get the post."};
}

// The post that the path names, if the caller may see it: a member, or anybody in the team when
// the channel is public.
Outcome<const Post*> post_in(const Call& call, std::size_t i) {
    const Post* post = call.world().post(call.ids[i]);
    if (post == nullptr || post->delete_at != 0) return no_post();
    const Channel* channel = call.world().channel(post->channel_id);
    if (channel == nullptr || !may_look_at(call, *channel)) return no_permission();
    return post;
}

// The same, but only for members of its channel.
Outcome<const Post*> post_of_member(const Call& call, std::size_t i) {
    auto post = post_in(call, i);
    if (!post) return post;
    const Channel* channel = call.world().channel((*post)->channel_id);
    if (!may_read(call, *channel)) return no_permission();
    return post;
}

// What a replica that lags has not got yet.
World::Posts as_read(const Call& call, World::Posts posts) {
    const std::int64_t lag = call.server.faults.lag_ms(call.me->username);
    if (lag == 0) return posts;
    const std::int64_t last = call.server.clock.now_ms() - lag;
    std::erase_if(posts, [&](const Post* post) { return post->create_at > last; });
    return posts;
}

Answer list_posts(const Call& call) {
    const Channel* channel = call.world().channel(call.ids[0]);
    if (channel == nullptr || !may_read(call, *channel)) return failed(no_permission());
    std::string after = call.request.parameter("after"), before = call.request.parameter("before");
    std::string since = call.request.parameter("since");
    if (!after.empty() && !is_id(after)) return failed(invalid_parameter("after"));
    if (!before.empty() && !is_id(before)) return failed(invalid_parameter("before"));
    std::size_t page = call.number("page", 0, 1'000'000);
    std::size_t per_page = call.number("per_page", 60, 200);
    const World& world = call.world();
    if (!since.empty()) {
        bool number = since.size() < 16 && since.find_first_not_of("0123456789") == since.npos;
        if (!number) return failed(invalid_parameter("since"));
        return answer_of(post_list(world, as_read(call, world.since(*channel, std::stoll(since)))));
    }
    auto posts = as_read(call, !after.empty()    ? world.after(*channel, after, page, per_page)
                               : !before.empty() ? world.before(*channel, before, page, per_page)
                                                 : world.page(*channel, page, per_page));
    // The neighbours of what is listed, for clients that scroll.
    std::string next, prev;
    if (!posts.empty()) {
        auto newer = world.after(*channel, posts.front()->id, 0, 1);
        auto older = world.before(*channel, posts.back()->id, 0, 1);
        if (!newer.empty()) next = newer.front()->id;
        if (!older.empty()) prev = older.front()->id;
    }
    return answer_of(post_list(world, posts, next, prev));
}

Answer get_post(const Call& call) {
    auto post = post_in(call, 0);
    return post ? answer_of(seen_post(call.server, **post)) : failed(post.error());
}

// Mattermost lists the post that was asked for once more in front of its thread.
Answer get_thread(const Call& call) {
    auto post = post_in(call, 0);
    if (!post) return failed(post.error());
    World::Posts order{*post};
    for (const Post* each : call.world().thread((*post)->thread()))
        order.push_back(each);
    return answer_of(post_list(call.world(), as_read(call, std::move(order))));
}

Answer new_post(const Call& call) {
    json body = body_of(call);
    if (!body.is_object()) return failed(invalid_body("post"));
    Draft draft;
    draft.user_id = call.me->id;
    draft.channel_id = text_in(body, "channel_id");
    draft.root_id = text_in(body, "root_id");
    if (call.server.options.arriving) call.server.options.arriving(draft.user_id, draft.root_id);
    draft.message = text_in(body, "message");
    draft.pending_post_id = text_in(body, "pending_post_id");
    if (body.contains("props")) draft.props = normal_props(body["props"]);
    const Channel* channel = call.world().channel(draft.channel_id);
    if (channel == nullptr || !channel->has(call.me->id)) return failed(no_permission());
    auto post = create_post(call.server, draft);
    if (!post) return failed(post.error());
    PostView view{call.world().reply_count(*post), draft.pending_post_id};
    return answer_of(post_json(*post, view), 201);
}

// For system administrators only: neither a bot nor system_post_all is enough.
Answer new_ephemeral(const Call& call) {
    json body = body_of(call);
    if (!call.me->admin()) return failed(no_permission());
    const json post = body.is_object() ? body.value("post", json()) : json();
    Whisper words{text_in(body, "user_id"), text_in(post, "channel_id"), text_in(post, "root_id"),
                  text_in(post, "message")};
    if (post.contains("props")) words.props = normal_props(post["props"]);
    if (call.world().user(words.user_id) == nullptr) return failed(invalid_body("user_id"));
    if (call.world().channel(words.channel_id) == nullptr)
        return failed(invalid_body("channel_id"));
    return answer_of(whisper(call.server, words), 201);
}

Answer change(const Call& call, const json& body) {
    auto post = post_of_member(call, 0);
    if (!post) return failed(post.error());
    if ((*post)->user_id != call.me->id && !call.me->admin()) return failed(no_permission());
    if ((*post)->type.starts_with("system_"))
        return failed({400, "api.post.update_post.system_message.app_error",
                       "Unable to update system message."});
    PostChange change;
    if (body.contains("message") && body["message"].is_string())
        change.message = body["message"].get<std::string>();
    if (body.contains("props") && body["props"].is_object())
        change.props = normal_props(body["props"]);
    if (body.contains("is_pinned") && body["is_pinned"].is_boolean())
        change.pinned = body["is_pinned"].get<bool>();
    auto changed = change_post(call.server, **post, change);
    return changed ? answer_of(seen_post(call.server, *changed)) : failed(changed.error());
}

Answer patch_post(const Call& call) {
    json body = body_of(call);
    return body.is_object() ? change(call, body) : failed(invalid_body("post"));
}

Answer replace_post(const Call& call) {
    json body = body_of(call);
    if (text_in(body, "id") != call.ids[0]) return failed(invalid_parameter("id"));
    if (!body.contains("props")) body["props"] = json::object();
    return change(call, body);
}

Answer remove_post(const Call& call) {
    auto post = post_of_member(call, 0);
    if (!post) return failed(post.error());
    if ((*post)->user_id != call.me->id && !call.me->admin()) return failed(no_permission());
    delete_post(call.server, **post);
    return ok_answer();
}

Answer set_pin(const Call& call) {
    auto post = post_of_member(call, 0);
    if (!post) return failed(post.error());
    PostChange change;
    change.pinned = call.request.path.ends_with("/pin");
    auto changed = change_post(call.server, **post, change);
    return changed ? ok_answer() : failed(changed.error());
}

Answer add_reaction(const Call& call) {
    json body = body_of(call);
    if (text_in(body, "user_id") != call.me->id) return failed(no_permission());
    const Post* post = call.world().post(text_in(body, "post_id"));
    if (post == nullptr || post->delete_at != 0) return failed(no_permission());
    const Channel* channel = call.world().channel(post->channel_id);
    if (channel == nullptr || !may_read(call, *channel)) return failed(no_permission());
    auto reaction = react(call.server, *call.me, *post, text_in(body, "emoji_name"));
    return reaction ? answer_of(reaction_json(*reaction)) : failed(reaction.error());
}

Answer remove_reaction(const Call& call) {
    const Post* post = call.world().post(call.ids[1]);
    if (post == nullptr || !call.is(call.ids[0])) return failed(no_permission());
    const User* user = call.world().user(call.ids[0]);
    if (user == nullptr) return failed(invalid_parameter("user_id"));
    unreact(call.server, *user, *post, call.ids[2]);
    return ok_answer();
}

Answer get_reactions(const Call& call) {
    auto post = post_in(call, 0);
    if (!post) return failed(post.error());
    Json list = Json::array();
    for (const Reaction& reaction : (*post)->reactions)
        list.push_back(reaction_json(reaction));
    return answer_of(list);
}

Answer pinned_posts(const Call& call) {
    const Channel* channel = call.world().channel(call.ids[0]);
    if (channel == nullptr || !may_read(call, *channel)) return failed(no_permission());
    World::Posts pinned;
    for (const Post* post : call.world().page(*channel, 0, World::posts_max))
        if (post->pinned) pinned.push_back(post);
    return answer_of(post_list(call.world(), pinned));
}

constexpr Route routes[] = {
    {"GET", "/channels/{}/posts", list_posts},
    {"GET", "/channels/{}/pinned", pinned_posts},
    {"POST", "/posts", new_post},
    {"POST", "/posts/ephemeral", new_ephemeral},
    {"GET", "/posts/{}", get_post},
    {"PUT", "/posts/{}", replace_post},
    {"DELETE", "/posts/{}", remove_post},
    {"GET", "/posts/{}/thread", get_thread},
    {"PUT", "/posts/{}/patch", patch_post},
    {"POST", "/posts/{}/pin", set_pin},
    {"POST", "/posts/{}/unpin", set_pin},
    {"GET", "/posts/{}/reactions", get_reactions},
    {"POST", "/reactions", add_reaction},
    {"DELETE", "/users/{}/posts/{}/reactions/{name}", remove_reaction},
};

}  // namespace

std::span<const Route> post_routes() {
    return routes;
}

}  // namespace qm::sandbox
