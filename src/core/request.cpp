// What may become of a request.
// SPDX-License-Identifier: Apache-2.0
#include "core/request.hpp"

#include <quartermaster/refusal.hpp>

#include "core/calendar.hpp"

#include <algorithm>
#include <sstream>

namespace qm::core {
namespace {

constexpr Minutes news_within{240};      // "next news by", in duty minutes
constexpr std::size_t answer_max = 500;  // bytes; a longer answer belongs into the thread
constexpr int waiting_days = 3;          // working days, then it is looked at again

Error over(const Request& request) {
    return refusal(errc::already_done, request.id.value + " is over: reopen it if it is not",
                   say("no.over", {{"id", Plain{request.id.value}}}));
}

Error not_yours(const Request& request) {
    return refusal(errc::not_allowed, "Somebody else has " + request.id.value,
                   say("no.not_yours", {{"id", Plain{request.id.value}}}));
}

Error too_long() {
    return refusal(errc::too_large,
                   "An answer has at most 500 bytes: reply first, then solve with a short one",
                   say("no.long_answer"));
}

// Who gave an access takes it back.
Error revocation_stays(const Request& request) {
    return refusal(errc::not_allowed, request.id.value + " revokes an access and stays as it is",
                   say("no.revocation", {{"id", Plain{request.id.value}}}));
}

// Somebody has it, whoever it was moved to or should have been chosen for.
Request owned(Request request, const UserId& by, Instant now) {
    request.sign_at = now;
    request.taken_by = by;
    request.state = RequestState::taken;
    request.asked_at.reset();
    request.moved_from = TeamId();
    request.moved_until.reset();
    request.settles_at.reset();
    request.waiting_for.clear();
    request.waiting_until.reset();
    return request;
}

Request unowned(Request request) {
    request = owned(std::move(request), UserId(), Instant{});
    request.state = RequestState::fresh;
    request.sign_at.reset();
    request.kept_until.reset();
    request.lateness = Lateness::none;
    return request;
}

// To whoever is on duty, who owes the asker a word as soon as for a new request.
Request handed_over(Request request, const Team& team, Instant now) {
    const TeamId from = request.moved_from;  // nobody here has taken it yet: it still goes back
    const auto until = request.moved_until;
    request = unowned(std::move(request));
    request.moved_from = from;
    request.moved_until = until;
    ++request.handovers;
    request.news_due = add_duty_minutes(team, now, promise_of(request, team));
    return request;
}

Request over_now(Request request, RequestState state) {
    request.state = state;
    request.news_due.reset();
    request.kept_until.reset();
    request.asked_at.reset();
    request.moved_from = TeamId();
    request.moved_until.reset();
    request.settles_at.reset();
    request.waiting_for.clear();
    request.waiting_until.reset();
    return request;
}

// "back sre-data": how it came to its team, and the teams where nobody took it, but for `to`.
std::string because_of(std::string how, const std::vector<TeamId>& teams, const TeamId& to) {
    for (const TeamId& team : teams) {
        if (team != to) how += " " + team.value;
    }
    return how;
}

Request moved_to(Request request, const Team& to, std::string_view because, Instant now) {
    const TeamId from = request.team;
    // Reminders of a first reply that is owed go on; those of news were its owner's.
    const Lateness lateness =
        request.state == RequestState::fresh ? request.lateness : Lateness::none;
    auto refused_it = came_back_from(request);
    if (to.id == request.moved_from) refused_it.push_back(from);  // sent back, and not by time
    request = unowned(std::move(request));
    request.lateness = lateness;
    request.moved_from = from;
    request.moved_until = add_duty_minutes(to, now, promise_of(request, to));
    request.team = to.id;
    // A promise keeps its time, but for one that ends before anybody of that team is there.
    if (!request.first_reply_at && request.reply_due > now &&
        duty_minutes_between(to, now, request.reply_due) == Minutes{0})
        request.reply_due =
            add_duty_minutes(to, now, std::chrono::ceil<Minutes>(request.reply_due - now));
    request.because =
        because == "moved" ? because_of("moved", refused_it, to.id) : std::string(because);
    return request;
}

Request with_news(Request request, const Team& team, Instant now) {
    request.news_due = add_duty_minutes(team, now, news_within);
    request.lateness = Lateness::none;
    return request;
}

}  // namespace

bool is_open(const Request& request) {
    return request.state == RequestState::fresh || request.state == RequestState::taken ||
           request.state == RequestState::waiting;
}

Minutes promise_of(const Request& request, const Team& team) {
    return request.kind == "security" ? team.promise.security_first_reply
                                      : team.promise.first_reply;
}

Request opened(Request request, const Team& team, Instant now) {
    request.team = team.id;
    request.state = RequestState::fresh;
    request.opened_at = now;
    request.reply_due = add_duty_minutes(team, now, promise_of(request, team));
    return request;
}

result<Request> taken(Request request, const UserId& by, const Team& team, Instant now) {
    if (!is_open(request)) return over(request);
    if (!request.taken_by.empty())
        return Error{errc::already_done, request.id.value + " is taken already"};
    return with_news(owned(std::move(request), by, now), team, now);
}

result<Request> taken_over(Request request, const UserId& by, const Team& team, Instant now) {
    if (!is_open(request)) return over(request);
    if (request.taken_by == by)
        return Error{errc::already_done, request.id.value + " is taken already"};
    const bool owes_news = request.state == RequestState::taken && !request.kept_until &&
                           request.news_due && *request.news_due > now;
    const auto news = request.news_due;
    request.kept_until.reset();
    request = with_news(owned(std::move(request), by, now), team, now);
    if (owes_news) request.news_due = news;
    return request;
}

result<Request> replied(Request request, const UserId& by, const Team& team, Instant now) {
    if (!is_open(request)) return over(request);
    if (!request.first_reply_at) request.first_reply_at = now;
    if (request.state == RequestState::waiting) {  // words do not end what was agreed
        request.sign_at = now;
        return request;
    }
    const UserId owner = request.taken_by.empty() ? by : request.taken_by;
    request = owned(std::move(request), owner, now);
    if (request.kept_until) return request;
    return with_news(std::move(request), team, now);
}

result<Request> solved(Request request, const UserId& by, bool by_team, std::string_view answer,
                       Instant now) {
    if (!is_open(request)) return over(request);
    if (answer.size() > answer_max) return too_long();
    if (by_team) {
        if (!request.first_reply_at) request.first_reply_at = now;
        if (request.taken_by.empty()) request.taken_by = by;
    }
    request.solved_at = now;
    request.answer = std::string(answer);
    return over_now(std::move(request), RequestState::solved);
}

result<Request> answered(Request request, Instant now) {
    if (!is_open(request)) return over(request);
    request.solved_at = now;
    request.settled_by = "catalog";
    return over_now(std::move(request), RequestState::solved);
}

result<Request> reopened(Request request, bool still_there, const Team& team, Instant now) {
    if (is_open(request)) return Error{errc::already_done, request.id.value + " is open already"};
    request.solved_at.reset();
    request.answer.clear();
    request.settled_by.clear();
    if (!still_there) request.taken_by = UserId();
    request.sign_at = now;
    request.state = request.taken_by.empty() ? RequestState::fresh : RequestState::taken;
    request.news_due = add_duty_minutes(team, now, promise_of(request, team));
    if (!request.first_reply_at) request.reply_due = *request.news_due;
    request.lateness = Lateness::none;
    return request;
}

result<Request> waiting(Request request, const UserId& by, const Wait& wait, const Team& team,
                        Instant now) {
    if (!is_open(request)) return over(request);
    const UserId owner = request.taken_by.empty() ? by : request.taken_by;
    request = owned(std::move(request), owner, now);
    request.state = RequestState::waiting;
    request.waiting_for = wait.for_whom;
    if (!request.first_reply_at) request.lateness = Lateness::none;  // a word is still owed
    request.kept_until.reset();
    Date day = to_local(now, team.zone).date;
    for (int i = 0; i < waiting_days; ++i)
        day = next_working_day(team, day);
    request.waiting_until = wait.until.value_or(to_instant(day, team.duty.day.from, team.zone));
    return request;
}

Request heard(Request request, const Team& team, Instant now) {
    if (request.state != RequestState::waiting || request.waiting_for != "asker") return request;
    const UserId owner = request.taken_by;
    return with_news(owned(std::move(request), owner, now), team, now);
}

result<Request> kept(Request request, const UserId& by, Instant until, Instant now) {
    if (!is_open(request)) return over(request);
    if (!request.taken_by.empty() && request.taken_by != by) return not_yours(request);
    request = owned(std::move(request), by, now);
    request.kept_until = until;
    request.news_due = until;  // the asker is told the same day as the team
    request.lateness = Lateness::none;
    return request;
}

std::optional<Error> not_with(const Request& request, const UserId& who) {
    if (!is_open(request)) return over(request);
    if (request.taken_by != who) return not_yours(request);
    return std::nullopt;
}

result<Request> confirmed(Request request, const UserId& by, const Team& team, Instant now) {
    if (auto no = not_with(request, by)) return std::move(*no);
    return with_news(owned(std::move(request), by, now), team, now);
}

result<Request> transferred(Request request, const Team& to, std::string_view because,
                            Instant now) {
    if (!is_open(request)) return over(request);
    if (request.team == to.id)
        return refusal(
            errc::already_done, request.id.value + " is with " + to.name + " already",
            say("no.same_team", {{"id", Plain{request.id.value}}, {"team", Plain{to.name}}}));
    if (is_revocation(request) && because == "moved") return revocation_stays(request);
    if (came_back_from(request, to.id))
        return refusal(
            errc::not_allowed, to.name + " had " + request.id.value + ", and nobody there took it",
            say("no.came_back", {{"id", Plain{request.id.value}}, {"team", Plain{to.name}}}));
    return moved_to(std::move(request), to, because, now);
}

std::vector<TeamId> came_back_from(const Request& request) {
    std::vector<TeamId> teams;
    std::istringstream words(request.because);
    std::string how;
    words >> how;
    if (how != "back" && how != "moved") return teams;
    for (std::string team; words >> team;)
        teams.emplace_back(team);
    return teams;
}

bool came_back_from(const Request& request, const TeamId& team) {
    const auto teams = came_back_from(request);
    return std::find(teams.begin(), teams.end(), team) != teams.end();
}

result<Request> taken_there(Request request, const UserId& by, const Team& team, Instant now) {
    if (!is_open(request)) return over(request);
    if (!request.taken_by.empty())
        return Error{errc::already_done, request.id.value + " is taken already"};
    return taken(moved_to(std::move(request), team, "moved", now), by, team, now);
}

result<Request> of_kind(Request request, std::string_view kind, const Team& team) {
    if (!is_open(request)) return over(request);
    if (is_revocation(request)) return revocation_stays(request);
    request.kind = std::string(kind);
    if (!request.first_reply_at && request.handovers == 0)
        request.reply_due = add_duty_minutes(team, request.opened_at, promise_of(request, team));
    return request;
}

result<Request> chosen(Request request, const Team& team) {
    if (!is_open(request)) return over(request);
    request.team = team.id;
    request.because = "told";
    request.settles_at.reset();
    return request;
}

result<Request> closed(Request request, std::string_view why) {
    if (!is_open(request)) return over(request);
    if (why.size() > answer_max) return too_long();
    request.answer = std::string(why);
    if (!why.empty()) request.settled_by = "reason";
    return over_now(std::move(request), RequestState::closed);
}

std::optional<Request> passed_on(Request request, const UserId& incoming, const Team& team,
                                 Instant now) {
    const bool slept = request.state == RequestState::fresh && request.lateness >= Lateness::late;
    const bool kept = request.kept_until && *request.kept_until > now;
    const bool ends = request.state == RequestState::taken && request.taken_by != incoming && !kept;
    const bool expired = request.state == RequestState::taken && request.kept_until && !kept;
    if (expired && !ends) {  // kept until now, by whoever is on duty now
        request.kept_until.reset();
        request.news_due = add_duty_minutes(team, now, promise_of(request, team));
        request.lateness = Lateness::none;
        return request;
    }
    if (!slept && !ends) return std::nullopt;
    return handed_over(std::move(request), team, now);
}

Request given_back(Request request, const Team& team, Instant now) {
    return handed_over(std::move(request), team, now);
}

Request looked_again(Request request, const UserId& on_duty, const Team& team, Instant now) {
    if (request.taken_by != on_duty) return handed_over(std::move(request), team, now);
    request = owned(std::move(request), on_duty, now);
    request.news_due = add_duty_minutes(team, now, promise_of(request, team));
    request.lateness = Lateness::none;
    return request;
}

Request asked(Request request, Instant now) {
    request.asked_at = now;
    return request;
}

Request came_back(Request request, const Team& to) {
    auto teams = came_back_from(request);
    if (request.team != to.id) teams.push_back(request.team);
    request = unowned(std::move(request));
    request.team = to.id;
    request.because = because_of("back", teams, to.id);
    return request;
}

Request settled(Request request) {
    request.settles_at.reset();
    return request;
}

}  // namespace qm::core
