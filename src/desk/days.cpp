// Days that are offered and swapped.
// SPDX-License-Identifier: Apache-2.0
#include "desk/days.hpp"

#include "core/calendar.hpp"
#include "desk/asks.hpp"
#include "desk/cards.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"
#include "desk/watch.hpp"
#include "desk/why.hpp"

#include <algorithm>

namespace qm::desk {
namespace {

constexpr std::chrono::days why_max{366};

Error not_yours(Turn& turn, const Shift& shift) {
    return refusal(errc::not_allowed, core::iso_date(shift.date) + " is not yours",
                   say("no.not_your_day",
                       {{"day", Day{shift.date}}, {"name", Plain{name_of(turn, shift.username)}}}));
}

Error no_such_ask() {
    return refusal(errc::not_found, "Nobody asks for that day any more", say("no.ask_gone"));
}

Shift shift_of(Turn& turn, const Team& team, Date date) {
    return core::shift_on(team, date, facts_around(turn, team, turn.now));
}

}  // namespace

result<Message> DeskDays::why(const Team& team, Date date) const {
    const Date today = core::to_local(turn_.now, team.zone).date;
    const auto day_closed = closed(team, date, date);
    if (!day_closed.empty()) return closed_message(turn_, team, day_closed.front());
    if (date > today + why_max || date < today - why_max)
        return refusal(errc::invalid, core::iso_date(date) + " is more than a year away",
                       say("no.why_far", {{"day", Day{date}}, {"team", Plain{team.name}}}));
    if (!core::is_working_day(team, date))
        return refusal(errc::invalid, core::iso_date(date) + " is no working day",
                       say("no.day_off",
                           {{"day", Day{date}},
                            {"team", Plain{team.name}},
                            {"next", Day{core::next_working_day(team, std::max(date, today))}}}));
    return why_message(turn_, team, date, is_member(turn_, team, caller_));
}

result<Shift> DeskDays::mine(const Team& team, Date date) const {
    if (auto no = no_day_to_take(turn_, team, date)) return std::move(*no);
    Shift shift = shift_of(turn_, team, date);
    if (shift.username != caller_.username) return not_yours(turn_, shift);
    return shift;
}

result<void> DeskDays::offer(const Team& team, Date date, bool release, bool apply) {
    const auto shift = mine(team, date);
    if (!shift) return shift.error();
    if (day_is_over(turn_, team, date))
        return refusal(errc::invalid, core::iso_date(date) + " is over",
                       say("no.day_over", {{"day", Day{date}}, {"team", Plain{team.name}}}));
    if (release && core::is_by_plan(shift->origin))
        return refusal(
            errc::invalid, "That day is yours by plan: ask for a cover",
            say("no.not_taken", {{"day", Day{date}}, {"date", Plain{core::iso_date(date)}}}));
    if (store::open_ask(turn_.db, team.id, core::iso_date(date)))
        return refusal(errc::already_done, "That day is offered already",
                       say("no.asked_already", {{"day", Day{date}}}));
    if (apply) {
        turn_.steps_back = true;
        ask_for_cover(turn_, team, date, caller_, release);
    }
    return {};
}

std::optional<Error> DeskDays::cannot_have(const Team& team, Date date,
                                           const std::string& username) const {
    return desk::cannot_have(turn_, team, date, username, caller_);
}

result<Swapped> DeskDays::swap(const Team& team, Date mine_day, Date theirs, bool apply) {
    const auto given = mine(team, mine_day);
    if (!given) return given.error();
    if (auto no = no_day_to_take(turn_, team, theirs)) return std::move(*no);
    const Shift gained = shift_of(turn_, team, theirs);
    if (gained.username == caller_.username)
        return refusal(errc::invalid, "Both days are yours",
                       say("no.your_day", {{"name", Plain{name_of(turn_, caller_.username)}},
                                           {"day", Day{theirs}}}));
    if (auto no = cannot_have(team, mine_day, gained.username)) return std::move(*no);
    if (auto no = cannot_have(team, theirs, caller_.username)) return std::move(*no);
    Swapped swapped{{mine_day, caller_.username, gained.username},
                    {theirs, gained.username, caller_.username}};
    if (!apply) return swapped;
    store::AskRow row;
    row.team = team.id;
    row.kind = "swap";
    row.day = core::iso_date(mine_day);
    row.other_day = core::iso_date(theirs);
    row.asker = caller_.username;
    row.asked = gained.username;
    turn_.steps_back = true;
    if (!ask_for_swap(turn_, team, row, caller_))
        return refusal(errc::already_done, "That day is offered already",
                       say("no.asked_already", {{"day", Day{mine_day}}}));
    return swapped;
}

result<Moved> DeskDays::accept(std::int64_t id) {
    const auto row = store::ask(turn_.db, id);
    const Team* team = row ? turn_.setup.team(row->team) : nullptr;
    if (team == nullptr) return no_such_ask();
    const auto date = core::read_date(row->day);
    if (!date) return no_such_ask();
    if (row->state == "taken" && row->taker == caller_.username)
        return refusal(errc::already_done, "You have that day",
                       say("no.your_day", {{"name", Plain{name_of(turn_, caller_.username)}},
                                           {"day", Day{*date}}}));
    if (row->state == "taken")
        return refusal(
            errc::already_done, "Somebody was faster",
            say("no.faster", {{"name", Plain{name_of(turn_, row->taker)}}, {"day", Day{*date}}}));
    if (row->state != "open") return no_such_ask();
    if (auto no = no_day_to_take(turn_, *team, *date)) return std::move(*no);
    return row->kind == "swap" ? accept_swap(*row, *team, *date) : accept_cover(*row, *team, *date);
}

result<Moved> DeskDays::accept_cover(const store::AskRow& row, const Team& team, Date date) {
    if (auto no = cannot_have(team, date, caller_.username)) return std::move(*no);
    if (row.asker == caller_.username) {  // whose day it is keeps it
        withdraw_ask(turn_, row, "withdrawn");
        return Moved{date, caller_.username, caller_.username};
    }
    if (!store::close_ask(turn_.db, row.id, "taken", caller_.username)) return no_such_ask();
    store::drop_timer(turn_.db, "ask/" + std::to_string(row.id));
    store::want(turn_.db, "ask/" + std::to_string(row.id), row.version + 1);
    const auto shift = change_day(turn_, team, {date, caller_.username, "cover", ""}, caller_);
    if (!shift) return shift.error();
    return Moved{date, row.asker, caller_.username};
}

result<Moved> DeskDays::accept_swap(const store::AskRow& row, const Team& team, Date date) {
    const auto other = core::read_date(row.other_day);
    if (row.asked != caller_.username || !other) return no_such_ask();
    if (auto no = no_day_to_take(turn_, team, *other)) return std::move(*no);
    const bool as_asked = shift_of(turn_, team, date).username == row.asker &&
                          shift_of(turn_, team, *other).username == row.asked;
    if (!as_asked)
        return refusal(errc::conflict, "One of the days has changed since",
                       say("no.day_changed", {{"day", Day{date}}}));
    if (auto no = cannot_have(team, date, row.asked)) return std::move(*no);
    if (auto no = cannot_have(team, *other, row.asker)) return std::move(*no);
    if (!store::close_ask(turn_.db, row.id, "taken", caller_.username)) return no_such_ask();
    store::want(turn_.db, "ask/" + std::to_string(row.id), row.version + 1);
    const auto first =
        change_day(turn_, team, {date, row.asked, "swap", "", Change::Told::nobody}, caller_);
    if (!first) return first.error();
    const auto second =
        change_day(turn_, team, {*other, row.asker, "swap", "", Change::Told::nobody}, caller_);
    if (!second) return second.error();
    tell_agreed(turn_, team, row);
    return Moved{date, row.asker, row.asked};
}

result<void> DeskDays::decline(std::int64_t id) {
    const auto row = store::ask(turn_.db, id);
    const Team* team = row ? turn_.setup.team(row->team) : nullptr;
    if (team == nullptr || row->state != "open" || row->asked != caller_.username)
        return no_such_ask();
    withdraw_ask(turn_, *row, "declined");
    tell_declined(turn_, *team, *row);
    return {};
}

}  // namespace qm::desk
