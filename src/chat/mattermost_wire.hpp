// What Mattermost says and wants to hear, as values. Ids are the platform's own strings.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/origin.hpp>

#include "chat/render.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace qm::chat {

struct WirePost {
    std::string id;
    std::string channel;
    std::string user;
    std::string root;
    std::string message;
    std::string type;            // "" for words of people, "system_…" else
    std::string key;             // props.qm.k: our own outbox key
    std::int64_t create_at = 0;  // Unix milliseconds
    std::int64_t edit_at = 0;    // of its words; 0: never
    std::int64_t delete_at = 0;
    bool from_machine = false;  // props.from_webhook or props.from_bot
    Origin origin;              // props.qm: ours, of a request by slash or ticket
};

struct WireUser {
    std::string id;
    std::string username;
    std::string display;
    std::string locale;
    std::string zone;
    bool is_bot = false;
    bool is_gone = false;  // deactivated
};

struct WireChannel {
    std::string id;
    std::string name;
    std::string display;
    char type = 'P';  // O P D G
    bool is_archived = false;
};

enum class FrameKind {
    hello,
    posted,
    user_added,
    ticket,  // the reaction that makes a request of somebody's words
    edited,
    deleted,
    user_updated,  // who is called otherwise now, perhaps
    reply,
    other,  // counted, else ignored
};

struct Frame {
    FrameKind kind = FrameKind::other;
    std::int64_t seq = -1;      // of events
    std::string connection_id;  // hello
    WirePost post;              // of a post; ticket: its id, and when it was put there
    std::string channel_name;   // posted
    std::string channel_display;
    char channel_type = 0;
    std::string channel;  // user_added
    std::string user;     // user_added, user_updated, ticket
    std::int64_t seq_reply = 0;
    bool ok = false;       // reply
    int status = 0;        // reply: of the error
    std::string error_id;  // reply: of the error
};

struct ActionCall {  // POST to the integration of a button or menu
    std::string user;
    std::string username;
    std::string channel;
    std::string channel_name;
    std::string post;
    std::string trigger;
    std::string selected;  // of a menu
    std::string command;   // the context, as it came
    std::int64_t version = 0;
    std::string sealed_channel;
    std::int64_t expiry = 0;  // Unix seconds
    std::string seal;
};

struct DialogCall {
    std::string user;
    std::string channel;
    std::string state;
    std::string words;
    bool cancelled = false;
};

struct DialogState {
    std::string command;
    std::string user;
    std::string channel;
    std::string post;
    std::string nonce;
    std::int64_t expiry = 0;  // Unix seconds
    std::string seal;
};

struct DialogForm {
    std::string trigger;
    std::string url;
    std::string title;
    std::string label;
    std::string help;
    std::string submit;
    std::string initial;
    bool optional = false;
    std::string state;
};

// Where presses go, and how they are sealed. No URL: no buttons.
struct Binding {
    std::string action_url;
    std::string secret;
    std::string channel;       // "" when it is not known yet
    std::int64_t version = 0;  // of the state the buttons were drawn from
    std::int64_t now = 0;      // Unix seconds
};

struct PostBody {
    std::string channel;
    std::string root;
    std::string pending;
    std::string key;
    Rendered rendered;
    Origin origin = {};
};

}  // namespace qm::chat
