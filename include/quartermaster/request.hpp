// A request: what a product team asked for, who owns it now, and what was promised.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/ids.hpp>
#include <quartermaster/time.hpp>

#include <optional>
#include <string>

namespace qm {

enum class RequestState { fresh, taken, waiting, solved, closed };

// How far the reminders have gone (product.md, Reach without noise). While nobody has it: of the
// first reply; the asker hears at `very_late` when news follow, and `unheard` when none did. Once
// somebody has it: `late` when the news that were promised then are due.
enum class Lateness { none, half, late, very_late, unheard };

struct Request {
    RequestId id;
    std::int64_t version = 1;  // every change compares and sets it
    TeamId team;
    std::string product;  // product team, empty when unknown
    std::string because;  // how the team was found: "channel payments"; "back sre-data": whence
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

    std::optional<Instant> news_due;  // what the asker was promised since: taken, late, passed on
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

// Takes back what another request gave, on the day that ends. Nobody asked for it; whoever asked
// for the access is told once it is done, and nothing before.
inline bool is_revocation(const Request& request) {
    return request.kind == "revoke";
}

// When somebody must be heard next: the first reply, or the news promised since. Who inherits a
// request at a handover gets a time of their own; whether the first reply was late is told by
// reply_due alone.
inline Instant due(const Request& request) {
    const bool told_late =
        request.lateness == Lateness::very_late || request.lateness == Lateness::unheard;
    if (!request.first_reply_at && request.handovers == 0 && !told_late) return request.reply_due;
    return request.news_due.value_or(request.reply_due);
}

}  // namespace qm
