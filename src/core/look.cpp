// When a request is looked at next.
// SPDX-License-Identifier: Apache-2.0
#include "core/look.hpp"

#include "core/calendar.hpp"
#include "core/request.hpp"
#include "core/rota.hpp"

#include <algorithm>

namespace qm::core {
namespace {

using What = Look::What;

constexpr Minutes patience{240};  // duty minutes in which an owner answers "still on it?"

Minutes duty_day(const Team& team) {
    Minutes minutes = team.duty.day.until - team.duty.day.from;
    for (const Span& pause : team.duty.breaks)
        minutes -= pause.until - pause.from;
    return minutes;
}

// A working day since the last sign.
Look silence(const Request& request, const Team& team) {
    if (request.asked_at)
        return {What::give_back, add_duty_minutes(team, *request.asked_at, patience), {}};
    Instant at =
        add_duty_minutes(team, request.sign_at.value_or(request.opened_at), duty_day(team));
    if (request.kept_until) at = std::max(at, *request.kept_until);  // as was agreed
    return {What::ask, at, {}};
}

// "Waiting" says nothing to the asker: the first words are still owed, and their writer is reminded
// of them, once.
Look of_waiting(const Request& request, const Team& team) {
    const Instant again = request.waiting_until.value_or(request.opened_at);
    const bool owes_words = !request.first_reply_at && request.waiting_for != "plan" &&
                            request.lateness < Lateness::late && !is_revocation(request);
    Instant at = due(request);
    if (request.sign_at && at <= *request.sign_at)  // it was late already
        at = add_duty_minutes(team, *request.sign_at, promise_of(request, team));
    if (!owes_words || at >= again) return {What::look_again, again, {}};
    return {What::news, at, Lateness::late};
}

// What was promised to the asker comes first, once.
Look of_owner(const Request& request, const Team& team) {
    const Look silent = silence(request, team);
    const bool owes_news =
        request.news_due && request.lateness == Lateness::none && !is_revocation(request);
    if (!owes_news || request.asked_at || *request.news_due > silent.at) return silent;
    return {What::news, *request.news_due, Lateness::late};
}

Look untaken(const Request& request, const Team& team) {
    if (request.settles_at) return {What::settle, *request.settles_at, {}};
    const bool told_late =
        request.lateness == Lateness::very_late && request.news_due && !is_revocation(request);
    const std::optional<Look> reminder =
        told_late ? Look{What::news, *request.news_due, Lateness::unheard}
                  : next_reminder(request, team);
    const Look next =
        reminder.value_or(Look{What::rest, next_handover(team, due(request)), Lateness::none});
    if (request.moved_until && *request.moved_until <= next.at)
        return {What::come_back, *request.moved_until, {}};
    return next;
}

}  // namespace

std::optional<Look> next_look(const Request& request, const Team& team) {
    switch (request.state) {
        case RequestState::fresh:
            return untaken(request, team);
        case RequestState::taken:
            return of_owner(request, team);
        case RequestState::waiting:
            return of_waiting(request, team);
        case RequestState::solved:
        case RequestState::closed:
            return std::nullopt;
    }
    return std::nullopt;
}

std::optional<Look> next_reminder(const Request& request, const Team& team) {
    if (request.state != RequestState::fresh || request.settles_at) return std::nullopt;
    const Instant target = due(request);
    const Minutes whole = promise_of(request, team);
    switch (request.lateness) {
        case Lateness::none: {
            // Half a promise before it ends, in duty minutes; a promise older than that (a request
            // passed on) is counted back from its end.
            const Minutes span = duty_minutes_between(team, request.opened_at, target);
            const Minutes before = std::min(span, whole) / 2;
            return Look{What::remind, add_duty_minutes(team, request.opened_at, span - before),
                        Lateness::half};
        }
        case Lateness::half:
            return Look{What::remind, target, Lateness::late};
        case Lateness::late:
            // Who has not heard it in three days does not hear it twice a day; the asker neither.
            if (request.handovers >= worn_after) return std::nullopt;
            return Look{What::remind, add_duty_minutes(team, target, whole), Lateness::very_late};
        case Lateness::very_late:
        case Lateness::unheard:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace qm::core
