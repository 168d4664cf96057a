// A request: what a product team asked for, who owns it now, and what was promised.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/ids.hpp>
#include <quartermaster/time.hpp>

#include <optional>
#include <string>

namespace qm {

enum class RequestState { fresh, taken, waiting, solved, closed };

// How far the reminders of the first reply have gone (product.md, Reach without noise).
enum class Lateness { none, half, late, very_late };

struct Request {
    RequestId id;
    std::int64_t version = 1;  // every change compares and sets it
    TeamId team;
    std::string product;  // product team, empty when unknown
    std::string because;  // how the team was found: "channel payments"
    std::string kind = "task";
    RequestState state = RequestState::fresh;

    UserId asker;
    ChannelId channel;        // where it was asked
    PostId root;              // the asker's thread
    bool is_private = false;  // direct or private channel: its text stays with its audience
    std::string text;

    Instant opened_at{};
    Instant reply_due{};                    // the promise, stamped when opened
    std::optional<Instant> first_reply_at;  // words of a person to the asker, nothing else
    std::optional<Instant> solved_at;
    Lateness lateness = Lateness::none;

    std::optional<Instant> news_due;  // what the asker was promised when it was taken
    UserId taken_by;                  // empty while new
    std::optional<Instant> waiting_until;
    std::string waiting_for;  // "asker"; "other", "other the vendor"; "plan"
    std::string answer;       // what was done, or why it was closed
    int handovers = 0;
    std::optional<Instant> kept_until;  // the taker keeps it over handovers until then

    std::optional<Instant> sign_at;      // the last one its owner gave
    std::optional<Instant> asked_at;     // "still on it?", after a silent working day
    TeamId moved_from;                   // until somebody there takes it: the team before
    std::optional<Instant> moved_until;  // then it comes back
    std::optional<Instant> settles_at;   // nobody has chosen a team: then the front desk has it
    std::string suggested;               // "kind/name" of a catalog entry; empty: none
    std::string settled_by;              // "catalog": a suggestion was the answer; "reason"
};

}  // namespace qm
