// Mattermost's JSON ↔ values. Readers name what is missing or of the wrong kind; they accept at
// most 8 MiB and 32 levels, ignore what they do not know, and never throw.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include "chat/mattermost_wire.hpp"

#include <map>
#include <optional>
#include <string_view>

namespace qm::chat {

result<Frame> read_frame(std::string_view text);
result<WirePost> read_post(std::string_view text);
// In the order of the answer, each post once; replies' roots that are not in `order` are left out.
result<std::vector<WirePost>> read_posts(std::string_view text);
result<WireUser> read_user(std::string_view text);
result<std::vector<WireUser>> read_users(std::string_view text);
result<WireChannel> read_channel(std::string_view text);
result<std::vector<WireChannel>> read_channels(std::string_view text);
result<std::string> read_id(std::string_view text);  // of a team
// The id of an error body, [a-z0-9._]: it never holds a token. Empty when there is none.
std::string read_error_id(std::string_view text);
// Of a ping: whether the server reads and writes its database; nothing when it does not say.
std::optional<bool> read_health(std::string_view text);
result<ActionCall> read_action_call(std::string_view text);
result<DialogCall> read_dialog_call(std::string_view text);
result<DialogState> read_dialog_state(std::string_view text);

constexpr std::size_t props_points_max = 8'000;

// Controls that do not fit the bound of props lose choices, then buttons, from the end.
std::string write_create(const PostBody& body, const Binding& binding);
std::string write_patch(const PostBody& body, const Binding& binding);
std::string write_command_answer(const Rendered& rendered, const Binding& binding);
std::string write_action_answer(const Rendered& rendered);  // buttons cannot be carried: dropped
// By element name; "" is about the whole form. Empty: the form closes.
std::string write_dialog_answer(const std::map<std::string, std::string>& errors);
std::string write_form(const DialogForm& form);
std::string write_dialog_state(const DialogState& state);
std::string write_ids(const std::vector<std::string>& ids);
std::string write_member(std::string_view user);
std::string write_ping(std::int64_t seq);

}  // namespace qm::chat
