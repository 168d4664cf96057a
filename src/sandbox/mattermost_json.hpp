// What the sandbox knows as Mattermost 5.38 writes it: fields, their order, their empty forms.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/attachments.hpp"
#include "sandbox/failure.hpp"
#include "sandbox/world.hpp"

namespace qm::sandbox {

inline constexpr std::string_view mattermost_version = "5.38.0";
std::string server_version();  // as hello says it

Json user_json(const User& user, bool own);
Json bot_json(const User& user);
Json team_json(const Team& team);
Json team_member_json(const Team& team, const User& user);
Json channel_json(const Channel& channel, const Team& team, std::string_view display);
Json member_json(const Channel& channel, const Member& member);
Json command_json(const Command& command, const Team& team, bool with_token);
Json reaction_json(const Reaction& reaction);
Json dialog_json(const nlohmann::json& dialog);  // with all fields, in order
Json failure_json(const Failure& failure, std::string request_id);

struct PostView {
    std::size_t reply_count = 0;
    std::string pending_post_id = {};
    Seal seal = {};  // for ephemeral posts
};
Json post_json(const Post& post, const PostView& view);

// {order, posts, next_post_id, prev_post_id}; the threads of what is listed come along.
Json post_list(const World& world, const World::Posts& order, const std::string& next = {},
               const std::string& prev = {});

// The display name of a channel as a given user sees it: of a direct one, the other person.
std::string display_of(const Channel& channel, const World& world, const std::string& viewer);

}  // namespace qm::sandbox
