// Posts and reactions: what the server checks, keeps and tells. And the posts it writes itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/failure.hpp"
#include "sandbox/mattermost_json.hpp"
#include "sandbox/server.hpp"

namespace qm::sandbox {

inline constexpr std::size_t message_max = 16'383;  // code points
inline constexpr std::size_t props_max = 8'000;     // code points of the props as JSON

struct Draft {
    std::string user_id, channel_id, root_id, message, type, pending_post_id;
    std::string props = "{}";  // normal_props()
};

// The post and, with a pending_post_id seen in the last 30 s, the one that was made then.
Outcome<Post> create_post(Server& server, Draft draft);

struct PostChange {
    std::optional<std::string> message, props;  // props replace all
    std::optional<bool> pinned;
};
Outcome<Post> change_post(Server& server, const Post& post, const PostChange& change);
void delete_post(Server& server, const Post& post);  // with its answers

Outcome<Reaction> react(Server& server, const User& user, const Post& post,
                        const std::string& emoji);
void unreact(Server& server, const User& user, const Post& post, const std::string& emoji);

// A message only one user sees; it is kept nowhere.
struct Whisper {
    std::string user_id, channel_id, root_id, message;
    std::string props = "{}";
};
Json whisper(Server& server, const Whisper& whisper);  // the post as it was told

Json seen_post(const Server& server, const Post& post);

// Membership, with the events and the system post that tell of it.
void join_channel(Server& server, const Channel& channel, const User& user, const User& by);
void leave_channel(Server& server, const Channel& channel, const User& user, const User& by);

// The ids that a new post mentions.
std::vector<std::string> mentioned(const World& world, const Post& post);

}  // namespace qm::sandbox
