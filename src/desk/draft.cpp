// The draft of the handover, to whoever is on duty.
// SPDX-License-Identifier: Apache-2.0
#include "desk/draft.hpp"

#include <quartermaster/refusal.hpp>

#include "core/calendar.hpp"
#include "core/request.hpp"
#include "core/rota.hpp"
#include "core/seal.hpp"
#include "desk/cards.hpp"
#include "desk/outgoing.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"
#include "store/care_rows.hpp"

namespace qm::desk {
namespace {

constexpr Minutes before_evening{30};
constexpr std::size_t drafted_max = 10;
constexpr std::size_t note_max = 500;  // bytes

// Of whoever is on duty: who takes the day over in the evening has one of their own.
std::string draft_subject(Turn& turn, const Team& team) {
    const Shift shift = duty_shift(turn, team, turn.now);
    return "draft/" + team.id.value + "/" + core::iso_date(shift.date) + "/" + shift.username;
}

const char* verdict_of(const Request& request, Instant handover) {
    if (request.state == RequestState::waiting)
        return request.waiting_for == "plan" ? "draft.planned" : "draft.waits";
    if (request.kept_until && *request.kept_until > handover) return "draft.kept";
    return request.handovers >= core::worn_after ? "draft.worn" : "draft.passes";
}

void item_line(Turn& turn, const Request& request, Instant handover, Message& message) {
    message.line(
        say(verdict_of(request, handover),
            {{"id", Plain{request.id.value}},
             {"kind", nested(say("kind." + request.kind))},
             {"product", product_of(turn, request)},
             {"name", Plain{name_of(turn, request.taken_by)}},
             {"until", At{request.kept_until.value_or(request.waiting_until.value_or(turn.now))}},
             {"day", day_back(turn, request)},
             {"handovers", std::int64_t{request.handovers}}}));
}

std::vector<store::NoteRow> notes_of_today(Turn& turn, const Team& team) {
    const Date day = core::shift_date(team, turn.now);
    return store::notes(turn.db, team.id, core::iso_date(day),
                        core::iso_date(day + std::chrono::days{1}));
}

}  // namespace

void say_notes(Turn& turn, const std::vector<store::NoteRow>& notes, const std::string& usual,
               Message& message) {
    for (const store::NoteRow& note : notes)
        message.line(
            say(note.author == usual ? "handover.note" : "handover.note_by",
                {{"name", Plain{name_of(turn, note.author)}}, {"words", Plain{note.words}}}));
}

void set_draft(Turn& turn, const Team& team) {
    const Instant at = core::duty_end(team, turn.now) - before_evening;
    if (at > turn.now) store::set_timer(turn.db, "draft/" + team.id.value, at, 0);
}

void say_draft(Turn& turn, const Team& team) {
    store::drop_timer(turn.db, "draft/" + team.id.value);
    // After an outage this may come too late: the handover itself is next.
    if (!core::in_duty_hours(team, turn.now)) return;
    if (store::open_requests(turn.db, team.id, 1).empty()) return;
    const auto person = duty_person(turn, team, turn.now);
    if (!person) return;
    const std::string subject = draft_subject(turn, team);
    say_card(turn, core::key_of({subject}), subject, direct_to(*person, team), 1);
}

void redraw_draft(Turn& turn, const Team& team) {
    const std::string subject = draft_subject(turn, team);
    if (const auto row = store::post_by_subject(turn.db, subject))
        store::want(turn.db, subject, row->wanted + 1);
}

void note_draft(Turn& turn, const Team& team, Date changed) {
    redraw_draft(turn, team);
    if (changed != core::shift_date(team, turn.now)) return;
    // Said already, to somebody who is on duty no more; later the timer says it.
    if (!store::timer(turn.db, "draft/" + team.id.value)) say_draft(turn, team);
}

Message draft_card(Turn& turn, const Team& team) {
    Message message;
    const Instant handover = core::next_handover(team, turn.now);
    const Shift next = duty_shift(turn, team, handover);
    message.line(say("draft.first", {{"team", Plain{team.name}},
                                     {"name", Plain{name_of(turn, next.username)}},
                                     {"at", At{handover}}}));
    Control keep{"keep", say("button.keep"), "req keep", {}, false};
    const auto open = store::open_requests(turn.db, team.id, open_max);
    for (std::size_t i = 0; i < open.size() && i < drafted_max; ++i) {
        item_line(turn, open[i], handover, message);
        keep.choices.push_back(
            {say("choice.request",
                 {{"id", Plain{open[i].id.value}},
                  {"text", Plain{capped(open[i].text.substr(0, open[i].text.find('\n')), 40)}}}),
             open[i].id.value});
    }
    if (open.size() > drafted_max)
        message.line(
            say("list.more", {{"count", static_cast<std::int64_t>(open.size() - drafted_max)}}));
    say_notes(turn, notes_of_today(turn, team), duty_shift(turn, team, turn.now).username, message);
    const std::string of_team = " team:" + team.id.value;
    message.controls.push_back({"note", say("button.note"), "run note" + of_team, {}, true});
    if (!keep.choices.empty()) message.controls.push_back(std::move(keep));
    message.controls.push_back(
        {"mylist", say("button.my_list"), "req list team" + of_team, {}, false});
    return message;
}

result<void> DeskRota::note(const Team& team, std::string_view words) {
    if (!is_member(turn_, team, caller_))
        return refusal(errc::not_allowed, "Only members leave notes", say("run.not_in_a_team"));
    if (words.size() > note_max)
        return refusal(errc::too_large, "A note has at most 500 bytes", say("no.long_note"));
    store::save_note(turn_.db, {team.id, core::iso_date(core::shift_date(team, turn_.now)),
                                caller_.username, std::string(words), turn_.now});
    turn_.log("note", team.id.value, caller_.id.value);
    redraw_draft(turn_, team);
    return {};
}

std::string DeskRota::noted(const Team& team) const {
    for (const store::NoteRow& note : notes_of_today(turn_, team)) {
        if (note.author == caller_.username) return note.words;
    }
    return {};
}

}  // namespace qm::desk
