// Slack's words for what went wrong, as each method's page lists them.
// SPDX-License-Identifier: Apache-2.0
#include "chat/slack_errors.hpp"

#include <algorithm>
#include <array>

namespace qm::chat {

namespace {

template <std::size_t N>
bool is_one(const std::array<std::string_view, N>& all, std::string_view error) {
    return std::find(all.begin(), all.end(), error) != all.end();
}

// `not_allowed_token_type`: the tokens were taken one for the other. `org_login_required`: the
// whole workspace moves, and nothing is answered until it has.
constexpr std::array<std::string_view, 10> token_errors = {
    "not_authed",         "invalid_auth",
    "account_inactive",   "token_revoked",
    "token_expired",      "not_allowed_token_type",
    "team_disabled",      "user_removed_from_team",
    "org_login_required", "two_factor_setup_required"};
// An administrator must mend these, for one kind of call or place; the token is good for the rest.
// `ekm_access_denied` is a suspension and ends, so that a post waits for its end.
constexpr std::array<std::string_view, 8> grant_errors = {"missing_scope",
                                                          "no_permission",
                                                          "link_disabled",
                                                          "ekm_access_denied",
                                                          "team_access_not_granted",
                                                          "forbidden_team",
                                                          "enterprise_is_restricted",
                                                          "accesslimited"};
// It may have been done, or not.
constexpr std::array<std::string_view, 5> server_errors = {
    "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"};
constexpr std::array<std::string_view, 5> missing_errors = {"channel_not_found", "user_not_found",
                                                            "users_not_found", "message_not_found",
                                                            "thread_not_found"};
// `access_denied` is said of what the call names, never of the token.
constexpr std::array<std::string_view, 4> closed_errors = {"not_in_channel", "is_archived",
                                                           "access_denied", "user_not_visible"};
constexpr std::array<std::string_view, 2> limit_errors = {"ratelimited", "rate_limited"};

}  // namespace

bool refuses_slack_token(std::string_view error) {
    return is_one(token_errors, error);
}

errc slack_errc(std::string_view error) {
    if (error.empty()) return errc::unavailable;
    if (is_one(limit_errors, error)) return errc::rate_limited;
    if (is_one(token_errors, error) || is_one(grant_errors, error)) return errc::unauthorised;
    if (is_one(missing_errors, error)) return errc::not_found;
    // Of a workspace's rule on posting, a channel's, or a thread's: "restricted_action_…".
    if (is_one(closed_errors, error) || error.starts_with("restricted_action"))
        return errc::not_allowed;
    return is_one(server_errors, error) ? errc::unavailable : errc::invalid;
}

}  // namespace qm::chat
