// What Slack says and wants to hear, as values. Ids are the platform's own strings; a message is
// known by its channel and `ts` together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/origin.hpp>

#include "chat/render.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace qm::chat {

struct SlackMessage {
    std::string channel;
    std::string ts;  // "1795469326.000001"
    std::string user;
    std::string thread;  // ts of the thread's root; "" or `ts` itself: a root
    std::string text;    // mrkdwn, escaped as Slack escapes
    std::string key;     // metadata: our own outbox key
    std::string edited;  // when its words were, a ts; "": never
    Origin origin;       // metadata: ours, of a request by slash or ticket
    bool gone = false;   // it was deleted
    bool from_machine = false;
    bool words = true;  // no subtype, or one that carries somebody's words
};

struct SlackUser {
    std::string id;
    std::string name;
    std::string display;
    std::string email;
    std::string locale;  // "fr-FR"
    std::string zone;
    bool is_bot = false;
    bool is_gone = false;
};

struct SlackChannel {
    std::string id;
    std::string name;
    bool is_private = false;
    bool is_direct = false;
    bool is_group = false;  // several people, no channel
    bool is_archived = false;
    bool is_member = false;
    bool is_unread = false;  // we may not look it up: we are not in it, or lack the scope
};

enum class SlackKind {
    hello,
    disconnect,
    message,  // also app_mention: the same words
    changed,  // of a message: its words, or that it is gone
    reaction,
    joined,  // somebody came into a channel
    home,    // the app's own tab was opened
    slash,
    press,
    submit,    // of a form
    shortcut,  // on somebody's message
    // Options of a menu while typing. Our menus bring theirs, at most 100: none is asked for, and
    // one of a manifest that somebody changed gets an empty list.
    suggest,
    challenge,  // over HTTP: the address is asked to repeat `text`
    // Acknowledged, else ignored. A form that was closed too (view_closed): all that is known of an
    // open form is in the form itself, so there is nothing to let go.
    other,
};

struct SlackFrame {
    SlackKind kind = SlackKind::other;
    std::string envelope;          // to be acknowledged; "": nothing is
    bool answers = false;          // the acknowledgement may carry an answer
    int connections = 0;           // hello: of this app, with this one
    std::chrono::seconds life{0};  // hello: about as long this one lives
    std::string reason;            // disconnect
    SlackMessage message;          // message, reaction (channel and ts), press (what was pressed)
    std::string user;              // who did it
    std::string user_name;         // slash, press: as Slack says it
    std::string channel_name;      // slash, press
    std::string emoji;             // reaction
    std::string when;              // reaction: its own ts
    std::string trigger;           // for a form, three seconds long
    std::string response_url;      // five uses in half an hour
    std::string text;              // slash: "/catalog" and words; press: the button's value
    std::string action;            // press
    std::string menu;              // press: command of the menu it belongs to
    std::string selected;          // press: of a menu
    std::string state;             // submit: what the form was opened with
    std::string words;             // submit
    std::string view;              // submit: the form's id
    bool ephemeral = false;        // press: on an answer that only its presser sees
};

struct SlackState {  // of a form, and of the shortcut
    std::string command;
    std::string channel;
    std::string post;  // ours: channel:ts
    std::string root;
};

// Of a Web API call: HTTP 200 with ok false is the normal form of an error.
struct SlackReply {
    bool ok = false;
    std::string error;  // [a-z_]+; "": none
    std::string next;   // cursor of the next page
};

// "C1:1795469326.000001" and back: our ids of posts are unique over all channels.
std::string slack_post_id(const std::string& channel, const std::string& ts);
struct SlackPlace {
    std::string channel;
    std::string ts;
};
SlackPlace slack_place(const std::string& post);  // both empty when it is none
std::int64_t slack_ms(const std::string& ts);     // Unix milliseconds; 0 when it is none

}  // namespace qm::chat
