// A request's own timer fell due.
// SPDX-License-Identifier: Apache-2.0
#include "desk/looks.hpp"

#include "core/calendar.hpp"
#include "core/look.hpp"
#include "core/request.hpp"
#include "core/rota.hpp"
#include "core/seal.hpp"
#include "desk/cards.hpp"
#include "desk/outgoing.hpp"
#include "desk/reminders.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"

namespace qm::desk {
namespace {

using What = core::Look::What;

std::string timer_of(const RequestId& id) {
    return "remind/" + id.value;
}

// Nobody off duty is disturbed. A promise that ends with the day is late at that minute, though.
bool may_disturb(const Team& team, const core::Look& look, Instant now) {
    if (look.what == What::settle || look.what == What::look_again || look.what == What::rest)
        return true;
    if (core::in_duty_hours(team, now)) return true;
    const bool ends =
        look.what == What::news || (look.what == What::remind && look.stage != Lateness::half);
    return ends && core::in_duty_hours(team, now - std::chrono::seconds{1});
}

void ask_the_owner(Turn& turn, const Request& request, const Team& team) {
    const auto stored =
        keep_request(turn, core::asked(request, turn.now), "owner asked", request.taken_by);
    const auto owner = store::person(turn.db, request.taken_by);
    if (!stored || !owner) return;
    const std::string& id = request.id.value;
    Message message;
    message.line(say("still.asked", {{"id", Plain{id}},
                                     {"kind", nested(say("kind." + request.kind))},
                                     {"product", product_of(turn, request)},
                                     {"team", Plain{team.name}}}));
    message.quote(request.text, request.is_private);
    message.controls = {{"confirm", say("button.still_on_it"), "req confirm " + id, {}, true},
                        {"reply", say("button.reply"), "req reply " + id, {}, false},
                        {"solved", say("button.solved"), "req solve " + id, {}, false},
                        {"back", say("button.give_back"), "req back " + id, {}, false}};
    say_message(turn, core::key_of({"still", id, std::to_string(stored->version)}),
                direct_to(*owner, team), message);
}

void look_again(Turn& turn, const Request& request, const Team& team) {
    const auto on_duty = duty_person(turn, team, turn.now);
    (void)keep_request(
        turn, core::looked_again(request, on_duty ? on_duty->id : UserId(), team, turn.now),
        "request looked at again", UserId());
}

// Nobody there took it. Where the team before is no more, it stays.
void come_back(Turn& turn, const Request& request, const Team& team) {
    const Team* before = turn.setup.team(request.moved_from);
    Request next = core::came_back(request, before != nullptr ? *before : team);
    const auto stored = keep_request(turn, next, "request came back", UserId());
    if (!stored || before == nullptr || before == &team) return;
    store::count_once(turn.db, turn.now, "came back", before->id.value);
    move_card(turn, turn.event, *stored, team, *before);
}

// Somebody may have said meanwhile whose channel it is.
void settle(Turn& turn, const Request& request, const Team& team) {
    const auto place = store::channel(turn.db, request.channel);
    const auto asker = store::person(turn.db, request.asker);
    const Serving served = serving(turn, place.value_or(Channel{}), asker.value_or(Person{}));
    const bool known = served.team != nullptr && served.because != "front desk";
    const Team& owner = known ? *served.team : team;
    Request next = core::settled(request);
    next.team = owner.id;
    if (known) next.because = served.because;
    (void)keep_request(turn, next, "request settled", UserId());
}

}  // namespace

void set_look(Turn& turn, const Request& request) {
    const Team* team = turn.setup.team(request.team);
    const auto next = team != nullptr ? core::next_look(request, *team) : std::nullopt;
    if (next)
        store::set_timer(turn.db, timer_of(request.id), next->at,
                         static_cast<std::int64_t>(next->what));
    else
        store::drop_timer(turn.db, timer_of(request.id));
}

void look_at(Turn& turn, const store::Timer& timer, const RequestId& id) {
    store::drop_timer(turn.db, timer.name);
    const auto request = store::request(turn.db, id);
    const Team* team = request ? turn.setup.team(request->team) : nullptr;
    const auto look = team != nullptr ? core::next_look(*request, *team) : std::nullopt;
    if (!look) return;
    const bool is_due = look->at <= turn.now;
    if (!is_due || look->what == What::rest || !may_disturb(*team, *look, turn.now)) {
        const Instant at = !is_due                    ? look->at
                           : look->what == What::rest ? core::next_handover(*team, turn.now)
                                                      : core::next_duty_start(*team, turn.now);
        store::set_timer(turn.db, timer.name, at, static_cast<std::int64_t>(look->what));
        return;
    }
    // After an outage both may be due: nobody there is told of what goes back in the same minute.
    const bool goes_back = request->moved_until && *request->moved_until <= turn.now;
    if (goes_back && request->state == RequestState::fresh) return come_back(turn, *request, *team);
    // Likewise: what it waited for is due, and whoever waited may not be on duty any more.
    const bool waited = request->waiting_until && *request->waiting_until <= turn.now;
    if (waited && request->state == RequestState::waiting) return look_again(turn, *request, *team);
    switch (look->what) {
        case What::remind:
            return remind(turn, *request, *team);
        case What::news:
            return remind_of_news(turn, *request, *team);
        case What::settle:
            return settle(turn, *request, *team);
        case What::come_back:
            return come_back(turn, *request, *team);
        case What::ask:
            return ask_the_owner(turn, *request, *team);
        case What::give_back:
            (void)give_back(turn, *request, *team, UserId(), "card.silent");
            return;
        case What::look_again:
            return look_again(turn, *request, *team);
        case What::rest:
            return;
    }
}

}  // namespace qm::desk
