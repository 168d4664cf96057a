// REST: teams, channels, direct channels and their members.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/ids.hpp"
#include "sandbox/mattermost_json.hpp"
#include "sandbox/posting.hpp"
#include "sandbox/routes.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace qm::sandbox {

using nlohmann::json;

namespace {

Failure no_channel() {
    return {404, "app.channel.get.existing.app_error", "Unable to find the existing channel."};
}
Failure no_team() {
    return {404, "app.team.get.find.app_error", "Unable to find the existing team."};
}
Failure no_member() {
    return {404, "app.channel.get_member.missing.app_error",
            "No channel member found for that user ID and channel ID."};
}

Failure full() {
    return {400, "sandbox.limit.app_error", "The sandbox is full."};
}

Json shown(const Call& call, const Channel& channel) {
    return channel_json(channel, call.world().team(),
                        display_of(channel, call.world(), call.me->id));
}

bool our_team(const Call& call, std::size_t i) {
    const Team& team = call.world().team();
    return call.ids[i] == team.id || lower(call.ids[i]) == team.name;
}

Answer get_team(const Call& call) {
    return our_team(call, 0) ? answer_of(team_json(call.world().team())) : failed(no_team());
}

Answer teams_of(const Call& call) {
    if (!call.is(call.ids[0])) return failed(no_permission());
    return answer_of(Json::array({team_json(call.world().team())}));
}

Answer team_members_of(const Call& call) {
    const User* user = call.world().user(call.ids[0]);
    if (user == nullptr || !call.is(call.ids[0])) return failed(no_permission());
    return answer_of(Json::array({team_member_json(call.world().team(), *user)}));
}

// Everybody is in the team already.
Answer add_team_member(const Call& call) {
    const User* user = call.world().user(text_in(body_of(call), "user_id"));
    if (user == nullptr) return failed(invalid_body("user_id"));
    if (!call.is(user->id)) return failed(no_permission());
    return answer_of(team_member_json(call.world().team(), *user), 201);
}

Answer team_member(const Call& call) {
    const User* user = call.world().user(call.ids[1]);
    if (user == nullptr || call.ids[0] != call.world().team().id)
        return failed({404, "app.team.get_member.missing.app_error", "No team member found."});
    return answer_of(team_member_json(call.world().team(), *user));
}

Answer team_members(const Call& call) {
    if (!our_team(call, 0)) return failed(no_team());
    Json list = Json::array();
    for (const User& user : call.world().users())
        if (list.size() < 200) list.push_back(team_member_json(call.world().team(), user));
    return answer_of(list);
}

Answer team_unread(const Call& call) {
    Json one;
    one["team_id"] = call.world().team().id;
    one["msg_count"] = 0;
    one["mention_count"] = 0;
    return answer_of(Json::array({one}));
}

// A user's channels of the team, direct ones included.
std::vector<const Channel*> of_user(const Call& call) {
    std::vector<const Channel*> found;
    for (const Channel& channel : call.world().channels())
        if (channel.delete_at == 0 && channel.has(call.ids[0])) found.push_back(&channel);
    std::ranges::stable_sort(found, {}, &Channel::display);
    return found;
}

Answer channels_of_user(const Call& call) {
    if (!call.is(call.ids[0])) return failed(no_permission());
    if (!our_team(call, 1)) return failed(no_team());
    Json list = Json::array();
    for (const Channel* channel : of_user(call))
        list.push_back(shown(call, *channel));
    return answer_of(list);
}

Answer memberships_of_user(const Call& call) {
    if (!call.is(call.ids[0])) return failed(no_permission());
    Json list = Json::array();
    for (const Channel* channel : of_user(call))
        list.push_back(member_json(*channel, channel->members.at(call.ids[0])));
    return answer_of(list);
}

Answer public_channels(const Call& call) {
    if (!our_team(call, 0)) return failed(no_team());
    std::vector<const Channel*> found;
    for (const Channel& channel : call.world().channels())
        if (channel.type == "O" && channel.delete_at == 0) found.push_back(&channel);
    std::ranges::stable_sort(found, {}, &Channel::display);
    std::size_t per_page = call.number("per_page", 60, 200);
    std::size_t from = std::min(found.size(), call.number("page", 0, 100'000) * per_page);
    std::size_t until = std::min(found.size(), from + per_page);
    Json list = Json::array();
    for (std::size_t i = from; i < until; ++i)
        list.push_back(shown(call, *found[i]));
    return answer_of(list);
}

Answer get_channel(const Call& call) {
    const Channel* channel = call.world().channel(call.ids[0]);
    if (channel == nullptr) return failed(no_channel());
    return may_look_at(call, *channel) ? answer_of(shown(call, *channel)) : failed(no_permission());
}

Answer get_channel_named(const Call& call) {
    if (!our_team(call, 0)) return failed(no_team());
    const Channel* channel = call.world().channel_named(call.ids[1]);
    const bool archived = channel != nullptr && channel->delete_at != 0 &&
                          call.request.parameter("include_deleted") != "true";
    // A closed channel is not told from one that is not there.
    if (channel == nullptr || archived || !may_look_at(call, *channel))
        return failed(
            {404, "app.channel.get_by_name.missing.app_error", "Channel does not exist."});
    return answer_of(shown(call, *channel));
}

Answer create_channel(const Call& call) {
    json body = body_of(call);
    Channel channel;
    channel.name = lower(text_in(body, "name"));
    bool fits = !channel.name.empty() && channel.name.size() <= 64 &&
                channel.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") ==
                    std::string::npos;
    if (!fits) return failed(invalid_body("name"));
    if (text_in(body, "team_id") != call.world().team().id) return failed(no_permission());
    if (call.world().channel_named(channel.name))
        return failed({400, "store.sql_channel.save_channel.exists.app_error",
                       "A channel with that name already exists on the same team."});
    if (call.world().channels().size() >= World::channels_max) return failed(full());
    channel.id = new_id();
    channel.display = text_in(body, "display_name");
    channel.type = text_in(body, "type") == "P" ? "P" : "O";
    channel.header = text_in(body, "header");
    channel.purpose = text_in(body, "purpose");
    channel.creator_id = call.me->id;
    channel.create_at = channel.update_at = call.server.clock.stamp();
    call.server.save(channel);
    call.server.save(Joined{channel.id, {call.me->id, channel.create_at, channel.create_at}});
    Event event{"channel_created",
                json({{"channel_id", channel.id}, {"team_id", call.world().team().id}}).dump(),
                call.me->id};
    call.server.sockets.publish(event);
    return answer_of(shown(call, *call.world().channel(channel.id)), 201);
}

Answer archive_channel(const Call& call) {
    const Channel* channel = call.world().channel(call.ids[0]);
    if (channel == nullptr) return failed(no_channel());
    if (channel->direct())
        return failed({400, "api.channel.delete_channel.type.invalid",
                       "Cannot delete direct or group message channels"});
    if (!may_read(call, *channel)) return failed(no_permission());
    Channel archived = *channel;
    archived.delete_at = archived.update_at = call.server.clock.stamp();
    call.server.save(archived);
    Event event{"channel_deleted",
                json({{"channel_id", archived.id}, {"delete_at", archived.delete_at}}).dump()};
    call.server.sockets.publish(event);
    return ok_answer();
}

// Idempotent: the channel of two people, or of one alone.
Answer direct_channel(const Call& call) {
    auto ids = strings_of(body_of(call));
    if (ids.size() != 2) return failed(invalid_body("user_ids"));
    bool known = call.world().user(ids[0]) && call.world().user(ids[1]);
    if (!known) return failed(invalid_body("user_id"));
    if (!call.is(ids[0]) && !call.is(ids[1])) return failed(no_permission());
    std::ranges::sort(ids);
    std::string name = ids[0] + "__" + ids[1];
    if (const Channel* channel = call.world().channel_named(name))
        return answer_of(shown(call, *channel), 201);
    if (call.world().channels().size() >= World::channels_max) return failed(full());
    Channel channel;
    channel.id = new_id();
    channel.name = name;
    channel.type = "D";
    channel.creator_id = call.me->id;
    channel.create_at = channel.update_at = call.server.clock.stamp();
    call.server.save(channel);
    for (const std::string& id : ids)
        call.server.save(Joined{channel.id, {id, channel.create_at, 0}});
    std::string mate = ids[0] == call.me->id ? ids[1] : ids[0];
    Event event{"direct_added", json({{"creator_id", call.me->id}, {"teammate_id", mate}}).dump()};
    event.channel_id = channel.id;
    call.server.sockets.publish(event);
    return answer_of(shown(call, *call.world().channel(channel.id)), 201);
}

Answer get_members(const Call& call) {
    const Channel* channel = call.world().channel(call.ids[0]);
    if (channel == nullptr) return failed(no_channel());
    if (!may_read(call, *channel)) return failed(no_permission());
    std::size_t per_page = call.number("per_page", 60, 200);
    std::size_t from = call.number("page", 0, 100'000) * per_page;
    Json list = Json::array();
    std::size_t i = 0;
    for (const auto& [id, member] : channel->members) {
        if (i >= from && i < from + per_page) list.push_back(member_json(*channel, member));
        ++i;
    }
    return answer_of(list);
}

Answer get_member(const Call& call) {
    const Channel* channel = call.world().channel(call.ids[0]);
    if (channel == nullptr) return failed(no_channel());
    if (!may_read(call, *channel)) return failed(no_permission());
    if (!channel->has(call.ids[1])) return failed(no_member());
    return answer_of(member_json(*channel, channel->members.at(call.ids[1])));
}

Answer add_member(const Call& call) {
    const Channel* channel = call.world().channel(call.ids[0]);
    if (channel == nullptr) return failed(no_channel());
    const User* user = call.world().user(text_in(body_of(call), "user_id"));
    if (user == nullptr) return failed(invalid_body("user_id"));
    bool may = may_read(call, *channel) || (channel->type == "O" && user->id == call.me->id);
    if (!may || channel->direct()) return failed(no_permission());
    join_channel(call.server, *channel, *user, *call.me);
    return answer_of(member_json(*channel, channel->members.at(user->id)), 201);
}

Answer remove_member(const Call& call) {
    const Channel* channel = call.world().channel(call.ids[0]);
    const User* user = call.world().user(call.ids[1]);
    if (channel == nullptr) return failed(no_channel());
    if (!may_read(call, *channel) || channel->direct()) return failed(no_permission());
    if (user == nullptr || !channel->has(user->id)) return failed(no_member());
    if (channel->name == "town-square")
        return failed({400, "api.channel.remove.default.app_error",
                       "Unable to remove user from the default channel town-square."});
    leave_channel(call.server, *channel, *user, *call.me);
    return ok_answer();
}

Answer view_channel(const Call& call) {
    Json out;
    out["status"] = "OK";
    out["last_viewed_at_times"] = Json::object();
    const Channel* channel = call.world().channel(text_in(body_of(call), "channel_id"));
    if (channel == nullptr || !channel->has(call.ids[0]) || !call.is(call.ids[0]))
        return answer_of(out);
    Member member = channel->members.at(call.ids[0]);
    out["last_viewed_at_times"][channel->id] = channel->last_post_at;
    if (member.viewed_at < channel->last_post_at) {
        member.viewed_at = channel->last_post_at;
        call.server.save(Joined{channel->id, member});
    }
    return answer_of(out);
}

constexpr Route routes[] = {
    {"GET", "/users/{}/teams", teams_of},
    {"GET", "/users/{}/teams/members", team_members_of},
    {"GET", "/users/{}/teams/unread", team_unread},
    {"GET", "/users/{}/teams/{}/channels", channels_of_user},
    {"GET", "/users/{}/teams/{}/channels/members", memberships_of_user},
    {"GET", "/teams/name/{name}", get_team},
    {"GET", "/teams/{}", get_team},
    {"GET", "/teams/{}/members", team_members},
    {"POST", "/teams/{}/members", add_team_member},
    {"GET", "/teams/{}/members/{}", team_member},
    {"GET", "/teams/{}/channels", public_channels},
    {"GET", "/teams/{}/channels/name/{name}", get_channel_named},
    {"GET", "/teams/name/{name}/channels/name/{name}", get_channel_named},
    {"POST", "/channels/direct", direct_channel},
    {"POST", "/channels/members/{}/view", view_channel},
    {"POST", "/channels", create_channel},
    {"GET", "/channels/{}", get_channel},
    {"DELETE", "/channels/{}", archive_channel},
    {"GET", "/channels/{}/members", get_members},
    {"POST", "/channels/{}/members", add_member},
    {"GET", "/channels/{}/members/{}", get_member},
    {"DELETE", "/channels/{}/members/{}", remove_member},
};

}  // namespace

std::span<const Route> channel_routes() {
    return routes;
}

}  // namespace qm::sandbox
