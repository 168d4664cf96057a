// Reminders that follow the promise: the one on duty, the leads, at last the asker.
// SPDX-License-Identifier: Apache-2.0
#include "desk/reminders.hpp"

#include "core/calendar.hpp"
#include "core/look.hpp"
#include "core/request.hpp"
#include "core/seal.hpp"
#include "desk/cards.hpp"
#include "desk/outgoing.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"
#include "desk/watch.hpp"
#include "store/care_rows.hpp"

namespace qm::desk {
namespace {

constexpr std::size_t told_at_once = 10;
constexpr Minutes soon{15};  // reminders this close together are one direct message

std::string epoch_of(const Request& request) {
    return std::to_string(request.version) + "/" +
           std::to_string(static_cast<int>(request.lateness));
}

std::vector<Fill> fills_of(Turn& turn, const Request& request, const Team& team) {
    const Shift shift = duty_shift(turn, team, turn.now);
    const bool away = is_away_on(turn, shift.username, shift.date);
    Text duty = say(away ? "late.duty_away" : "late.duty",
                    {{"name", Plain{name_of(turn, shift.username)}}});
    return {{"id", Plain{request.id.value}},
            {"team", Plain{team.name}},
            {"duty", nested(std::move(duty))},
            {"product", product_of(turn, request)},
            {"kind", nested(say("kind." + request.kind))},
            {"name", Plain{name_of(turn, shift.username)}},
            {"due", At{core::due(request)}},
            {"news", At{request.news_due.value_or(core::due(request))}}};
}

result<Request> reminded(Turn& turn, Request request, Lateness stage) {
    request.lateness = stage;
    return keep_request(turn, request, "reminded", UserId());
}

// At 100 % whoever stands by, where somebody does; then the leads who are there. Better the one on
// duty than nobody.
std::vector<Person> whom_to_tell(Turn& turn, const Team& team, bool very_late) {
    const Shift shift = duty_shift(turn, team, turn.now);
    const auto backup = store::person_named(turn.db, shift.backup);
    const bool there = backup && !is_away_on(turn, shift.backup, shift.date);
    if (there && !very_late) return {*backup};
    auto leads = leads_of(turn, team);
    auto present = leads;
    std::erase_if(present,
                  [&](const Person& lead) { return is_away_on(turn, lead.username, shift.date); });
    if (!present.empty()) return present;
    if (there) return {*backup};
    if (!leads.empty()) return leads;
    if (auto person = duty_person(turn, team, turn.now)) return {*person};
    return {};
}

// Whoever is on duty; where everybody is away, who settles that.
std::vector<Person> whom_to_remind(Turn& turn, const Team& team) {
    const Shift shift = duty_shift(turn, team, turn.now);
    if (is_away_on(turn, shift.username, shift.date)) return whom_to_tell(turn, team, false);
    if (auto person = duty_person(turn, team, turn.now)) return {*person};
    return {};
}

// Of a flood the soonest, and not the oldest: those are told once, and the rest is then due.
std::vector<Request> due_by(Turn& turn, const Team& team, Instant until) {
    return store::looked_at_by(turn.db, team.id, until, open_max);
}

// At 50 %: one direct message that lists all that is due soon.
void remind_on_duty(Turn& turn, const Request& first, const Team& team) {
    Message message;
    message.line(say("remind.first", {{"team", Plain{team.name}}}));
    std::size_t listed = 0;
    const auto note = [&](const Request& request) {
        if (!reminded(turn, request, Lateness::half)) return;
        if (listed++ < told_at_once)
            message.line(say("remind.item", fills_of(turn, request, team)));
    };
    note(first);  // of a flood it may be none of those that are looked at
    for (const Request& request : due_by(turn, team, turn.now + soon)) {
        const auto next = core::next_reminder(request, team);
        const bool due = next && next->stage == Lateness::half && next->at <= turn.now + soon;
        if (request.id != first.id && due) note(request);
    }
    if (listed == 0) return;
    if (listed > told_at_once)
        message.line(
            say("list.more", {{"count", static_cast<std::int64_t>(listed - told_at_once)}}));
    message.controls.push_back(
        {"mylist", say("button.my_list"), "req list team:" + team.id.value, {}, false});
    for (const Person& person : whom_to_remind(turn, team))
        say_message(turn,
                    core::key_of({"remind", first.id.value, epoch_of(first), person.id.value}),
                    direct_to(person, team), message);
}

struct Late {
    Request request;
    Lateness stage = Lateness::none;
    std::string line;    // the key of what its asker reads
    bool tells = false;  // false: the asker has read it
};

bool nobody_told(const Late& late) {
    return late.stage == Lateness::late || is_revocation(late.request);
}

// Of one promise the asker hears once that it was not kept, wherever the request goes meanwhile.
std::string line_of(const Request& request) {
    return core::key_of(
        {"late", request.id.value, "promised", std::to_string(to_unix(core::due(request)))});
}

// After an outage several stages may be due at once: only the last says something new.
Lateness stage_at(Request request, const Team& team, Instant now) {
    Lateness stage = Lateness::none;
    auto next = core::next_reminder(request, team);
    for (; next && next->at <= now; next = core::next_reminder(request, team))
        request.lateness = stage = next->stage;
    return stage;
}

bool is_late(Lateness stage) {
    return stage == Lateness::late || stage == Lateness::very_late;
}

// This one, and whatever else of the team is late by now.
std::vector<Late> late_ones(Turn& turn, const Request& first, const Team& team) {
    std::vector<Late> late;
    const auto note = [&](const Request& request) {
        const Lateness stage = stage_at(request, team, turn.now);
        if (!is_late(stage)) return;
        const std::string line = line_of(request);
        const bool tells = stage == Lateness::very_late && !is_revocation(request) &&
                           !store::post_by_key(turn.db, line).has_value();
        Request next = request;
        if (tells) next.news_due = core::add_duty_minutes(team, turn.now, team.promise.first_reply);
        if (auto stored = reminded(turn, std::move(next), stage))
            late.push_back({*stored, stage, line, tells});
    };
    note(first);
    for (const Request& request : due_by(turn, team, turn.now)) {
        if (request.id != first.id) note(request);
    }
    return late;
}

Message lead_message(Turn& turn, const Late& only, const Team& team) {
    Message message;
    message.line(say(nobody_told(only) ? "late.lead" : "late.lead_again",
                     fills_of(turn, only.request, team)));
    if (!only.request.is_private) message.quote(only.request.text);
    message.controls.push_back(
        {"take", say("button.take"), "req take " + only.request.id.value, {}, true});
    return message;
}

Message lead_message(Turn& turn, const std::vector<Late>& late, const Team& team) {
    if (late.size() == 1) return lead_message(turn, late.front(), team);
    Message message;
    auto fills = fills_of(turn, late.front().request, team);
    fills.push_back({"count", static_cast<std::int64_t>(late.size())});
    message.line(say("late.lead_many", std::move(fills)));
    for (std::size_t i = 0; i < late.size() && i < told_at_once; ++i)
        message.line(say(nobody_told(late[i]) ? "late.item" : "late.item_again",
                         fills_of(turn, late[i].request, team)));
    if (late.size() > told_at_once)
        message.line(
            say("list.more", {{"count", static_cast<std::int64_t>(late.size() - told_at_once)}}));
    message.controls.push_back(
        {"mylist", say("button.my_list"), "req list team team:" + team.id.value, {}, false});
    return message;
}

// At 100 % the lead by direct message, once for all that is late by then; at 200 % the lead again,
// and each asker is told.
void tell_lead(Turn& turn, const Request& first, const Team& team) {
    const std::vector<Late> late = late_ones(turn, first, team);
    if (late.empty()) return;
    const Message message = lead_message(turn, late, team);
    const bool very = std::any_of(late.begin(), late.end(),
                                  [](const Late& one) { return one.stage == Lateness::very_late; });
    const auto told = whom_to_tell(turn, team, very);
    for (const Person& lead : told)
        say_message(turn,
                    core::key_of({"late.lead", first.id.value, epoch_of(first), lead.id.value}),
                    at_once(direct_to(lead, team)), message);
    for (const Late& one : late) {
        if (!one.tells) continue;
        Message line;
        const bool lead = std::any_of(told.begin(), told.end(), [&](const Person& person) {
            return leads(turn, team, person);
        });
        line.line(
            say(lead ? "status.late" : "status.late_alone", fills_of(turn, one.request, team)));
        say_message(turn, one.line, at_once(askers_place(turn, one.request, team)), line);
    }
}

// Whoever has it writes to the asker, else whoever is on duty.
UserId writer_of(Turn& turn, const Request& request, const Team& team) {
    if (!request.taken_by.empty()) return request.taken_by;
    const auto person = duty_person(turn, team, turn.now);
    return person ? person->id : UserId();
}

bool waits_unheard(const Request& request) {
    return request.state == RequestState::waiting && !request.first_reply_at;
}

}  // namespace

void remind_of_news(Turn& turn, const Request& first, const Team& team) {
    const UserId writer = writer_of(turn, first, team);
    Message message;
    message.line(say("remind.news"));
    std::size_t listed = 0;
    const auto note = [&](const Request& request) {
        const bool fresh = request.state == RequestState::fresh;
        if (!reminded(turn, request, fresh ? Lateness::unheard : Lateness::late)) return;
        if (listed++ < told_at_once)
            message.line(say(waits_unheard(request) ? "remind.item" : "remind.news_item",
                             fills_of(turn, request, team)));
    };
    note(first);
    for (const Request& request : due_by(turn, team, turn.now + soon)) {
        const auto look = core::next_look(request, team);
        if (request.id == first.id || !look || look->what != core::Look::What::news) continue;
        if (look->at <= turn.now + soon && writer_of(turn, request, team) == writer) note(request);
    }
    std::vector<Person> people;
    if (first.taken_by.empty())
        people = whom_to_remind(turn, team);
    else if (auto person = store::person(turn.db, writer))
        people = {std::move(*person)};
    if (listed == 0) return;
    if (listed > told_at_once)
        message.line(
            say("list.more", {{"count", static_cast<std::int64_t>(listed - told_at_once)}}));
    if (listed == 1)
        message.controls.push_back(
            {"reply", say("button.reply"), "req reply " + first.id.value, {}, true});
    message.controls.push_back(
        {"mylist", say("button.my_list"), "req list team:" + team.id.value, {}, false});
    for (const Person& person : people)
        say_message(turn, core::key_of({"news", first.id.value, epoch_of(first), person.id.value}),
                    direct_to(person, team), message);
}

void remind(Turn& turn, const Request& request, const Team& team) {
    if (is_late(stage_at(request, team, turn.now)))
        tell_lead(turn, request, team);
    else
        remind_on_duty(turn, request, team);
}

}  // namespace qm::desk
