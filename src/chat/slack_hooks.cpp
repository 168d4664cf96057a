// Calls of Slack: the signature is over the bytes as they came, and is looked at before them.
// SPDX-License-Identifier: Apache-2.0
#include "chat/slack_hooks.hpp"

#include "core/seal.hpp"
#include "net/url.hpp"

#include <charconv>

namespace qm::chat {

namespace {

constexpr std::size_t stamp_digits_max = 15;

// Digits only: no sign, no exponent, no blank.
std::int64_t seconds_of(std::string_view stamp) {
    if (stamp.empty() || stamp.size() > stamp_digits_max) return -1;
    std::int64_t seconds = -1;
    const auto [end, code] = std::from_chars(stamp.data(), stamp.data() + stamp.size(), seconds);
    const bool whole = code == std::errc() && end == stamp.data() + stamp.size();
    return whole && stamp.front() != '-' ? seconds : -1;
}

}  // namespace

std::string slack_signature(std::string_view secret, std::string_view timestamp,
                            std::string_view body) {
    std::string signed_text = "v0:";
    signed_text.reserve(timestamp.size() + body.size() + 4);
    signed_text.append(timestamp).append(":").append(body);
    return "v0=" + core::hmac_hex(secret, signed_text);
}

result<SlackFrame> read_slack_call(const SlackCall& call, std::string_view secret,
                                   std::int64_t now) {
    if (call.body.size() > slack_call_max)
        return Error{errc::too_large, "A call of Slack over 512 KiB."};
    if (secret.empty()) return Error{errc::unauthorised, "There is no signing secret."};
    const std::int64_t at = seconds_of(call.timestamp);
    if (at < 0) return Error{errc::unauthorised, "A call without the second it was made in."};
    if (at < now - slack_call_age_max || at > now + slack_call_age_max)
        return Error{errc::unauthorised,
                     "A call that is over five minutes old, or the clock here is wrong."};
    const std::string expected = slack_signature(secret, call.timestamp, call.body);
    if (!core::equal_secret(expected, call.signature))
        return Error{errc::unauthorised, "A call that Slack did not sign with our signing secret."};
    if (call.door == SlackDoor::events) return read_slack_payload("events_api", call.body);
    if (call.door == SlackDoor::commands) return read_slack_command(call.body);
    return read_slack_payload("interactive", net::query_parameter(call.body, "payload"));
}

}  // namespace qm::chat
