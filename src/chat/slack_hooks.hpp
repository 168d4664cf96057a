// What Slack posts to us over HTTP, authenticated and then read; pure. Errors: `unauthorised` (the
// signature is wrong, missing or too old), `too_large`, `invalid`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chat/slack_json.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace qm::chat {

constexpr std::size_t slack_call_max = 512u << 10;  // a press carries its whole message
constexpr std::int64_t slack_call_age_max = 300;    // seconds, both ways

enum class SlackDoor { events, commands, actions };  // each has its own form

struct SlackCall {
    SlackDoor door = SlackDoor::events;
    std::string body;
    std::string timestamp;  // of X-Slack-Request-Timestamp: Unix seconds
    std::string signature;  // of X-Slack-Signature: "v0=" and 64 hex digits
};

// "v0=…" of a body that Slack, or whoever knows the secret, sends at this second.
std::string slack_signature(std::string_view secret, std::string_view timestamp,
                            std::string_view body);
result<SlackFrame> read_slack_call(const SlackCall& call, std::string_view secret,
                                   std::int64_t now);

}  // namespace qm::chat
