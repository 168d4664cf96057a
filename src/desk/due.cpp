// Timers that fell due: handovers, and reminders that follow the promise.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "core/request.hpp"
#include "core/seal.hpp"
#include "desk/asks.hpp"
#include "desk/cards.hpp"
#include "desk/desk.hpp"
#include "desk/handover.hpp"
#include "desk/outgoing.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"

#include <algorithm>

namespace qm::desk {
namespace {

constexpr int listed_max = 10;
constexpr Minutes soon{15};  // reminders this close together are one direct message

std::string epoch_of(const Request& request) {
    return std::to_string(request.version) + "/" +
           std::to_string(static_cast<int>(request.lateness));
}

std::vector<Fill> fills_of(Turn& turn, const Request& request, const Team& team) {
    const Shift shift = duty_shift(turn, team, turn.now);
    return {{"id", Plain{request.id.value}},
            {"team", Plain{team.name}},
            {"product", Plain{request.product.empty() ? "–" : request.product}},
            {"kind", nested(say("kind." + request.kind))},
            {"name", Plain{name_of(turn, shift.username)}},
            {"due", At{core::due(request)}},
            {"news", At{core::add_duty_minutes(team, turn.now, team.promise.first_reply)}}};
}

result<Request> reminded(Turn& turn, Request request, Lateness stage) {
    request.lateness = stage;
    return keep_request(turn, request, "reminded", UserId());
}

// At 50 %: one direct message to the one on duty that lists all that is due soon.
void remind_on_duty(Turn& turn, const Request& first, const Team& team) {
    Message message;
    message.line(say("remind.first", {{"team", Plain{team.name}}}));
    int listed = 0;
    for (const Request& request : store::open_requests(turn.db, team.id, open_max)) {
        const auto next = core::next_reminder(request, team);
        const bool due = next && next->stage == Lateness::half && next->at <= turn.now + soon;
        if (request.id != first.id && !due) continue;
        if (!reminded(turn, request, Lateness::half)) continue;
        if (listed++ < listed_max) message.line(say("remind.item", fills_of(turn, request, team)));
    }
    const auto person = duty_person(turn, team, turn.now);
    if (!person || listed == 0) return;
    message.controls.push_back({"mylist", say("button.my_list"), "req list", {}, false});
    say_message(turn, core::key_of({"remind", first.id.value, epoch_of(first)}),
                direct_to(*person, team.zone), message);
}

// At 100 % the lead by direct message; at 200 % the lead again, and the asker is told.
void tell_lead(Turn& turn, const Request& request, const Team& team, Lateness stage) {
    const auto stored = reminded(turn, request, stage);
    if (!stored) return;
    const std::string key = stage == Lateness::late ? "late.lead" : "late.lead_again";
    Message message;
    message.line(say(key, fills_of(turn, *stored, team)));
    if (!stored->is_private) message.quote(stored->text);
    message.controls.push_back(
        {"take", say("button.take"), "req take " + request.id.value, {}, true});
    auto leads = leads_of(turn, team);
    if (leads.empty()) {  // no lead is named: better the one on duty than nobody
        if (auto person = duty_person(turn, team, turn.now)) leads.push_back(std::move(*person));
    }
    for (const Person& lead : leads)
        say_message(turn, core::key_of({key, request.id.value, epoch_of(request), lead.id.value}),
                    direct_to(lead, team.zone), message);
    if (stage != Lateness::very_late) return;
    Message line;
    line.line(say("status.late", fills_of(turn, *stored, team)));
    say_message(turn, core::key_of({"late", request.id.value, epoch_of(request)}),
                askers_place(turn, request, team), line);
}

// Nobody off duty is disturbed. A promise that ends with the day is late at that minute, though.
bool may_disturb(const Team& team, Lateness stage, Instant now) {
    if (core::in_duty_hours(team, now)) return true;
    return stage != Lateness::half && core::in_duty_hours(team, now - std::chrono::seconds{1});
}

void fire_reminder(Turn& turn, const store::Timer& timer, const RequestId& id) {
    store::drop_timer(turn.db, timer.name);
    const auto request = store::request(turn.db, id);
    const Team* team = request ? turn.setup.team(request->team) : nullptr;
    if (team == nullptr) return;
    auto next = core::next_reminder(*request, *team);
    if (!next) return;  // it was taken
    const bool is_due = next->at <= turn.now;
    if (!is_due || !may_disturb(*team, next->stage, turn.now)) {
        const Instant at = is_due ? core::next_duty_start(*team, turn.now) : next->at;
        store::set_timer(turn.db, timer.name, at, static_cast<std::int64_t>(next->stage));
        return;
    }
    // After an outage several may be due at once: only the last says something new.
    Request later = *request;
    Lateness stage = Lateness::none;
    for (; next && next->at <= turn.now; next = core::next_reminder(later, *team))
        later.lateness = stage = next->stage;
    if (stage == Lateness::half)
        remind_on_duty(turn, *request, *team);
    else
        tell_lead(turn, *request, *team, stage);
}

void fire(Turn& turn, const store::Timer& timer) {
    const auto slash = timer.name.find('/');
    const std::string what = timer.name.substr(0, slash);
    const std::string which = timer.name.substr(slash + 1);
    if (what == "remind") return fire_reminder(turn, timer, RequestId(which));
    if (what == "ask") return ask_the_leads(turn, timer.name);
    const Team* team = turn.setup.team(TeamId(which));
    if (team == nullptr) return store::drop_timer(turn.db, timer.name);
    if (what == "handover") return hand_over(turn, *team);
    if (what == "accept") return ask_for_a_sign(turn, *team);
    store::drop_timer(turn.db, timer.name);
}

}  // namespace

std::vector<Post> Desk::run_due(Instant now, int limit) {
    std::vector<Post> posts;
    auto timers = store::due_timers(db_, now, limit);
    // A boundary first: reminders after it are the next one's.
    std::stable_sort(timers.begin(), timers.end(), [](const auto& a, const auto& b) {
        return a.name.starts_with("handover/") > b.name.starts_with("handover/");
    });
    for (const store::Timer& timer : timers) {
        Turn turn{db_, setup(), now, "due:" + timer.name + ":" + std::to_string(to_unix(timer.due)),
                  {},  0};
        fire(turn, timer);
        for (Post& post : claimed_posts(turn))
            posts.push_back(std::move(post));
    }
    return posts;
}

}  // namespace qm::desk
