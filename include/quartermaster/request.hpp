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
    std::string waiting_for;  // "asker", "third party"
    std::string answer;       // what was done, said when solved
    int handovers = 0;
    bool kept = false;  // the taker keeps it over the next handover
    std::optional<Instant> kept_until;
};

}  // namespace qm
