// What a Mattermost server remembers, as the sandbox needs it. Times are milliseconds since 1970.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace qm::sandbox {

struct Team {
    std::string id, name, display;
    std::int64_t create_at = 0;
};

struct User {
    std::string id, username, password, first_name, last_name, locale, timezone, role;
    std::string roles = "system_user";  // separated by spaces; system_admin may do everything
    std::string description, owner_id;  // of a bot
    bool bot = false;
    std::int64_t create_at = 0, update_at = 0, delete_at = 0;

    bool admin() const { return roles.find("system_admin") != std::string::npos; }
    std::string display() const {
        return last_name.empty() ? first_name : first_name + " " + last_name;
    }
};

// A login or a personal access token; `description` and `id` only matter for the latter.
struct Session {
    std::string token, id, user_id, description;
    bool access = false;
    std::int64_t create_at = 0;
};

struct Member {
    std::string user_id;
    std::int64_t joined_at = 0, viewed_at = 0;
};

struct Channel {
    std::string id, name, display, type = "O", header, purpose, creator_id;
    std::int64_t create_at = 0, update_at = 0, delete_at = 0;
    std::int64_t last_post_at = 0, total_msg_count = 0;  // counted by the world
    std::map<std::string, Member> members;               // by user id; journalled on their own

    bool direct() const { return type == "D" || type == "G"; }
    bool has(const std::string& user_id) const { return members.contains(user_id); }
};

struct Reaction {
    std::string user_id, post_id, emoji_name;
    std::int64_t create_at = 0;
};

struct Post {
    std::string id, user_id, channel_id, root_id, message, type;
    std::string props = "{}";  // JSON text with every `integration`; readers see it stripped
    std::int64_t create_at = 0, update_at = 0, edit_at = 0, delete_at = 0;
    bool pinned = false;
    std::vector<Reaction> reactions;

    const std::string& thread() const { return root_id.empty() ? id : root_id; }
};

struct Command {
    std::string id, token, creator_id, trigger, url, method = "P", hint, description;
    std::string display_name, username, icon_url;
    bool autocomplete = true;
    std::int64_t create_at = 0, update_at = 0;
};

// Changes that are not simply the newest form of a thing.
struct Joined {
    std::string channel_id;
    Member member;
};
struct Left {
    std::string channel_id, user_id;
};
struct SessionEnd {
    std::string token;
};
struct CommandEnd {
    std::string id;
};
struct WallTime {
    std::int64_t now = 0;
};

}  // namespace qm::sandbox
