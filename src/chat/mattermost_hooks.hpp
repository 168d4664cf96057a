// What Mattermost posts to us over HTTP, as events; pure. Errors: `unauthorised` (a token or a seal
// is wrong, missing or too old), `invalid`, `already_done` (a form was cancelled).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/event.hpp>
#include <quartermaster/result.hpp>

#include "chat/mattermost_json.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace qm::chat {

// Bytes of one call: the longest post as the words of a command, each letter escaped.
inline constexpr std::size_t mattermost_call_max = 256u << 10;

// The tokens that Mattermost gave for each slash command, by trigger without its slash.
using CommandTokens = std::map<std::string, std::vector<std::string>, std::less<>>;

// Of the author and the channel only what the call says; Mattermost::resolve() adds the rest.
struct CommandCall {
    Event event;  // text: trigger, space, words
    std::string trigger;
    std::string response_url;  // 5 uses in 30 minutes
};
struct PressCall {
    Event event;  // root is empty: a press does not say it
    std::string trigger;
};

// `authorization` is the header's value, "Token …"; empty: the form's own token is compared.
result<CommandCall> read_command(std::string_view body, std::string_view authorization,
                                 const CommandTokens& tokens, std::int64_t now_ms);
result<PressCall> read_action(std::string_view body, std::string_view secret, std::int64_t now_ms);
result<Event> read_dialog(std::string_view body, std::string_view secret, std::int64_t now_ms);

// The sealed state of a form that the presser of `pressed` may send back, once, within a day.
std::string dialog_state(std::string_view secret, const std::string& command, const Event& pressed,
                         std::string nonce, std::int64_t now);

}  // namespace qm::chat
