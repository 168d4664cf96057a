// What the sandbox knows as Mattermost 5.38 writes it: fields, their order, their empty forms.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/mattermost_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace qm::sandbox {

using nlohmann::json;

std::string server_version() {
    return "5.38.0..5b4b8d937a25e5d1116fa64a2ecd8835.false";
}

Json user_json(const User& user, bool own) {
    Json out;
    out["id"] = user.id;
    out["create_at"] = user.create_at;
    out["update_at"] = user.update_at;
    out["delete_at"] = user.delete_at;
    out["username"] = user.username;
    out["auth_data"] = "";
    out["auth_service"] = "";
    out["email"] = user.username + (user.bot ? "@localhost" : "@example.com");
    if (own) out["email_verified"] = true;
    out["nickname"] = "";
    out["first_name"] = user.first_name;
    out["last_name"] = user.last_name;
    out["position"] = user.role;
    out["roles"] = user.roles;
    if (own) {
        out["notify_props"] = {
            {"channel", "true"},       {"comments", "never"}, {"desktop", "mention"},
            {"desktop_sound", "true"}, {"email", "false"},    {"first_name", "false"},
            {"mention_keys", ""},      {"push", "mention"},   {"push_status", "away"}};
        out["last_password_update"] = user.create_at;
    }
    out["locale"] = user.locale;
    out["timezone"] = {{"automaticTimezone", user.timezone},
                       {"manualTimezone", ""},
                       {"useAutomaticTimezone", "true"}};
    if (user.bot) {
        out["is_bot"] = true;
        out["bot_description"] = user.description;
    }
    out["disable_welcome_email"] = false;
    return out;
}

Json bot_json(const User& user) {
    Json out;
    out["user_id"] = user.id;
    out["username"] = user.username;
    if (!user.display().empty()) out["display_name"] = user.display();
    if (!user.description.empty()) out["description"] = user.description;
    out["owner_id"] = user.owner_id;
    out["create_at"] = user.create_at;
    out["update_at"] = user.update_at;
    out["delete_at"] = user.delete_at;
    return out;
}

Json team_json(const Team& team) {
    Json out;
    out["id"] = team.id;
    out["create_at"] = team.create_at;
    out["update_at"] = team.create_at;
    out["delete_at"] = 0;
    out["display_name"] = team.display;
    out["name"] = team.name;
    for (const char* key : {"description", "email"})
        out[key] = "";
    out["type"] = "O";
    for (const char* key : {"company_name", "allowed_domains", "invite_id"})
        out[key] = "";
    out["allow_open_invite"] = false;
    for (const char* key : {"scheme_id", "group_constrained", "policy_id"})
        out[key] = nullptr;
    return out;
}

Json team_member_json(const Team& team, const User& user) {
    Json out;
    out["team_id"] = team.id;
    out["user_id"] = user.id;
    out["roles"] = "team_user";
    out["delete_at"] = 0;
    out["scheme_guest"] = false;
    out["scheme_user"] = true;
    out["scheme_admin"] = user.admin();
    out["explicit_roles"] = "";
    return out;
}

Json channel_json(const Channel& channel, const Team& team, std::string_view display) {
    Json out;
    out["id"] = channel.id;
    out["create_at"] = channel.create_at;
    out["update_at"] = channel.update_at;
    out["delete_at"] = channel.delete_at;
    out["team_id"] = channel.direct() ? std::string() : team.id;
    out["type"] = channel.type;
    out["display_name"] = display;
    out["name"] = channel.name;
    out["header"] = channel.header;
    out["purpose"] = channel.purpose;
    out["last_post_at"] = channel.last_post_at;
    out["total_msg_count"] = channel.total_msg_count;
    out["extra_update_at"] = 0;
    out["creator_id"] = channel.creator_id;
    for (const char* key : {"scheme_id", "props", "group_constrained", "shared"})
        out[key] = nullptr;
    out["total_msg_count_root"] = channel.total_msg_count;
    out["policy_id"] = nullptr;
    return out;
}

Json member_json(const Channel& channel, const Member& member) {
    Json out;
    out["channel_id"] = channel.id;
    out["user_id"] = member.user_id;
    out["roles"] = "channel_user";
    out["last_viewed_at"] = member.viewed_at;
    out["msg_count"] = channel.total_msg_count;
    out["mention_count"] = 0;
    out["mention_count_root"] = 0;
    out["msg_count_root"] = channel.total_msg_count;
    out["notify_props"] = {{"desktop", "default"},
                           {"email", "default"},
                           {"ignore_channel_mentions", "default"},
                           {"mark_unread", "all"},
                           {"push", "default"}};
    out["last_update_at"] = member.joined_at;
    out["scheme_guest"] = false;
    out["scheme_user"] = true;
    out["scheme_admin"] = channel.creator_id == member.user_id;
    out["explicit_roles"] = "";
    return out;
}

Json command_json(const Command& command, const Team& team, bool with_token) {
    Json out;
    out["id"] = command.id;
    out["token"] = with_token ? command.token : std::string();
    out["create_at"] = command.create_at;
    out["update_at"] = command.update_at;
    out["delete_at"] = 0;
    out["creator_id"] = command.creator_id;
    out["team_id"] = team.id;
    out["trigger"] = command.trigger;
    out["method"] = command.method;
    out["username"] = command.username;
    out["icon_url"] = command.icon_url;
    out["auto_complete"] = command.autocomplete;
    out["auto_complete_desc"] = command.description;
    out["auto_complete_hint"] = command.hint;
    out["display_name"] = command.display_name;
    out["description"] = command.description;
    out["url"] = with_token ? command.url : std::string();
    return out;
}

Json reaction_json(const Reaction& reaction) {
    Json out;
    out["user_id"] = reaction.user_id;
    out["post_id"] = reaction.post_id;
    out["emoji_name"] = reaction.emoji_name;
    out["create_at"] = reaction.create_at;
    out["update_at"] = reaction.create_at;
    out["delete_at"] = 0;
    out["remote_id"] = "";
    return out;
}

Json post_json(const Post& post, const PostView& view) {
    Json out;
    out["id"] = post.id;
    out["create_at"] = post.create_at;
    out["update_at"] = post.update_at;
    out["edit_at"] = post.edit_at;
    out["delete_at"] = post.delete_at;
    out["is_pinned"] = post.pinned;
    out["user_id"] = post.user_id;
    out["channel_id"] = post.channel_id;
    out["root_id"] = post.root_id;
    out["parent_id"] = post.type == "system_ephemeral" ? std::string() : post.root_id;
    out["original_id"] = "";
    out["message"] = post.message;
    out["type"] = post.type;
    out["props"] = shown_props(post.props, view.seal);
    out["hashtags"] = "";
    out["pending_post_id"] = view.pending_post_id;
    if (!post.reactions.empty()) out["has_reactions"] = true;
    out["reply_count"] = view.reply_count;
    out["last_reply_at"] = 0;
    out["participants"] = nullptr;
    Json metadata = Json::object();
    if (has_attachments(post.props))
        metadata["embeds"] = Json::array({{{"type", "message_attachment"}}});
    for (const Reaction& reaction : post.reactions)
        metadata["reactions"].push_back(reaction_json(reaction));
    out["metadata"] = std::move(metadata);
    return out;
}

Json post_list(const World& world, const World::Posts& order, const std::string& next,
               const std::string& prev) {
    Json ids = Json::array();
    std::map<std::string, Json> posts;  // Go sorts the keys of a map
    auto add = [&](const Post* post) {
        if (posts.contains(post->id)) return;
        posts[post->id] = post_json(*post, {world.reply_count(*post)});
    };
    for (const Post* post : order) {
        ids.push_back(post->id);
        add(post);
        if (!post->root_id.empty())
            for (const Post* other : world.thread(post->root_id))
                add(other);
    }
    Json out;
    out["order"] = std::move(ids);
    out["posts"] = posts.empty() ? Json::object() : Json(posts);
    out["next_post_id"] = next;
    out["prev_post_id"] = prev;
    return out;
}

Json dialog_json(const json& dialog) {
    auto text = [](const json& from, const char* key) {
        return from.is_object() && from.contains(key) && from[key].is_string()
                   ? from[key].get<std::string>()
                   : std::string();
    };
    Json elements = Json::array();
    for (const json& element : dialog.value("elements", json::array())) {
        if (!element.is_object()) continue;
        Json one;
        for (const char* key :
             {"display_name", "name", "type", "subtype", "default", "placeholder", "help_text"})
            one[key] = text(element, key);
        one["optional"] = element.value("optional", json()) == true;
        for (const char* key : {"min_length", "max_length"})
            one[key] = element.value(key, json()).is_number() ? Json(element[key]) : Json(0);
        one["data_source"] = text(element, "data_source");
        one["options"] =
            element.value("options", json()).is_array() ? Json(element["options"]) : Json();
        elements.push_back(std::move(one));
    }
    Json out;
    for (const char* key : {"callback_id", "title", "introduction_text", "icon_url"})
        out[key] = text(dialog, key);
    out["elements"] = std::move(elements);
    out["submit_label"] = text(dialog, "submit_label");
    out["notify_on_cancel"] = dialog.value("notify_on_cancel", json()) == true;
    out["state"] = text(dialog, "state");
    return out;
}

Json failure_json(const Failure& failure, std::string request_id) {
    Json out;
    out["id"] = failure.id;
    out["message"] = failure.message;
    out["detailed_error"] = failure.detail;
    if (!request_id.empty()) out["request_id"] = std::move(request_id);
    out["status_code"] = failure.status;
    return out;
}

std::string display_of(const Channel& channel, const World& world, const std::string& viewer) {
    if (!channel.direct()) return channel.display;
    for (const auto& [id, member] : channel.members)
        if (id != viewer)
            if (const User* user = world.user(id)) return user->username;
    const User* self = world.user(viewer);
    return self ? self->username : channel.name;
}

}  // namespace qm::sandbox
