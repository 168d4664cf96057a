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
// Whether it asks to know something, whatever its kind: "how do we …?", "where is …", « comment …
// ».
bool is_question(std::string_view text);
// Thanks and nods alone ask for nothing: "thanks!", « merci beaucoup », "ok, great".
bool is_courtesy(std::string_view text);

// What words say of a request that is over. Only thanks, "it works" and "if it fails, I shall
// write" are fine; all else is for somebody to read, and not_solved where it leaves no doubt.
enum class AfterSolved { fine, unclear, not_solved };
AfterSolved after_solved(std::string_view text);

inline constexpr int worn_after = 3;  // handovers: then it is kept, planned or closed
bool is_open(const Request& request);
using qm::due;
// The first reply within that many duty minutes; security has its own.
Minutes promise_of(const Request& request, const Team& team);

// Stamps the promise of the team on a new request (id, asker and place are the caller's).
Request opened(Request request, const Team& team, Instant now);

// already_done when somebody else has it (taken_by tells who) or it is over.
result<Request> taken(Request request, const UserId& by, const Team& team, Instant now);
// A colleague has it from now on, and works on it. News that were promised stay promised.
result<Request> taken_over(Request request, const UserId& by, const Team& team, Instant now);
// Words of a member to the asker: the first stops the first-reply clock; nobody's becomes theirs.
result<Request> replied(Request request, const UserId& by, const Team& team, Instant now);
result<Request> solved(Request request, const UserId& by, bool by_team, std::string_view answer,
                       Instant now);
// What was suggested from the catalog was the answer.
result<Request> answered(Request request, Instant now);
// Back to whoever had it while `still_there`, else to whoever is on duty.
result<Request> reopened(Request request, bool still_there, const Team& team, Instant now);

// For the asker, for somebody else ("other", "other the vendor"), or planned for that day ("plan").
// Without `until` it is looked at again after three working days.
struct Wait {
    std::string for_whom;
    std::optional<Instant> until;
};
result<Request> waiting(Request request, const UserId& by, const Wait& wait, const Team& team,
                        Instant now);
// The asker wrote: what waited for the asker goes on.
Request heard(Request request, const Team& team, Instant now);
result<Request> kept(Request request, const UserId& by, Instant until, Instant now);
// "Still on it": the owner was asked and is there.
result<Request> confirmed(Request request, const UserId& by, const Team& team, Instant now);
// Keeps the clock: the promise to the asker does not move with the team. Until somebody there takes
// it, it comes back when the team's promise has passed.
// A team from which it came back gets it again only when somebody there takes it.
result<Request> transferred(Request request, const Team& to, std::string_view because, Instant now);
// Why somebody can neither keep it nor give it back: it is over, or not with them.
std::optional<Error> not_with(const Request& request, const UserId& who);
// The teams where nobody took it, and since then nobody has.
std::vector<TeamId> came_back_from(const Request& request);
bool came_back_from(const Request& request, const TeamId& team);
// Somebody of such a team takes it after all.
result<Request> taken_there(Request request, const UserId& by, const Team& team, Instant now);
// Its promise changes with it while the first reply is owed: security has its own.
result<Request> of_kind(Request request, std::string_view kind, const Team& team);
// The team was chosen, where nobody knew it.
result<Request> chosen(Request request, const Team& team);
result<Request> closed(Request request, std::string_view why);

// What time alone does (core/look.hpp).
// A shift ends: what is not kept goes to the role again, and what nobody took begins anew. Nothing
// when it stays where it is.
std::optional<Request> passed_on(Request request, const UserId& incoming, const Team& team,
                                 Instant now);
// Back to whoever is on duty, who owes the asker a word as soon as for a new request.
Request given_back(Request request, const Team& team, Instant now);
// What it waited for should be there: whoever is on duty looks, or who still has it.
Request looked_again(Request request, const UserId& on_duty, const Team& team, Instant now);
Request asked(Request request, Instant now);  // whether its owner is still on it
// Nobody took what was moved: back to the team before.
Request came_back(Request request, const Team& to);
Request settled(Request request);  // nobody chose a team: where it is, it stays

}  // namespace qm::core
