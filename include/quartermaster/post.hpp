// What goes out: a message, its place, and the deterministic key that makes it once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/ids.hpp>
#include <quartermaster/origin.hpp>
#include <quartermaster/reply.hpp>
#include <quartermaster/time.hpp>

#include <cstdint>
#include <string>

namespace qm {

enum class PostKind { create, edit, remove };

// Of what waits for one place, the first goes first; what has the same rank keeps its order.
enum class Rank {
    urgent,    // a handover, an escalation, the card of a security request
    ordinary,  // everything else that is said
    edit,      // a card that is drawn again: later it shows more, not less
};

struct Post {
    std::string key;  // 32 hex digits; opaque to everybody else
    PostKind kind = PostKind::create;
    Rank rank = Rank::ordinary;
    ChannelId channel;  // empty when `to` is set: a direct message
    UserId to;
    PostId root;
    PostId post;          // edit, remove: which
    std::string pending;  // unpredictable; the platform's own short-lived double guard
    std::string locale;
    Zone zone;
    Instant now{};             // rendering of relative times
    Instant created{};         // of its row: it cannot have been posted before
    std::int64_t version = 0;  // of the state it was drawn from
    Message message;
    Origin origin;  // of the status post of a request by slash or ticket
};

enum class SendState {
    sent,     // the platform said yes: `post` is its id
    refused,  // a definite no: sending again would not help
    unknown,  // it may have taken effect: look before resending
    later,    // a definite no for now: `wait`, then again
};

struct SendOutcome {
    SendState state = SendState::unknown;
    PostId post;
    ChannelId channel;  // where a direct message went
    std::chrono::seconds wait{0};
    bool no = false;     // later: it was refused, by a platform that may not have been able to look
    bool found = false;  // sent: met by looking, so that it may show an earlier state
    bool sure = false;   // refused: by an answer that shows that the platform could look
    bool gone = false;   // refused: what it stands under, or what it edits, was deleted
    std::string why;     // redacted; may be logged
};

}  // namespace qm
