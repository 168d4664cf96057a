// The morning handover.
// SPDX-License-Identifier: Apache-2.0
#include "desk/handover.hpp"

#include "core/calendar.hpp"
#include "core/request.hpp"
#include "core/seal.hpp"
#include "desk/attended.hpp"
#include "desk/cards.hpp"
#include "desk/draft.hpp"
#include "desk/outgoing.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"
#include "desk/watch.hpp"

#include <algorithm>

namespace qm::desk {
namespace {

constexpr int passed_max = 5'000;  // requests of a team, once a day
constexpr Minutes sign_within{30};
constexpr Minutes try_again{5};

std::string subject_of(const store::HandoverRow& row) {
    return "handover/" + row.team.value + "/" + row.day;
}

bool something_due(Turn& turn, const Team& team) {
    for (const Request& request : store::open_requests(turn.db, team.id, open_max)) {
        if (request.state == RequestState::fresh) return true;
    }
    return false;
}

// From the handover before to this one, whatever lay between.
Instant covers_from(Turn& turn, const Team& team, const Shift& shift) {
    if (const auto last = store::last_handover(turn.db, team.id)) {
        if (const auto day = core::read_date(last->day))
            return core::to_instant(*day, team.handover, team.zone);
    }
    const Date before = core::working_day_at_or_before(team, shift.date - std::chrono::days{1});
    return core::to_instant(before, team.handover, team.zone);
}

void accept_of(Turn& turn, const Team& team, const Shift& shift, const Person& by) {
    auto row = store::handover(turn.db, team.id, core::iso_date(shift.date));
    if (!row || row->accepted_at) return;
    row->accepted_by = by.username;
    row->accepted_at = turn.now;
    if (!store::save_handover(turn.db, *row)) return;
    store::drop_timer(turn.db, "accept/" + team.id.value);
    store::want(turn.db, subject_of(*row), row->version + 1);
}

void pass_on(Turn& turn, const Team& team, const Person& incoming) {
    show_next_owner(turn, team);
    for (const Request& request : store::open_requests(turn.db, team.id, passed_max)) {
        const auto next = core::passed_on(request, incoming.id, team, turn.now);
        if (next) (void)keep_request(turn, *next, "request passed on", incoming.id);
    }
    pass_on_of_the_absent(turn, team);
}

}  // namespace

void show_next_owner(Turn& turn, const Team& team) {
    for (const Request& request : store::open_requests(turn.db, team.id, passed_max)) {
        if (request.state == RequestState::fresh)
            (void)keep_request(turn, request, "request shown", UserId());
    }
}

void start_handovers(Turn& turn) {
    for (const Team& team : turn.setup.teams) {
        const std::string name = "handover/" + team.id.value;
        const auto there = store::timer(turn.db, name);
        const Instant next = core::next_handover(team, turn.now);
        // A timer in the past is a handover that was missed: it fires at once. One further away
        // than the next handover is of an older configuration.
        if (!there || there->due > next) store::set_timer(turn.db, name, next, 0);
        publish_shifts(turn, team);
        if (!store::timer(turn.db, "draft/" + team.id.value)) set_draft(turn, team);
    }
}

void hand_over(Turn& turn, const Team& team) {
    publish_shifts(turn, team);
    const std::string timer = "handover/" + team.id.value;
    const Instant next = core::next_handover(team, turn.now);
    const Date day = core::shift_date(team, turn.now);
    // Set for a day that is a holiday since: the day before goes on and is not covered again.
    if (store::handover(turn.db, team.id, core::iso_date(day)))
        return store::set_timer(turn.db, timer, next, 0);
    cover_by_share(turn, team, day);
    const Shift shift = duty_shift(turn, team, turn.now);
    const auto incoming = store::person_named(turn.db, shift.username);
    const auto channel = store::channel_named(turn.db, team.channel_name);
    // The directory has not named them yet: the handover is late, never lost.
    const bool known = incoming && channel;
    store::set_timer(turn.db, timer, known ? next : std::min(next, turn.now + try_again), 0);
    if (!known) return;
    set_draft(turn, team);
    store::HandoverRow row;
    row.team = team.id;
    row.day = core::iso_date(shift.date);
    row.covers_from = covers_from(turn, team, shift);
    const Date before = core::working_day_at_or_before(team, shift.date - std::chrono::days{1});
    row.outgoing = core::shift_on(team, before, facts_around(turn, team, turn.now)).username;
    row.incoming = shift.username;
    if (!store::add_handover(turn.db, row)) return;
    pass_on(turn, team, *incoming);
    turn.log("handover", team.id.value + "/" + row.day, incoming->id.value);
    const Instant start = core::to_instant(shift.date, team.duty.day.from, team.zone);
    if (turn.now < start)
        store::set_timer(turn.db, "morning/" + team.id.value, start, 0);
    else
        say_handover(turn, team);
}

void say_handover(Turn& turn, const Team& team) {
    store::drop_timer(turn.db, "morning/" + team.id.value);
    const auto row = store::last_handover(turn.db, team.id);
    const auto channel = store::channel_named(turn.db, team.channel_name);
    if (!row || !channel) return;
    Place place;
    place.channel = channel->id;
    place.team = team.id;
    place.zone = team.zone;
    say_card(turn, core::key_of({"handover", team.id.value, row->day}), subject_of(*row), place,
             row->version);
    if (!row->accepted_at && something_due(turn, team))
        store::set_timer(turn.db, "accept/" + team.id.value,
                         core::add_duty_minutes(team, turn.now, sign_within), 0);
}

void ask_for_a_sign(Turn& turn, const Team& team) {
    store::drop_timer(turn.db, "accept/" + team.id.value);
    const Shift shift = duty_shift(turn, team, turn.now);
    const std::string day = core::iso_date(shift.date);
    const auto row = store::handover(turn.db, team.id, day);
    if (!row || row->accepted_at || !something_due(turn, team)) return;
    if (!core::in_duty_hours(team, turn.now)) return;  // the next handover comes first
    Message message;
    message.line(say("lead.no_sign",
                     {{"name", Plain{name_of(turn, shift.username)}}, {"team", Plain{team.name}}}));
    Control give{
        "give", say("button.give_today"), "run give team:" + team.id.value + " " + day, {}, true};
    for (const Member& member : team.members) {
        if (member.person.username == shift.username) continue;
        give.choices.push_back(
            {say("choice.person", {{"name", Plain{name_of(turn, member.person.username)}}}),
             member.person.username});
    }
    message.controls.push_back(std::move(give));
    for (const Person& lead : leads_of(turn, team)) {
        if (lead.username == shift.username) continue;
        say_message(turn, core::key_of({"no sign", team.id.value, day, lead.id.value}),
                    at_once(direct_to(lead, team)), message);
    }
    turn.log("no sign", team.id.value + "/" + day, "");
}

void note_first_action(Turn& turn, const Person& by) {
    for (const Team& team : turn.setup.teams) {
        if (!is_member(turn, team, by)) continue;
        const Shift shift = duty_shift(turn, team, turn.now);
        if (shift.username == by.username) accept_of(turn, team, shift, by);
    }
}

void note_press(Turn& turn, const Event& event) {
    for (const Team& team : turn.setup.teams) {
        if (!is_member(turn, team, event.author)) continue;
        const Shift shift = duty_shift(turn, team, turn.now);
        if (shift.username != event.author.username) continue;
        const auto card = store::post_by_subject(
            turn.db, "handover/" + team.id.value + "/" + core::iso_date(shift.date));
        if (card && card->post == event.post) accept_of(turn, team, shift, event.author);
    }
}

}  // namespace qm::desk
