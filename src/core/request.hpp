// What may become of a request: each step takes one and gives the next, or says why not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/request.hpp>
#include <quartermaster/result.hpp>
#include <quartermaster/team.hpp>

#include <string_view>
#include <vector>

namespace qm::core {

// The kinds a request may have; the guess is by words in English and French.
const std::vector<std::string>& request_kinds();
std::string guess_kind(std::string_view text);
// Thanks and nods alone ask for nothing: "thanks!", « merci beaucoup », "ok, great".
bool is_courtesy(std::string_view text);

// What the asker's words say of a request that was called solved. Only what says so without a
// doubt is not_solved; a question or a complaint is unclear: somebody should read it.
enum class AfterSolved { fine, unclear, not_solved };
AfterSolved after_solved(std::string_view text);

bool is_open(const Request& request);
// When somebody must be heard next: the first reply, or the news promised since.
Instant due(const Request& request);

// Stamps the promise of the team on a new request (id, asker and place are the caller's).
Request opened(Request request, const Team& team, Instant now);

// already_done when somebody else has it (taken_by tells who) or it is over.
result<Request> taken(Request request, const UserId& by, const Team& team, Instant now);
// Words of a member to the asker: the first stops the first-reply clock; nobody's becomes theirs.
result<Request> replied(Request request, const UserId& by, const Team& team, Instant now);
result<Request> solved(Request request, const UserId& by, bool by_team, std::string_view answer,
                       Instant now);
// Back to whoever had it while `still_there`, else to whoever is on duty.
result<Request> reopened(Request request, bool still_there, const Team& team, Instant now);
result<Request> waiting(Request request, const UserId& by, std::string_view for_whom,
                        const Team& team, Instant now);
// The asker wrote: what waited for the asker goes on.
Request heard(Request request, const Team& team, Instant now);
result<Request> kept(Request request, const UserId& by, Instant until);
// Keeps the clock: the promise to the asker does not move with the team.
result<Request> transferred(Request request, const Team& to, std::string_view because);
result<Request> dropped(Request request);
// A shift ends: what is not kept goes to the role again. Nothing when it stays where it is.
std::optional<Request> passed_on(Request request, const UserId& incoming, const Team& team,
                                 Instant now);

// The next reminder of a request nobody has taken, or nothing when all were given.
struct Reminder {
    Lateness stage = Lateness::none;  // what the request will be when it fires
    Instant at{};
};
std::optional<Reminder> next_reminder(const Request& request, const Team& team);

}  // namespace qm::core
