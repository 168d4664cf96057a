// What may become of a request.
// SPDX-License-Identifier: Apache-2.0
#include "core/request.hpp"

#include <quartermaster/refusal.hpp>

#include "core/calendar.hpp"

#include <algorithm>

namespace qm::core {
namespace {

constexpr Minutes news_within{240};      // "next news by", in duty minutes
constexpr std::size_t answer_max = 500;  // bytes; a longer answer belongs into the thread

Error over(const Request& request) {
    return refusal(errc::already_done, request.id.value + " is over: reopen it if it is not",
                   say("no.over", {{"id", Plain{request.id.value}}}));
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

Instant due(const Request& request) {
    // Who inherits a request at a handover gets a time of their own; whether the first reply was
    // late is told by reply_due alone.
    if (!request.first_reply_at && request.handovers == 0) return request.reply_due;
    return request.news_due.value_or(request.reply_due);
}

Request opened(Request request, const Team& team, Instant now) {
    const Minutes promise =
        request.kind == "security" ? team.promise.security_first_reply : team.promise.first_reply;
    request.team = team.id;
    request.state = RequestState::fresh;
    request.opened_at = now;
    request.reply_due = add_duty_minutes(team, now, promise);
    return request;
}

result<Request> taken(Request request, const UserId& by, const Team& team, Instant now) {
    if (!is_open(request)) return over(request);
    if (!request.taken_by.empty())
        return Error{errc::already_done, request.id.value + " is taken already"};
    request.taken_by = by;
    request.state = RequestState::taken;
    return with_news(std::move(request), team, now);
}

result<Request> replied(Request request, const UserId& by, const Team& team, Instant now) {
    if (!is_open(request)) return over(request);
    if (!request.first_reply_at) request.first_reply_at = now;
    if (request.taken_by.empty()) {
        request.taken_by = by;
        request.state = RequestState::taken;
    }
    return with_news(std::move(request), team, now);
}

result<Request> solved(Request request, const UserId& by, bool by_team, std::string_view answer,
                       Instant now) {
    if (!is_open(request)) return over(request);
    if (answer.size() > answer_max)
        return refusal(errc::too_large,
                       "An answer has at most 500 bytes: reply first, then solve with a short one",
                       say("no.long_answer"));
    if (by_team) {
        if (!request.first_reply_at) request.first_reply_at = now;
        if (request.taken_by.empty()) request.taken_by = by;
    }
    request.state = RequestState::solved;
    request.solved_at = now;
    request.answer = std::string(answer);
    request.news_due.reset();
    request.kept_until.reset();
    request.kept = false;
    return request;
}

result<Request> reopened(Request request, bool still_there, const Team& team, Instant now) {
    if (is_open(request)) return Error{errc::already_done, request.id.value + " is open already"};
    request.solved_at.reset();
    request.answer.clear();
    if (!still_there) request.taken_by = UserId();
    request.state = request.taken_by.empty() ? RequestState::fresh : RequestState::taken;
    request.news_due = add_duty_minutes(team, now, team.promise.first_reply);
    if (!request.first_reply_at) request.reply_due = *request.news_due;
    request.lateness = Lateness::none;
    return request;
}

result<Request> waiting(Request request, const UserId& by, std::string_view for_whom,
                        const Team& team, Instant now) {
    if (!is_open(request)) return over(request);
    if (request.taken_by.empty()) request.taken_by = by;
    request.state = RequestState::waiting;
    request.waiting_for = std::string(for_whom);
    // Three working days: then it is looked at again.
    Date day = to_local(now, team.zone).date;
    for (int i = 0; i < 3; ++i)
        day = next_working_day(team, day);
    request.waiting_until = to_instant(day, team.duty.day.from, team.zone);
    return request;
}

Request heard(Request request, const Team& team, Instant now) {
    if (request.state != RequestState::waiting || request.waiting_for != "asker") return request;
    request.state = RequestState::taken;
    request.waiting_for.clear();
    request.waiting_until.reset();
    return with_news(std::move(request), team, now);
}

result<Request> kept(Request request, const UserId& by, Instant until) {
    if (!is_open(request)) return over(request);
    request.taken_by = by;
    if (request.state == RequestState::fresh) request.state = RequestState::taken;
    request.kept = true;
    request.kept_until = until;
    return request;
}

result<Request> transferred(Request request, const Team& to, std::string_view because) {
    if (!is_open(request)) return over(request);
    if (request.team == to.id)
        return refusal(
            errc::already_done, request.id.value + " is with " + to.name + " already",
            say("no.same_team", {{"id", Plain{request.id.value}}, {"team", Plain{to.name}}}));
    request.team = to.id;
    request.because = std::string(because);
    request.taken_by = UserId();
    request.state = RequestState::fresh;
    request.kept = false;
    request.kept_until.reset();
    return request;
}

result<Request> dropped(Request request) {
    if (!is_open(request)) return over(request);
    request.state = RequestState::closed;
    request.news_due.reset();
    return request;
}

std::optional<Request> passed_on(Request request, const UserId& incoming, const Team& team,
                                 Instant now) {
    if (request.state != RequestState::taken || request.taken_by == incoming) return std::nullopt;
    if (request.kept_until && *request.kept_until > now) return std::nullopt;
    request.taken_by = UserId();
    request.kept = false;
    request.kept_until.reset();
    request.state = RequestState::fresh;
    request.lateness = Lateness::none;
    ++request.handovers;
    // Whoever is on duty now owes the asker a word as soon as for a new request.
    request.news_due = add_duty_minutes(team, now, team.promise.first_reply);
    return request;
}

std::optional<Reminder> next_reminder(const Request& request, const Team& team) {
    if (request.state != RequestState::fresh) return std::nullopt;
    const Instant target = due(request);
    const Minutes whole =
        request.kind == "security" ? team.promise.security_first_reply : team.promise.first_reply;
    switch (request.lateness) {
        case Lateness::none: {
            // Half a promise before it ends, in duty minutes; a promise older than that (a request
            // passed on) is counted back from its end.
            const Minutes span = duty_minutes_between(team, request.opened_at, target);
            const Minutes before = std::min(span, whole) / 2;
            return Reminder{Lateness::half,
                            add_duty_minutes(team, request.opened_at, span - before)};
        }
        case Lateness::half:
            return Reminder{Lateness::late, target};
        case Lateness::late:
            return Reminder{Lateness::very_late, add_duty_minutes(team, target, whole)};
        case Lateness::very_late:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace qm::core
