// Slack's JSON ↔ values. Readers accept at most 8 MiB and 32 levels, ignore what they do not know,
// and never throw. What Slack may add is ignored; what it leaves out is empty.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include "chat/slack_wire.hpp"

#include <string_view>

namespace qm::chat {

result<SlackFrame> read_slack_frame(std::string_view text);
// The same payloads as they come over HTTP: an event's JSON ("events_api"), an action's JSON (of
// the form's field "payload", "interactive"), and a slash command's form.
result<SlackFrame> read_slack_payload(std::string_view type, std::string_view text);
result<SlackFrame> read_slack_command(std::string_view form);

result<SlackReply> read_slack_reply(std::string_view text);
result<SlackUser> read_slack_user(std::string_view text);                // users.info
result<std::vector<SlackUser>> read_slack_users(std::string_view text);  // users.list
result<SlackChannel> read_slack_channel(std::string_view text);          // conversations.info
result<std::vector<SlackChannel>> read_slack_channels(std::string_view text);
// conversations.history and .replies, in the answer's order.
result<std::vector<SlackMessage>> read_slack_messages(std::string_view text,
                                                      const std::string& channel);
std::string read_slack_text(std::string_view text, const char* name);  // a field of an answer
std::string read_slack_view(std::string_view text);  // the id of a form that was opened
result<SlackState> read_slack_state(std::string_view text);

// Messages: `text` says everything by itself; blocks show the same with buttons.
struct SlackBody {
    std::string channel;
    std::string thread;  // ts; "": none
    std::string ts;      // of an edit
    std::string key;
    std::int64_t version = 0;
    Rendered rendered;
    Origin origin = {};
};
std::string write_slack_post(const SlackBody& body);     // chat.postMessage
std::string write_slack_edit(const SlackBody& body);     // chat.update
std::string write_slack_private(const SlackBody& body);  // response_url, or an acknowledgement
std::string write_slack_ack(std::string_view envelope, std::string_view payload);
std::string write_slack_direct(const std::string& user);      // conversations.open
std::string write_slack_channel(const std::string& channel);  // conversations.join
std::string write_slack_removal(const std::string& channel, const std::string& ts);
std::string write_slack_errors(std::string_view why);  // keeps a form open
std::string write_slack_challenge(std::string_view challenge);

struct SlackForm {
    std::string title;  // titles and the submit label: 24 characters
    std::string label;  // "": there is nothing to write, `help` is all it says
    std::string help;
    std::string submit;
    std::string initial;
    bool optional = false;
    SlackState state;
};
// views.open with a trigger, or views.update of a form that is open; "": the state is too long.
std::string write_slack_form(const SlackForm& form, const std::string& trigger,
                             const std::string& view);
// views.publish: what the app's own tab shows, a part after the other.
std::string write_slack_home(std::string_view user, const std::vector<Rendered>& parts);

}  // namespace qm::chat
