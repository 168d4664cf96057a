// A request that rests until a day: it waits, is planned, or is kept past a handover.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "core/request.hpp"
#include "core/rota.hpp"
#include "core/seal.hpp"
#include "desk/cards.hpp"
#include "desk/outgoing.hpp"
#include "desk/requests.hpp"

namespace qm::desk {
namespace {

constexpr std::chrono::days waiting_max{120};
constexpr std::chrono::days kept_max{14};  // longer is planned, not kept
constexpr std::chrono::days this_evening{0}, tomorrow{1};

// An edit calls nobody, and now the asker must act.
void say_waits(Turn& turn, const Event& event, const Request& request, const Team& team) {
    const auto asker = store::person(turn.db, request.asker);
    if (!asker || asker->id == event.author.id) return;
    Message message;
    message.line(say("reply.waits", {{"id", Plain{request.id.value}},
                                     {"asker", Mention{asker->username}},
                                     {"name", Plain{name_of(turn, event.author.id)}}}));
    say_message(turn, core::key_of({event.key, "waits"}),
                relayed(askers_place(turn, request, team)), message);
}

// A day from `first` on, and not too far from today.
std::optional<Error> no_day_ahead(Turn& turn, const Team& team, Date day, std::chrono::days first,
                                  std::chrono::days most) {
    const Date today = core::to_local(turn.now, team.zone).date;
    if (day < today + first)
        return refusal(errc::invalid, "That is no day ahead", say("no.day_past"));
    if (day <= today + most) return std::nullopt;
    return refusal(errc::invalid, core::iso_date(day) + " is too far",
                   say("no.day_too_far", {{"last", Day{today + most}}}));
}

}  // namespace

result<Request> DeskRequests::wait(const RequestId& id, const WaitFor& wait) {
    const auto held = ours(id);
    if (!held) return held.error();
    const Team& team = *held->team;
    core::Wait how{wait.whom, std::nullopt};
    const auto asker = store::person(turn_.db, held->request.asker);
    if (asker &&
        (wait.whom == "other " + asker->username || wait.whom == "other @" + asker->username))
        how.for_whom = "asker";
    const bool waits_already = held->request.waiting_for == "asker";
    if (wait.until) {
        if (auto no = no_day_ahead(turn_, team, *wait.until, tomorrow, waiting_max))
            return std::move(*no);
        Date day = *wait.until;
        if (!core::is_working_day(team, day)) day = core::next_working_day(team, day);
        how.until = core::to_instant(day, team.duty.day.from, team.zone);
    }
    auto stored = finish(core::waiting(held->request, event_.author.id, how, team, turn_.now),
                         wait.whom == "plan" ? "request planned" : "request waiting");
    if (stored && how.for_whom == "asker" && !waits_already)
        say_waits(turn_, event_, *stored, team);
    return stored;
}

result<Request> DeskRequests::keep(const RequestId& id, std::optional<Date> until) {
    const auto held = ours(id);
    if (!held) return held.error();
    const Team& team = *held->team;
    if (until) {
        if (auto no = no_day_ahead(turn_, team, *until, this_evening, kept_max))
            return std::move(*no);
    } else {
        until = core::to_local(core::next_handover(team, turn_.now), team.zone).date;
    }
    const Date day =
        core::is_working_day(team, *until) ? *until : core::next_working_day(team, *until);
    const Instant end = core::to_instant(day, team.duty.day.until, team.zone, core::Edge::end);
    if (end <= turn_.now) return refusal(errc::invalid, "That is no day ahead", say("no.day_past"));
    return finish(core::kept(held->request, event_.author.id, end, turn_.now), "request kept");
}

}  // namespace qm::desk
