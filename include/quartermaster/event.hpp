// What came in from a platform, resolved: names, channel and membership are known before the desk
// sees it. `key` is the platform's own identity; the inbox makes each key once, for ever.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/ids.hpp>
#include <quartermaster/origin.hpp>
#include <quartermaster/team.hpp>
#include <quartermaster/time.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace qm {

enum class ChannelType { open, closed, direct, group };

struct Channel {
    ChannelId id;
    std::string name;     // "payments"
    std::string display;  // "Payments"
    ChannelType type = ChannelType::open;
    // False: the bot may not write there, as between two people; whom it answers reads it directly.
    bool reachable = true;

    bool is_private() const { return type != ChannelType::open; }
};

enum class EventKind {
    message,    // words to the bot, or in a thread
    slash,      // "/catalog search redis": text is "catalog search redis"
    press,      // a button, a menu or a form: text is the command it carries
    reaction,   // a ticket under somebody's words, or a shortcut on them: text is theirs, people is
                // whose they are, nobody when they are a program's
    own_post,   // one of our own posts was seen: text is its outbox key
    changed,    // somebody edited a message: text is what it says now
    gone,       // a message was deleted, by whomever: author wrote it, we too
    joined,     // the bot was added to a channel
    directory,  // names of teams, members and channels were resolved
};

struct Event {
    EventKind kind = EventKind::message;
    std::string key;         // "mm:post:abc", "mm:slash:<trigger>", "mm:press:post:action:user:v"
    std::string of;          // changed, gone: the key of the message
    Instant at{};            // when it was written, by the platform's clock
    std::int64_t at_ms = 0;  // the same, in milliseconds: watermarks
    Person author;
    Channel channel;
    PostId post;                    // the message itself, or the message that was pressed
    PostId root;                    // the thread's root; empty: the message is a root itself
    std::string text;               // message: our own leading name is cut off
    bool to_us = false;             // it names the bot, or is direct
    bool from_form = false;         // press: a form that was sent, perhaps with nothing in it
    bool caught_up = false;         // it came by back-fill
    bool behind = false;            // a back-fill is under way: the old watermark must stay
    std::int64_t version = 0;       // press: the request's version the button was drawn with
    std::vector<Person> people;     // directory: all of the configuration; slash: who is named
    std::vector<Channel> channels;  // directory: every channel named there
    Origin origin;                  // own_post: of a request by slash or ticket

    PostId thread() const { return root.empty() ? post : root; }
};

}  // namespace qm
