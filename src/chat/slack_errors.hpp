// Slack's words for what went wrong, and what each means. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include <string_view>

namespace qm::chat {

// The token itself: no call works with it until somebody mends it.
bool refuses_slack_token(std::string_view error);

// `unauthorised`: somebody must mend the token, its scopes or the workspace's rules, and the same
// call works then. `not_allowed`: not in this place.
errc slack_errc(std::string_view error);

}  // namespace qm::chat
