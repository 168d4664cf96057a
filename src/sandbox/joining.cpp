// Who is in which channel: joining and leaving, with the events and system posts that tell of it.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/posting.hpp"

#include <nlohmann/json.hpp>

namespace qm::sandbox {

using nlohmann::json;

namespace {

void system_post(Server& server, const Channel& channel, const User& by, const char* type,
                 const std::string& message, const json& props) {
    if (channel.direct()) return;
    Draft draft;
    draft.user_id = by.id;
    draft.channel_id = channel.id;
    draft.type = type;
    draft.message = message;
    draft.props = normal_props(props);
    auto made = create_post(server, std::move(draft));
    if (!made) server.say("no system post: " + made.error().message);
}

void tell(Server& server, const char* name, const json& data, const std::string& user_id,
          const std::string& channel_id, const std::string& omit = {}) {
    Event event{name, go_text(data), user_id, channel_id, omit};
    server.sockets.publish(event);
}

}  // namespace

void join_channel(Server& server, const Channel& channel, const User& user, const User& by) {
    if (channel.has(user.id)) return;
    server.save(Joined{channel.id, {user.id, server.clock.now_ms(), 0}});
    tell(server, "user_added", {{"team_id", server.world.team().id}, {"user_id", user.id}}, {},
         channel.id);
    if (user.id == by.id) {
        system_post(server, channel, by, "system_join_channel",
                    user.username + " joined the channel.", {{"username", user.username}});
        return;
    }
    system_post(server, channel, by, "system_add_to_channel",
                user.username + " added to the channel by " + by.username + ".",
                {{"addedUserId", user.id},
                 {"addedUsername", user.username},
                 {"userId", by.id},
                 {"username", by.username}});
}

void leave_channel(Server& server, const Channel& channel, const User& user, const User& by) {
    if (!channel.has(user.id)) return;
    server.save(Left{channel.id, user.id});
    tell(server, "user_removed", {{"remover_id", by.id}, {"user_id", user.id}}, {}, channel.id);
    tell(server, "user_removed", {{"channel_id", channel.id}, {"remover_id", by.id}}, user.id, {});
    if (user.id == by.id)
        system_post(server, channel, by, "system_leave_channel",
                    user.username + " left the channel.", {{"username", user.username}});
    else
        system_post(server, channel, by, "system_remove_from_channel",
                    "@" + user.username + " removed from the channel.",
                    {{"removedUserId", user.id}, {"removedUsername", user.username}});
}

}  // namespace qm::sandbox
