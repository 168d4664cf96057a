// Days that are asked for.
// SPDX-License-Identifier: Apache-2.0
#include "desk/asks.hpp"

#include "core/calendar.hpp"
#include "core/seal.hpp"
#include "desk/cards.hpp"
#include "desk/outgoing.hpp"
#include "desk/rota.hpp"
#include "desk/watch.hpp"

#include <algorithm>
#include <charconv>

namespace qm::desk {
namespace {

constexpr Minutes patience{8 * 60};    // duty minutes until a lead is asked
constexpr Minutes patience_today{30};  // for the day that runs
constexpr std::size_t best_placed_max = 3;
constexpr std::int64_t first_ask = 1;

std::string id_of(const store::AskRow& row) {
    return std::to_string(row.id);
}

// The planner's order of those who could have the day: rested first, then who owes most.
std::vector<std::string> best_placed(Turn& turn, const Team& team, Date date,
                                     const std::string& owner) {
    Watch watch = watch_of(turn, team);
    watch.absences[owner].push_back({date, date});
    std::vector<std::string> names;
    for (const Decision& one : core::decide(watch.book(), {date}, true)) {
        for (const Weighed& each : one.weighed) {
            if (each.standing != Standing::away && each.standing != Standing::shadowing)
                names.push_back(each.username);
        }
    }
    return names;
}

// When nobody can take it any more, although its person owns what comes in until the next handover.
Instant end_of_day(const Team& team, Date date) {
    return core::to_instant(date, team.duty.day.until, team.zone, core::Edge::end);
}

void say_to(Turn& turn, const Team& team, const store::AskRow& row, const std::string& username) {
    const auto person = store::person_named(turn.db, username);
    if (!person) return;
    say_card(turn, core::key_of({"ask", id_of(row), username}), "ask/" + id_of(row),
             direct_to(*person, team.zone), row.version);
}

void tell_asker(Turn& turn, const Team& team, const store::AskRow& row, const char* key) {
    const auto asker = store::person_named(turn.db, row.asker);
    if (!asker) return;
    Message message;
    message.line(say(key, {{"name", Plain{name_of(turn, row.asked)}},
                           {"team", Plain{team.name}},
                           {"day", Day{core::read_date(row.day).value()}},
                           {"other", Day{core::read_date(row.other_day).value()}}}));
    say_message(turn, core::key_of({key, id_of(row)}), direct_to(*asker, team.zone), message);
}

Message swap_card(Turn& turn, const store::AskRow& row, const Team& team) {
    Message message;
    const Value day = Day{core::read_date(row.day).value()};
    const Value other = Day{core::read_date(row.other_day).value()};
    const std::vector<Fill> fills = {{"name", Plain{name_of(turn, row.asker)}},
                                     {"asked", Plain{name_of(turn, row.asked)}},
                                     {"team", Plain{team.name}},
                                     {"day", day},
                                     {"other", other}};
    message.line(say("ask.swap_" + row.state, fills));
    if (row.state != "open") return message;
    message.controls.push_back({"agree", say("button.agree"), "run yes " + id_of(row), {}, true});
    message.controls.push_back({"notme", say("button.not_me"), "run no " + id_of(row), {}, false});
    return message;
}

}  // namespace

bool day_is_over(const Turn& turn, const Team& team, Date date) {
    return turn.now >= end_of_day(team, date);
}

Instead instead_of(Turn& turn, const Team& team, Date date, const std::string& owner) {
    const auto open = store::open_ask(turn.db, team.id, core::iso_date(date));
    return {best_placed(turn, team, date, owner), open && open->kind != "swap"};
}

Plain best_names(Turn& turn, const Instead& instead) {
    std::string names;
    for (std::size_t i = 0; i < std::min(instead.usernames.size(), best_placed_max); ++i)
        names += (i == 0 ? "" : ", ") + name_of(turn, instead.usernames[i]);
    return {names};
}

Message ask_card(Turn& turn, const store::AskRow& row) {
    const Team* team = turn.setup.team(row.team);
    Message message;
    const auto date = core::read_date(row.day);
    if (team == nullptr || !date) return message;
    if (row.kind == "swap") return swap_card(turn, row, *team);
    std::vector<Fill> fills = {{"name", Plain{name_of(turn, row.asker)}},
                               {"taker", Plain{name_of(turn, row.taker)}},
                               {"team", Plain{team->name}},
                               {"day", Day{*date}}};
    if (row.state != "open") {
        message.line(say("ask.cover_" + row.state, fills));
        return message;
    }
    fills.push_back(
        {"names", best_names(turn, {best_placed(turn, *team, *date, row.asker), true})});
    message.line(say(row.kind == "release" ? "ask.release_open" : "ask.cover_open", fills));
    message.controls.push_back({"take", say("button.take"), "run yes " + id_of(row), {}, true});
    return message;
}

void ask_for_cover(Turn& turn, const Team& team, Date date, const Person& by, bool release) {
    store::AskRow row;
    row.team = team.id;
    row.kind = release ? "release" : "cover";
    row.day = core::iso_date(date);
    row.asker = by.username;
    if (const auto open = store::open_ask(turn.db, team.id, row.day)) {
        if (open->kind != "swap") return;
        // Who cannot be there does not wait for one colleague's yes: everybody is asked.
        withdraw_ask(turn, *open, "moved");
    }
    row.id = store::next_number(turn.db, "last_ask", first_ask);
    if (!store::add_ask(turn.db, row)) return;
    turn.log("day offered", team.id.value + "/" + row.day, by.id.value);
    for (const std::string& username : best_placed(turn, team, date, by.username))
        say_to(turn, team, row, username);
    // At the handover of that day the fair share decides; only where it cannot, a lead is asked
    // after it.
    const bool runs = date == core::shift_date(team, turn.now);
    const Instant handover = core::to_instant(date, team.handover, team.zone);
    Instant due = core::add_duty_minutes(team, turn.now, runs ? patience_today : patience);
    if (!runs && due >= handover) due = core::add_duty_minutes(team, handover, patience_today);
    due = std::min(due, std::max(end_of_day(team, date), turn.now));
    store::set_timer(turn.db, "ask/" + id_of(row), due, 0);
}

bool ask_for_swap(Turn& turn, const Team& team, const store::AskRow& row, const Person& by) {
    store::AskRow asked = row;
    asked.id = store::next_number(turn.db, "last_ask", first_ask);
    if (!store::add_ask(turn.db, asked)) return false;
    turn.log("swap asked", team.id.value + "/" + row.day, by.id.value);
    say_to(turn, team, asked, asked.asked);
    return true;
}

void withdraw_ask(Turn& turn, const store::AskRow& row, std::string_view state) {
    if (!store::close_ask(turn.db, row.id, state, "")) return;
    store::drop_timer(turn.db, "ask/" + id_of(row));
    store::want(turn.db, "ask/" + id_of(row), row.version + 1);
    turn.log("ask " + std::string(state), row.team.value + "/" + row.day, "");
}

void answer_asks(Turn& turn, const Team& team, const std::string& day, const std::string& taker) {
    std::vector<store::AskRow> swaps = store::open_swaps_for(turn.db, team.id, day);
    if (auto open = store::open_ask(turn.db, team.id, day)) {
        if (open->kind == "swap") {
            swaps.push_back(std::move(*open));
        } else if (store::close_ask(turn.db, open->id, "taken", taker)) {
            store::want(turn.db, "ask/" + id_of(*open), open->version + 1);
            store::drop_timer(turn.db, "ask/" + id_of(*open));
        }
    }
    for (const store::AskRow& row : swaps) {
        withdraw_ask(turn, row, "moved");
        tell_asker(turn, team, row, "ask.swap_off");
    }
}

void answer_closed(Turn& turn, const Team& team, const std::string& day) {
    if (const auto open = store::open_ask(turn.db, team.id, day); open && open->kind != "swap")
        withdraw_ask(turn, *open, "closed");
    answer_asks(turn, team, day, "");
}

void tell_declined(Turn& turn, const Team& team, const store::AskRow& row) {
    tell_asker(turn, team, row, "ask.declined");
}

void tell_agreed(Turn& turn, const Team& team, const store::AskRow& row) {
    tell_asker(turn, team, row, "ask.agreed");
}

void tell_nobody_there(Turn& turn, const Team& team, Date date) {
    const std::string day = core::iso_date(date);
    const Shift shift = core::shift_on(team, date, facts_around(turn, team, turn.now));
    const bool begun = date <= core::shift_date(team, turn.now);
    Message message;
    message.line(say(begun ? "ask.nobody_today" : "ask.nobody_there",
                     {{"name", Plain{name_of(turn, shift.username)}},
                      {"day", Day{date}},
                      {"team", Plain{team.name}}}));
    if (!begun)
        message.controls.push_back({"close",
                                    say("button.close_day"),
                                    "run close team:" + team.id.value + " " + day,
                                    {},
                                    false});
    for (const Person& lead : leads_of(turn, team))
        say_message(turn,
                    core::key_of({"nobody there", team.id.value, day, begun ? "today" : "ahead",
                                  lead.id.value}),
                    direct_to(lead, team.zone), message);
    turn.log("nobody there", team.id.value + "/" + day, "");
}

void ask_the_leads(Turn& turn, std::string_view timer) {
    store::drop_timer(turn.db, timer);
    std::int64_t id = 0;
    const std::string_view number = timer.substr(timer.find('/') + 1);
    std::from_chars(number.data(), number.data() + number.size(), id);
    const auto row = store::ask(turn.db, id);
    const Team* team = row ? turn.setup.team(row->team) : nullptr;
    const auto date = row ? core::read_date(row->day) : Error{errc::not_found, ""};
    if (team == nullptr || !date || row->state != "open") return;
    const Instant end = end_of_day(*team, *date);
    if (day_is_over(turn, *team, *date)) return withdraw_ask(turn, *row, "over");
    store::set_timer(turn.db, timer, end, 0);
    const auto placed = best_placed(turn, *team, *date, row->asker);
    if (placed.empty()) return tell_nobody_there(turn, *team, *date);
    Message message;
    message.line(say("ask.leads", {{"name", Plain{name_of(turn, row->asker)}},
                                   {"day", Day{*date}},
                                   {"team", Plain{team->name}}}));
    Control give{"give",
                 say("button.give_day"),
                 "run give team:" + team->id.value + " " + row->day,
                 {},
                 true};
    for (const std::string& username : placed)
        give.choices.push_back(
            {say("choice.person", {{"name", Plain{name_of(turn, username)}}}), username});
    message.controls.push_back(std::move(give));
    for (const Person& lead : leads_of(turn, *team))
        say_message(turn, core::key_of({"ask leads", id_of(*row), lead.id.value}),
                    direct_to(lead, team->zone), message);
    turn.log("leads asked", team->id.value + "/" + row->day, "");
}

}  // namespace qm::desk
