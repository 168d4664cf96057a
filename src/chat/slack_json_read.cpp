// Reads Slack's JSON.
// SPDX-License-Identifier: Apache-2.0
#include "chat/json_fields.hpp"
#include "chat/slack_json.hpp"
#include "chat/utf8.hpp"
#include "net/url.hpp"

#include <algorithm>
#include <charconv>

namespace qm::chat {

namespace {

using nlohmann::json;

constexpr std::size_t items_max = 2'000;
constexpr std::string_view key_type = "quartermaster";

// Digits, a point, digits.
bool is_ts(std::string_view ts) {
    const std::size_t point = ts.find('.');
    const auto digits = [](std::string_view part) {
        return !part.empty() && part.size() <= 16 &&
               std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    return point != std::string_view::npos && digits(ts.substr(0, point)) &&
           digits(ts.substr(point + 1));
}

bool is_slack_id(std::string_view id) {
    return !id.empty() && id.size() <= 32 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
}

SlackMessage slack_message(const Fields& fields, const std::string& channel) {
    SlackMessage message;
    message.channel = channel.empty() ? fields.text("channel") : channel;
    message.ts = fields.text("ts");
    message.user = fields.text("user");
    message.thread = fields.text("thread_ts");
    message.text = fields.text("text");
    const std::string subtype = fields.text("subtype");
    message.words = subtype.empty() || subtype == "thread_broadcast" || subtype == "file_share";
    message.from_machine = !fields.text("bot_id").empty() || subtype == "bot_message";
    message.gone = subtype == "tombstone";  // deleted, and replies stand below
    const std::string edited = fields.in("edited").text("ts");
    if (is_ts(edited)) message.edited = edited;
    const Fields metadata = fields.in("metadata");
    if (metadata.text("event_type") != key_type) return message;
    const Fields ours = metadata.in("event_payload");
    message.key = ours.text("key");
    message.origin = {ours.text("event"),   UserId(ours.text("asker")), TeamId(ours.text("team")),
                      ours.text("because"), ours.text("product"),       ours.text("words")};
    return message;
}

// An unfurled link, a reaction or a reply changes a message too: its words are the same then.
void take_change(const Fields& event, SlackFrame& frame) {
    const bool gone = event.text("subtype") == "message_deleted";
    const Fields message = event.in(gone ? "previous_message" : "message");
    frame.message = slack_message(message, event.text("channel"));
    if (gone) frame.message.ts = event.text("deleted_ts");
    frame.message.gone = frame.message.gone || gone;
    const bool known = is_ts(frame.message.ts) && is_slack_id(frame.message.channel);
    const bool says = frame.message.gone || !frame.message.edited.empty();
    if (known && says) frame.kind = SlackKind::changed;
}

void take_event(const Fields& event, SlackFrame& frame) {
    const std::string type = event.text("type");
    frame.user = event.text("user");
    const std::string subtype = event.text("subtype");
    if (type == "message" && (subtype == "message_changed" || subtype == "message_deleted")) {
        take_change(event, frame);
    } else if (type == "message" || type == "app_mention") {
        frame.message = slack_message(event, "");
        const bool known = is_ts(frame.message.ts) && is_slack_id(frame.message.channel);
        if (known) frame.kind = SlackKind::message;
    } else if (type == "reaction_added") {
        const Fields item = event.in("item");
        frame.message.channel = item.text("channel");
        frame.message.ts = item.text("ts");
        frame.emoji = event.text("reaction");
        frame.when = event.text("event_ts");
        const bool known = item.text("type") == "message" && is_ts(frame.message.ts) &&
                           is_slack_id(frame.message.channel);
        if (known) frame.kind = SlackKind::reaction;
    } else if (type == "member_joined_channel") {
        frame.message.channel = event.text("channel");
        frame.when = event.text("event_ts");
        if (is_slack_id(frame.message.channel)) frame.kind = SlackKind::joined;
    } else if (type == "app_home_opened" && event.text("tab") != "messages") {
        frame.kind = SlackKind::home;
    }
}

// Over HTTP an address is asked once to repeat a word, before Slack calls it.
void take_events_call(const Fields& payload, SlackFrame& frame) {
    if (payload.text("type") != "url_verification") return take_event(payload.in("event"), frame);
    frame.kind = SlackKind::challenge;
    frame.text = payload.text("challenge");
}

void take_slash(const Fields& payload, SlackFrame& frame) {
    frame.kind = SlackKind::slash;
    frame.user = payload.text("user_id");
    frame.user_name = payload.text("user_name");
    frame.message.channel = payload.text("channel_id");
    frame.channel_name = payload.text("channel_name");
    frame.trigger = payload.text("trigger_id");
    frame.response_url = payload.text("response_url");
    const std::string words = payload.text("text");
    frame.text = payload.text("command") + (words.empty() ? "" : " " + words);
}

// "12|req do R1042" of the block's id: a menu's options have no room for their command.
void take_action(const json& action, SlackFrame& frame) {
    if (!action.is_object()) return;
    const Fields fields(action, "action");
    frame.action = fields.text("action_id");
    frame.text = fields.text("value");
    frame.menu = fields.text("block_id");
    frame.selected = fields.in("selected_option").text("value");
    frame.when = fields.text("action_ts");
    frame.kind = SlackKind::press;
}

void take_submit(const Fields& payload, SlackFrame& frame) {
    const Fields view = payload.in("view");
    frame.view = view.text("id");
    frame.state = view.text("private_metadata");
    frame.words = view.in("state").in("values").in("words").in("words").text("value");
    frame.kind = SlackKind::submit;
}

void take_interactive(const json& value, SlackFrame& frame) {
    const Fields payload(value, "payload");
    const std::string type = payload.text("type");
    const Fields user = payload.in("user");
    frame.user = user.text("id");
    frame.user_name = user.text("username").empty() ? user.text("name") : user.text("username");
    frame.trigger = payload.text("trigger_id");
    frame.response_url = payload.text("response_url");
    const Fields channel = payload.in("channel");
    frame.message = slack_message(payload.in("message"), channel.text("id"));
    frame.channel_name = channel.text("name");
    if (type == "block_actions") {
        const Fields container = payload.in("container");
        frame.ephemeral = container.flag("is_ephemeral");
        if (frame.message.channel.empty()) frame.message.channel = container.text("channel_id");
        if (frame.message.ts.empty()) frame.message.ts = container.text("message_ts");
        if (frame.message.thread.empty()) frame.message.thread = container.text("thread_ts");
        const auto actions = value.find("actions");
        if (actions != value.end() && actions->is_array() && !actions->empty())
            take_action(actions->front(), frame);
    } else if (type == "view_submission") {
        take_submit(payload, frame);
    } else if (type == "block_suggestion") {
        frame.kind = SlackKind::suggest;
    } else if (type == "message_action" && is_ts(frame.message.ts)) {
        frame.kind = SlackKind::shortcut;
        frame.action = payload.text("callback_id");
        frame.when = payload.text("action_ts");
    }
}

result<SlackFrame> take_payload(std::string_view type, const json& payload, SlackFrame frame) {
    if (type == "events_api")
        take_events_call(Fields(payload, "event"), frame);
    else if (type == "slash_commands")
        take_slash(Fields(payload, "slash command"), frame);
    else if (type == "interactive")
        take_interactive(payload, frame);
    const bool somebody = frame.kind == SlackKind::slash || frame.kind == SlackKind::press ||
                          frame.kind == SlackKind::submit || frame.kind == SlackKind::shortcut;
    if (somebody && !is_slack_id(frame.user)) frame.kind = SlackKind::other;
    return frame;
}

SlackUser slack_user(const Fields& fields) {
    SlackUser user;
    user.id = fields.text("id");
    user.name = fields.text("name");
    user.locale = fields.text("locale");
    user.zone = fields.text("tz");
    user.is_bot = fields.flag("is_bot") || user.id == "USLACKBOT";
    user.is_gone = fields.flag("deleted");
    const Fields profile = fields.in("profile");
    user.email = profile.text("email");
    user.display = profile.text("real_name");
    if (user.display.empty()) user.display = fields.text("real_name");
    if (user.display.empty()) user.display = profile.text("display_name");
    if (user.display.empty()) user.display = user.name;
    return user;
}

SlackChannel channel_of_slack(const Fields& fields) {
    SlackChannel channel;
    channel.id = fields.text("id");
    channel.name = fields.text("name");
    channel.is_direct = fields.flag("is_im");
    channel.is_group = fields.flag("is_mpim");
    channel.is_private = fields.flag("is_private") || fields.flag("is_group");
    channel.is_archived = fields.flag("is_archived");
    channel.is_member = fields.flag("is_member");
    return channel;
}

// Objects of a list in an answer.
template <class One>
result<std::vector<One>> slack_list(std::string_view text, const char* name,
                                    One (*read)(const Fields&)) {
    const auto value = parse_json(text, "Slack answer", json::value_t::object);
    if (!value) return value.error();
    std::vector<One> all;
    const auto list = value->find(name);
    if (list == value->end() || !list->is_array())
        return Error{errc::invalid, std::string("A Slack answer without ") + name + "."};
    for (const json& one : *list) {
        if (all.size() == items_max) break;
        if (one.is_object()) all.push_back(read(Fields(one, name)));
    }
    return all;
}

SlackMessage listed_message(const Fields& fields) {
    return slack_message(fields, "");
}

}  // namespace

std::string slack_post_id(const std::string& channel, const std::string& ts) {
    return channel.empty() || ts.empty() ? std::string() : channel + ":" + ts;
}

SlackPlace slack_place(const std::string& post) {
    const std::size_t colon = post.find(':');
    if (colon == std::string::npos) return {};
    SlackPlace place{post.substr(0, colon), post.substr(colon + 1)};
    return is_slack_id(place.channel) && is_ts(place.ts) ? place : SlackPlace{};
}

std::int64_t slack_ms(const std::string& ts) {
    if (!is_ts(ts)) return 0;
    const std::size_t point = ts.find('.');
    std::int64_t seconds = 0;
    std::from_chars(ts.data(), ts.data() + point, seconds);
    std::int64_t part = 0;
    const std::string digits = (ts.substr(point + 1) + "000").substr(0, 3);
    std::from_chars(digits.data(), digits.data() + digits.size(), part);
    constexpr std::int64_t seconds_max = 1LL << 40;
    return seconds > seconds_max ? 0 : seconds * 1000 + part;
}

result<SlackFrame> read_slack_frame(std::string_view text) {
    const auto value = parse_json(text, "frame", json::value_t::object);
    if (!value) return value.error();
    const Fields fields(*value, "frame");
    const std::string type = fields.text("type");
    SlackFrame frame;
    frame.envelope = fields.text("envelope_id");
    frame.answers = fields.flag("accepts_response_payload");
    if (type == "hello") {
        frame.kind = SlackKind::hello;
        frame.connections =
            static_cast<int>(std::clamp<std::int64_t>(fields.number("num_connections"), 0, 1'000));
        frame.life = std::chrono::seconds(std::clamp<std::int64_t>(
            fields.in("debug_info").number("approximate_connection_time"), 0, 1'000'000));
        return frame;
    }
    if (type == "disconnect") {
        frame.kind = SlackKind::disconnect;
        frame.reason = fields.text("reason");
        return frame;
    }
    const auto payload = value->find("payload");
    if (payload == value->end() || !payload->is_object()) return frame;
    return take_payload(type, *payload, std::move(frame));
}

result<SlackFrame> read_slack_payload(std::string_view type, std::string_view text) {
    const auto payload = parse_json(text, "payload", json::value_t::object);
    if (!payload) return payload.error();
    return take_payload(type, *payload, SlackFrame{});
}

result<SlackFrame> read_slack_command(std::string_view form) {
    json payload = json::object();
    for (const char* name : {"user_id", "user_name", "channel_id", "channel_name", "trigger_id",
                             "response_url", "command", "text"})
        payload[name] = cleaned(net::query_parameter(form, name), Breaks::keep);
    return take_payload("slash_commands", payload, SlackFrame{});
}

result<SlackReply> read_slack_reply(std::string_view text) {
    const auto value = parse_json(text, "Slack answer", json::value_t::object);
    if (!value) return value.error();
    const Fields fields(*value, "Slack answer");
    SlackReply reply;
    reply.ok = fields.flag("ok");
    for (const char c : fields.text("error")) {
        const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        if (fits && reply.error.size() < 64) reply.error += c;
    }
    reply.next = fields.in("response_metadata").text("next_cursor");
    return reply;
}

result<SlackUser> read_slack_user(std::string_view text) {
    const auto value = parse_json(text, "user", json::value_t::object);
    if (!value) return value.error();
    SlackUser user = slack_user(Fields(*value, "user").in("user"));
    if (user.id.empty()) return Error{errc::invalid, "A user without id."};
    return user;
}

result<std::vector<SlackUser>> read_slack_users(std::string_view text) {
    return slack_list<SlackUser>(text, "members", slack_user);
}

result<SlackChannel> read_slack_channel(std::string_view text) {
    const auto value = parse_json(text, "channel", json::value_t::object);
    if (!value) return value.error();
    SlackChannel channel = channel_of_slack(Fields(*value, "channel").in("channel"));
    if (channel.id.empty()) return Error{errc::invalid, "A channel without id."};
    return channel;
}

result<std::vector<SlackChannel>> read_slack_channels(std::string_view text) {
    return slack_list<SlackChannel>(text, "channels", channel_of_slack);
}

result<std::vector<SlackMessage>> read_slack_messages(std::string_view text,
                                                      const std::string& channel) {
    auto messages = slack_list<SlackMessage>(text, "messages", listed_message);
    if (!messages) return messages.error();
    std::erase_if(*messages, [](const SlackMessage& one) { return !is_ts(one.ts); });
    for (SlackMessage& one : *messages)
        one.channel = channel;
    return messages;
}

std::string read_slack_text(std::string_view text, const char* name) {
    const auto value = parse_json(text, "Slack answer", json::value_t::object);
    return value ? Fields(*value, "Slack answer").text(name) : std::string();
}

std::string read_slack_view(std::string_view text) {
    const auto value = parse_json(text, "Slack answer", json::value_t::object);
    return value ? Fields(*value, "Slack answer").in("view").text("id") : std::string();
}

result<SlackState> read_slack_state(std::string_view text) {
    const auto value = parse_json(text, "form", json::value_t::object);
    if (!value) return value.error();
    Fields fields(*value, "form");
    SlackState state;
    state.command = fields.need("c");
    state.channel = fields.text("ch");
    state.post = fields.text("p");
    state.root = fields.text("r");
    if (!fields.complete()) return fields.error();
    return state;
}

}  // namespace qm::chat
