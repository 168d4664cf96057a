// Calls of Mattermost's integrations: authenticated first, then read.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_hooks.hpp"

#include "chat/mattermost_seal.hpp"
#include "chat/utf8.hpp"
#include "core/seal.hpp"
#include "net/url.hpp"

namespace qm::chat {

namespace {

constexpr std::size_t body_max = mattermost_call_max;
// More than a command may have: what is too long is refused in words there, never cut in silence.
constexpr std::size_t words_points_max = 70'000;
constexpr std::size_t selected_points_max = 300;

bool is_id(std::string_view text) {
    if (text.empty() || text.size() > 64) return false;
    for (const char c : text) {
        const bool fits =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!fits) return false;
    }
    return true;
}

// Every token is compared, wherever the first fits.
bool opens(const CommandTokens& tokens, std::string_view trigger, std::string_view given) {
    bool open = false;
    const auto found = tokens.find(trigger);
    if (found == tokens.end()) return false;
    for (const std::string& token : found->second) {
        const bool same = core::equal_secret(token, given);
        open = open || same;
    }
    return open;
}

void stamp(Event& event, std::int64_t now_ms) {
    event.at_ms = now_ms;
    event.at = from_unix(now_ms / 1000);
}

}  // namespace

result<CommandCall> read_command(std::string_view body, std::string_view authorization,
                                 const CommandTokens& tokens, std::int64_t now_ms) {
    if (body.size() > body_max) return Error{errc::too_large, "A slash command over 256 KiB."};
    const auto field = [&](std::string_view name) {
        return net::query_parameter(body, name);
    };
    std::string trigger = field("command");
    if (trigger.starts_with('/')) trigger.erase(0, 1);
    constexpr std::string_view scheme = "Token ";
    std::string given = field("token");
    if (!authorization.empty())
        given = authorization.starts_with(scheme) ? authorization.substr(scheme.size()) : "";
    if (!opens(tokens, trigger, given))
        return Error{errc::unauthorised,
                     "A slash command with a token that is not in the configuration."};
    const std::string user = field("user_id");
    const std::string channel = field("channel_id");
    const std::string id = field("trigger_id");
    if (!is_id(user) || !is_id(channel) || id.empty())
        return Error{errc::invalid, "A slash command without user_id, channel_id or trigger_id."};

    CommandCall call;
    call.trigger = id;
    call.response_url = field("response_url");
    call.event.kind = EventKind::slash;
    call.event.key = "mm:slash:" + id;
    stamp(call.event, now_ms);
    call.event.author.id = UserId(user);
    call.event.author.username = field("user_name");
    call.event.channel.id = ChannelId(channel);
    call.event.channel.name = field("channel_name");
    call.event.channel.type = ChannelType::closed;  // until it is resolved
    call.event.root = PostId(field("root_id"));     // servers newer than 5.38 send it
    const std::string words = typed_words(field("text"), words_points_max);
    call.event.text = words.empty() ? trigger : trigger + " " + words;
    call.event.to_us = true;
    return call;
}

result<PressCall> read_action(std::string_view body, std::string_view secret, std::int64_t now_ms) {
    if (body.size() > body_max) return Error{errc::too_large, "A press over 256 KiB."};
    auto call = read_action_call(body);
    if (!call) return call.error();
    if (!is_sealed(secret, *call))
        return Error{errc::unauthorised, "A button that was not made here."};
    if (call->expiry < now_ms / 1000)
        return Error{errc::unauthorised, "This button is too old; type the command instead."};
    if (!call->sealed_channel.empty() && call->sealed_channel != call->channel)
        return Error{errc::unauthorised, "A button that was made for another channel."};
    if (!is_id(call->user) || !is_id(call->channel))
        return Error{errc::invalid, "A press without user_id or channel_id."};

    const std::string selected = typed_words(call->selected, selected_points_max);
    PressCall press;
    press.trigger = call->trigger;
    Event& event = press.event;
    event.kind = EventKind::press;
    event.key = "mm:press:" + call->post + ":" + core::key_of({call->command}) + ":" + call->user +
                ":" + std::to_string(call->version) + ":" + selected;
    stamp(event, now_ms);
    event.author.id = UserId(call->user);
    event.author.username = call->username;
    event.channel.id = ChannelId(call->channel);
    event.channel.name = call->channel_name;
    event.channel.type = ChannelType::closed;
    event.post = PostId(call->post);
    event.text = selected.empty() ? call->command : call->command + " " + selected;
    event.version = call->version;
    event.to_us = true;
    return press;
}

result<Event> read_dialog(std::string_view body, std::string_view secret, std::int64_t now_ms) {
    if (body.size() > body_max) return Error{errc::too_large, "A form over 256 KiB."};
    auto call = read_dialog_call(body);
    if (!call) return call.error();
    auto state = read_dialog_state(call->state);
    if (!state) return Error{errc::unauthorised, "A form that was not made here."};
    if (!is_sealed(secret, *state) || state->user != call->user)
        return Error{errc::unauthorised, "A form that was made for somebody else."};
    if (state->expiry < now_ms / 1000)
        return Error{errc::unauthorised, "This form is too old; press the button again."};
    if (call->cancelled) return Error{errc::already_done, "The form was cancelled."};

    const std::string words = typed_words(call->words, words_points_max);
    Event event;
    event.kind = EventKind::press;
    event.from_form = true;
    event.key = "mm:dialog:" + state->nonce;
    stamp(event, now_ms);
    event.author.id = UserId(state->user);
    event.channel.id = ChannelId(state->channel);
    event.channel.type = ChannelType::closed;
    event.post = PostId(state->post);
    event.text = words.empty() ? state->command : state->command + " " + words;
    event.to_us = true;
    return event;
}

std::string dialog_state(std::string_view secret, const std::string& command, const Event& pressed,
                         std::string nonce, std::int64_t now) {
    DialogState state;
    state.command = command;
    state.user = pressed.author.id.value;
    state.channel = pressed.channel.id.value;
    state.post = pressed.post.value;
    state.nonce = std::move(nonce);
    state.expiry = now + form_life;
    state.seal = seal_form(secret, state);
    return write_dialog_state(state);
}

}  // namespace qm::chat
