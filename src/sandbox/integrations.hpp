// Calls of the server to integrations: slash commands, pressed buttons, dialogs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/routes.hpp"

namespace qm::sandbox {

inline constexpr std::chrono::seconds integration_timeout{30};
inline constexpr std::size_t integration_answer_max = 1u << 20;

// POSTs to an integration as Mattermost does; `authorization` may be empty.
boost::asio::awaitable<result<net::HttpResponse>> call_integration(
    boost::asio::any_io_executor executor, std::string url, std::string content_type,
    std::string body, std::string authorization);

// A trigger id allows one user's dialog to be opened within three seconds.
struct Trigger {
    std::string client_part;  // 26 characters; clients see only this
    std::string whole;        // sealed; integrations get it
};
Trigger make_trigger(const Server& server, const std::string& user_id);
struct TriggerOwner {
    std::string client_part, user_id;
};
Outcome<TriggerOwner> open_trigger(const Server& server, const std::string& whole);

// What an integration answered to a command, now or later.
struct CommandAnswer {
    std::string response_type, text, username, channel_id, icon_url, type, goto_location;
    std::string attachments = "null";  // JSON text
    bool skip_slack_parsing = false;
    std::vector<CommandAnswer> extra;
    bool in_channel() const { return response_type == "in_channel"; }
};
std::optional<CommandAnswer> read_command_answer(std::string_view json_text);
// Posts it, or whispers it to the user who called.
Outcome<void> say_command_answer(Server& server, const CommandAnswer& answer,
                                 const ResponseHook& caller);

boost::asio::awaitable<Answer> execute_command(const Call& call);
boost::asio::awaitable<Answer> press_action(const Call& call);
boost::asio::awaitable<Answer> submit_dialog(const Call& call);
Answer open_dialog(const Call& call);
Answer delayed_answer(const Call& call);  // POST /hooks/commands/{id}

}  // namespace qm::sandbox
