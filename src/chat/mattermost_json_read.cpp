// Reads Mattermost's JSON: bounded, checked, nothing thrown.
// SPDX-License-Identifier: Apache-2.0
#include "chat/json_fields.hpp"
#include "chat/mattermost_json.hpp"

#include <set>

namespace qm::chat {

namespace {

using nlohmann::json;

constexpr std::size_t list_max = 10'000;

result<WirePost> post_of(const json& value) {
    Fields fields(value, "post");
    WirePost post;
    post.id = fields.need("id");
    post.channel = fields.need("channel_id");
    post.user = fields.need("user_id");
    post.create_at = fields.need_number("create_at");
    if (!fields.complete() || post.id.empty() || post.channel.empty()) return fields.error();
    post.root = fields.text("root_id");
    post.message = fields.text("message");
    post.type = fields.text("type");
    post.edit_at = fields.number("edit_at");
    post.delete_at = fields.number("delete_at");
    const Fields props = fields.in("props");
    const Fields ours = props.in("qm");
    post.key = ours.text("k");
    const Fields origin = ours.in("o");
    post.origin = {origin.text("e"), UserId(origin.text("a")), TeamId(origin.text("t")),
                   origin.text("b"), origin.text("p"),         origin.text("w")};
    post.from_machine = props.flag("from_webhook") || props.flag("from_bot");
    return post;
}

result<WireUser> user_of(const json& value) {
    Fields fields(value, "user");
    WireUser user;
    user.id = fields.need("id");
    user.username = fields.need("username");
    if (!fields.complete()) return fields.error();
    std::string full = fields.text("first_name");
    const std::string last = fields.text("last_name");
    if (!full.empty() && !last.empty()) full += " ";
    full += last;
    const std::string nickname = fields.text("nickname");
    user.display = !nickname.empty() ? nickname : !full.empty() ? full : user.username;
    user.locale = fields.text("locale");
    const Fields zone = fields.in("timezone");
    user.zone =
        zone.text(zone.flag("useAutomaticTimezone") ? "automaticTimezone" : "manualTimezone");
    user.is_bot = fields.flag("is_bot");
    user.is_gone = fields.number("delete_at") > 0;
    return user;
}

char type_letter(const std::string& text) {
    return text.size() == 1 && std::string_view("OPDG").find(text[0]) != std::string_view::npos
               ? text[0]
               : 'P';
}

result<WireChannel> channel_of(const json& value) {
    Fields fields(value, "channel");
    WireChannel channel;
    channel.id = fields.need("id");
    channel.name = fields.need("name");
    channel.type = type_letter(fields.need("type"));
    if (!fields.complete()) return fields.error();
    channel.display = fields.text("display_name");
    channel.is_archived = fields.number("delete_at") > 0;
    return channel;
}

template <class T>
result<std::vector<T>> list_of(std::string_view text, std::string_view what,
                               result<T> (*read)(const json&)) {
    const auto list = parse_json(text, what, json::value_t::array);
    if (!list) return list.error();
    if (list->size() > list_max)
        return Error{errc::too_large, "A " + std::string(what) + " over 10,000 items."};
    std::vector<T> out;
    for (const json& value : *list) {
        if (!value.is_object())
            return Error{errc::invalid, "A " + std::string(what) + " of others."};
        auto one = read(value);
        if (!one) return one.error();
        out.push_back(std::move(*one));
    }
    return out;
}

result<Frame> event_of(const json& value) {
    const Fields fields(value, "frame");
    const std::string event = fields.text("event");
    const Fields data = fields.in("data");
    Frame frame;
    frame.seq = fields.number("seq", -1);
    if (frame.seq < 0) return Error{errc::invalid, "A frame without seq."};
    if (event == "hello") {
        frame.kind = FrameKind::hello;
        frame.connection_id = data.text("connection_id");
    } else if (event == "posted") {
        auto post = read_post(data.text("post"));
        if (!post) return post.error();
        frame.kind = FrameKind::posted;
        frame.post = std::move(*post);
        frame.channel_name = data.text("channel_name");
        frame.channel_display = data.text("channel_display_name");
        frame.channel_type = type_letter(data.text("channel_type"));
    } else if (event == "post_edited" || event == "post_deleted") {
        auto post = read_post(data.text("post"));
        if (!post) return post.error();
        frame.kind = event == "post_edited" ? FrameKind::edited : FrameKind::deleted;
        frame.post = std::move(*post);
    } else if (event == "reaction_added") {
        const auto reaction = parse_json(data.text("reaction"), "reaction", json::value_t::object);
        if (!reaction) return reaction.error();
        Fields fields_of(*reaction, "reaction");
        const std::string emoji = fields_of.text("emoji_name");
        if (emoji != "ticket" && emoji != "admission_tickets") return frame;
        frame.kind = FrameKind::ticket;
        frame.user = fields_of.need("user_id");
        frame.post.id = fields_of.need("post_id");
        frame.post.create_at = fields_of.number("create_at");
        if (!fields_of.complete()) return fields_of.error();
    } else if (event == "user_updated") {
        frame.kind = FrameKind::user_updated;
        frame.user = data.in("user").text("id");
    } else if (event == "user_added") {
        frame.kind = FrameKind::user_added;
        frame.user = data.text("user_id");
        frame.channel = fields.in("broadcast").text("channel_id");
    }
    return frame;
}

bool is_error_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
}

}  // namespace

result<Frame> read_frame(std::string_view text) {
    const auto value = parse_json(text, "frame", json::value_t::object);
    if (!value) return value.error();
    const Fields fields(*value, "frame");
    if (fields.has("event")) return event_of(*value);
    if (!fields.has("status")) return Error{errc::invalid, "A frame without event or status."};
    Frame frame;
    frame.kind = FrameKind::reply;
    frame.ok = fields.text("status") == "OK";
    frame.seq_reply = fields.number("seq_reply");
    const Fields error = fields.in("error");
    frame.status = static_cast<int>(error.number("status_code") % 1000);
    frame.error_id = error.text("id");
    return frame;
}

result<WirePost> read_post(std::string_view text) {
    const auto value = parse_json(text, "post", json::value_t::object);
    if (!value) return value.error();
    return post_of(*value);
}

result<std::vector<WirePost>> read_posts(std::string_view text) {
    const auto value = parse_json(text, "list of posts", json::value_t::object);
    if (!value) return value.error();
    const auto order = value->find("order");
    const auto posts = value->find("posts");
    std::vector<WirePost> out;
    if (order == value->end() || order->is_null()) return out;
    if (!order->is_array()) return Error{errc::invalid, "A list of posts whose order is no list."};
    if (order->size() > list_max) return Error{errc::too_large, "A list of over 10,000 posts."};
    std::set<std::string> taken;
    for (const json& id : *order) {
        if (!id.is_string() || !taken.insert(id.get<std::string>()).second) continue;
        if (posts == value->end() || !posts->is_object()) break;
        const auto found = posts->find(id.get<std::string>());
        if (found == posts->end() || !found->is_object())
            return Error{errc::invalid, "A list of posts without one that it orders."};
        auto post = post_of(*found);
        if (!post) return post.error();
        out.push_back(std::move(*post));
    }
    return out;
}

result<WireUser> read_user(std::string_view text) {
    const auto value = parse_json(text, "user", json::value_t::object);
    if (!value) return value.error();
    return user_of(*value);
}

result<std::vector<WireUser>> read_users(std::string_view text) {
    return list_of<WireUser>(text, "list of users", user_of);
}

result<WireChannel> read_channel(std::string_view text) {
    const auto value = parse_json(text, "channel", json::value_t::object);
    if (!value) return value.error();
    return channel_of(*value);
}

result<std::vector<WireChannel>> read_channels(std::string_view text) {
    return list_of<WireChannel>(text, "list of channels", channel_of);
}

result<std::string> read_id(std::string_view text) {
    const auto value = parse_json(text, "team", json::value_t::object);
    if (!value) return value.error();
    Fields fields(*value, "team");
    std::string id = fields.need("id");
    if (id.empty()) return fields.error();
    return id;
}

std::string read_error_id(std::string_view text) {
    const auto value = parse_json(text, "error", json::value_t::object);
    std::string out;
    if (!value) return out;
    for (const char c : Fields(*value, "error").text("id").substr(0, 128))
        if (is_error_char(c)) out += c;
    return out;
}

std::optional<bool> read_health(std::string_view text) {
    const auto value = parse_json(text, "ping", json::value_t::object);
    const std::string status = value ? Fields(*value, "ping").text("database_status") : "";
    if (status.empty()) return std::nullopt;
    return status == "OK";
}

result<ActionCall> read_action_call(std::string_view text) {
    const auto value = parse_json(text, "press", json::value_t::object);
    if (!value) return value.error();
    Fields fields(*value, "press");
    ActionCall call;
    call.user = fields.need("user_id");
    call.channel = fields.need("channel_id");
    call.post = fields.need("post_id");
    if (!fields.complete()) return fields.error();
    call.username = fields.text("user_name");
    call.channel_name = fields.text("channel_name");
    call.trigger = fields.text("trigger_id");
    Fields context = Fields(*value, "press").in("context");
    call.command = context.need("c");
    call.version = context.need_number("v");
    call.sealed_channel = context.need("ch");
    call.expiry = context.need_number("e");
    call.seal = context.need("s");
    call.selected = context.text("selected_option");
    if (!context.complete()) return context.error();
    return call;
}

result<DialogCall> read_dialog_call(std::string_view text) {
    const auto value = parse_json(text, "form", json::value_t::object);
    if (!value) return value.error();
    Fields fields(*value, "form");
    DialogCall call;
    call.user = fields.need("user_id");
    call.state = fields.need("state");
    if (!fields.complete()) return fields.error();
    call.channel = fields.text("channel_id");
    call.cancelled = fields.flag("cancelled");
    call.words = fields.in("submission").text("words");
    return call;
}

result<DialogState> read_dialog_state(std::string_view text) {
    const auto value = parse_json(text, "form's state", json::value_t::object);
    if (!value) return value.error();
    Fields fields(*value, "form's state");
    DialogState state;
    state.command = fields.need("c");
    state.user = fields.need("u");
    state.channel = fields.need("ch");
    state.post = fields.need("p");
    state.nonce = fields.need("n");
    state.expiry = fields.need_number("e");
    state.seal = fields.need("s");
    if (!fields.complete()) return fields.error();
    return state;
}

}  // namespace qm::chat
