// The rotation over stored facts.
// SPDX-License-Identifier: Apache-2.0
#include "desk/rota.hpp"

#include "core/calendar.hpp"
#include "core/end_date.hpp"
#include "desk/asks.hpp"
#include "desk/audience.hpp"
#include "desk/cards.hpp"
#include "desk/handover.hpp"
#include "desk/requests.hpp"
#include "desk/watch.hpp"

#include <algorithm>

namespace qm::desk {
namespace {

constexpr std::chrono::days facts_before{40};
constexpr std::chrono::days facts_after{60};
constexpr int surely_published = 20;  // working days

bool named_in(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool same_word(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return std::tolower(static_cast<unsigned char>(x)) ==
                      std::tolower(static_cast<unsigned char>(y));
           });
}

bool is_today(std::string_view words) {
    return words.empty() || same_word(words, "today") || same_word(words, "aujourd'hui") ||
           same_word(words, "aujourd’hui");
}

bool is_tomorrow(std::string_view words) {
    return same_word(words, "tomorrow") || same_word(words, "demain");
}

core::Facts facts_between(Turn& turn, const Team& team, Date from, Date until) {
    core::Facts facts;
    for (const store::ShiftRow& row :
         store::shifts(turn.db, team.id, core::iso_date(from), core::iso_date(until))) {
        if (auto date = core::read_date(row.day))
            facts[*date] = {row.username, row.origin, row.backup, row.shadow};
    }
    return facts;
}

const Member* member_named(const Team& team, std::string_view username) {
    for (const Member& member : team.members) {
        if (member.person.username == username) return &member;
    }
    return nullptr;
}

// Of the shift that runs: whose first day without the team has come is of it no more.
const Member* member_now(Turn& turn, const Team& team, std::string_view username) {
    const Member* member = member_named(team, username);
    const bool has_left =
        member != nullptr && member->left && *member->left <= core::shift_date(team, turn.now);
    return has_left ? nullptr : member;
}

std::string team_names(const std::vector<const Team*>& teams) {
    std::string names;
    for (const Team* team : teams)
        names += (names.empty() ? "" : ", ") + team->name;
    return names;
}

}  // namespace

Error not_a_member(Turn& turn, const Team& team, std::string_view username) {
    const std::string name = capped(name_of(turn, username), shown_max);
    std::string members;
    for (const Member& member : team.members)
        members += (members.empty() ? "" : ", ") + member.person.username;
    return refusal(
        errc::not_allowed, name + " is not in " + team.name,
        say("no.not_a_member",
            {{"name", Plain{name}}, {"team", Plain{team.name}}, {"members", Plain{members}}}));
}

std::optional<Error> no_day_to_take(Turn& turn, const Team& team, Date date) {
    const std::string iso = core::iso_date(date);
    const Date today = core::to_local(turn.now, team.zone).date;
    const Date last = today + published;
    std::vector<Fill> fills = {{"day", Day{date}}, {"team", Plain{team.name}}};
    if (date < core::shift_date(team, turn.now))
        return refusal(errc::invalid, iso + " is over: past days are facts",
                       say("no.day_over", fills));
    if (date > last) {
        fills.push_back({"last", Day{core::working_day_at_or_before(team, last)}});
        return refusal(errc::invalid, iso + " is more than six weeks away",
                       say("no.day_far", fills));
    }
    if (core::is_working_day(team, date)) return std::nullopt;
    fills.push_back({"next", Day{core::next_working_day(team, date)}});
    return refusal(errc::invalid, iso + " is no working day of " + team.name,
                   say("no.day_off", fills));
}

core::Facts facts_around(Turn& turn, const Team& team, Instant at) {
    const Date day = core::to_local(at, team.zone).date;
    return facts_between(turn, team, day - facts_before, day + facts_after);
}

Shift duty_shift(Turn& turn, const Team& team, Instant at) {
    const Date day = core::shift_date(team, at);
    return core::shift_on(team, day, facts_between(turn, team, day, day));
}

Shift next_shift(Turn& turn, const Team& team, Instant at) {
    return duty_shift(turn, team, core::next_duty_start(team, at));
}

std::optional<Person> duty_person(Turn& turn, const Team& team, Instant at) {
    return store::person_named(turn.db, duty_shift(turn, team, at).username);
}

std::vector<Person> leads_of(Turn& turn, const Team& team) {
    std::vector<Person> leads;
    for (const Member& member : team.members) {
        if (!member.lead || !is_member(turn, team, member.person)) continue;
        if (auto person = store::person_named(turn.db, member.person.username))
            leads.push_back(std::move(*person));
    }
    return leads;
}

Serving serving(const Setup& setup, const Channel& channel, const Person& caller) {
    for (const Team& team : setup.teams) {
        if (!channel.name.empty() && team.channel_name == channel.name)
            return {&team, "", "channel " + channel.name};
        for (const ProductTeam& product : team.products) {
            if (!channel.name.empty() && named_in(product.channels, channel.name))
                return {&team, product.name, "channel " + channel.name};
        }
    }
    for (const Team& team : setup.teams) {
        for (const ProductTeam& product : team.products) {
            if (named_in(product.members, caller.username))
                return {&team, product.name, "member " + product.name};
        }
        if (member_named(team, caller.username) != nullptr)
            return {&team, "", "member " + team.name};
    }
    const Team* front = setup.team(setup.front_desk);
    if (front == nullptr && !setup.teams.empty()) front = &setup.teams.front();
    return {front, "", "front desk"};
}

const Team* whom_to_ask(const Setup& setup, const Event& event, const Entry* entry) {
    const Team* owner = entry != nullptr ? answering_team(setup.teams, *entry) : nullptr;
    return owner != nullptr ? owner : serving(setup, event.channel, event.author).team;
}

const Team* DeskRota::serving(std::string* because) const {
    const Serving found = desk::serving(turn_, channel_, caller_);
    if (because != nullptr) *because = found.because;
    return found.team;
}

const Team* DeskRota::team(std::string_view name_or_id) const {
    if (name_or_id.starts_with("team:")) name_or_id.remove_prefix(5);  // as the verbs are told it
    for (const Team& team : turn_.setup.teams) {
        if (same_word(team.id.value, name_or_id) || same_word(team.name, name_or_id) ||
            same_word(team.channel_name, name_or_id))
            return &team;
    }
    return nullptr;
}

std::vector<const Team*> DeskRota::mine() const {
    std::vector<const Team*> found;
    for (const Team& team : turn_.setup.teams) {
        if (is_member(turn_, team, caller_)) found.push_back(&team);
    }
    return found;
}

result<const Team*> DeskRota::named_team(std::string_view name_or_id) const {
    const Team* found = team(name_or_id);
    if (found == nullptr) return no_such_team(turn_.setup, name_or_id);
    return found;
}

result<const Team*> DeskRota::my_team(std::string_view named) const {
    const std::vector<const Team*> own = mine();
    if (!named.empty()) {
        const auto known = named_team(named);
        if (!known) return known;
        const Team* team = *known;
        if (std::find(own.begin(), own.end(), team) != own.end()) return team;
        if (!own.empty())
            return refusal(errc::not_allowed, "That is another team",
                           say("no.other_team",
                               {{"team", Plain{team->name}}, {"mine", Plain{team_names(own)}}}));
    }
    if (own.empty())
        return refusal(errc::not_allowed, "Only for members of an SRE team",
                       say("run.not_in_a_team"));
    for (const Team* team : own) {
        if (own.size() == 1 || team->channel_name == channel_.name) return team;
    }
    return refusal(errc::invalid, "Which team?",
                   say("no.which_team", {{"mine", Plain{team_names(own)}},
                                         {"team", Plain{"team:" + own.back()->id.value}}}));
}

std::optional<Shift> DeskRota::on_duty(const Team& team, Instant at) const {
    Shift shift = duty_shift(turn_, team, at);
    if (shift.username.empty()) return std::nullopt;
    return shift;
}

bool DeskRota::is_there(const Shift& shift) const {
    return !is_away_on(turn_, shift.username, shift.date);
}

Instead DeskRota::instead(const Shift& shift) const {
    const Team* team = turn_.setup.team(shift.team);
    return team != nullptr ? instead_of(turn_, *team, shift.date, shift.username) : Instead{};
}

std::vector<Shift> DeskRota::coming(const Team& team, Instant after, int count) const {
    if (count > surely_published) {
        const Date from = core::shift_date(team, after);
        return core::shifts_after(team, after, count, planned_until(turn_, team, from, count + 1));
    }
    return core::shifts_after(team, after, count, facts_around(turn_, team, after));
}

Date DeskRota::day_of(const Team& team, Instant at) const {
    return core::to_local(at, team.zone).date;
}

bool DeskRota::in_duty_hours(const Team& team, Instant at) const {
    return core::in_duty_hours(team, at);
}

Instant DeskRota::duty_end(const Team& team, Instant at) const {
    return core::on_duty_until(team, at);
}

std::string DeskRota::display(std::string_view username) const {
    return name_of(turn_, username);
}

std::string DeskRota::display(const UserId& user) const {
    return name_of(turn_, user);
}

result<Date> DeskRota::date_of(const Team& team, std::string_view words, const char* no) const {
    // "Today" before the handover of a working day is that day, and on a day off the running shift.
    const Date local = core::to_local(turn_.now, team.zone).date;
    words = core::without_until(words);
    if (is_today(words)) return core::working_day_at_or_before(team, local);
    if (is_tomorrow(words)) return core::next_working_day(team, local);
    if (const auto next = core::read_weekday(words, local)) return *next;
    if (const auto next = core::read_day_month(words, local)) return *next;
    if (const auto next = core::read_named_month(words, local)) return *next;
    const auto date = core::read_date(words);
    if (date) return date;
    return refusal(date.error().code, date.error().what,
                   say(no, {{"words", Plain{capped(words, shown_max)}}}));
}

result<Date> DeskRota::read_date(const Team& team, std::string_view words) const {
    return date_of(team, words, "no.date");
}

result<Date> DeskRota::read_any_day(const Team& team, std::string_view words) const {
    const Date local = core::to_local(turn_.now, team.zone).date;
    if (is_today(words)) return local;
    if (is_tomorrow(words)) return local + std::chrono::days{1};
    return date_of(team, words, "no.date");
}

result<Date> DeskRota::read_day_ahead(const Team& team, std::string_view words) const {
    return date_of(team, words, "no.date_ahead");
}

bool is_member(Turn& turn, const Team& team, const Person& person) {
    return member_now(turn, team, person.username) != nullptr;
}

bool leads(Turn& turn, const Team& team, const Person& person) {
    const Member* member = member_now(turn, team, person.username);
    return member != nullptr && member->lead;
}

bool DeskRota::is_lead(const Team& team, const Person& person) const {
    return leads(turn_, team, person);
}

result<Shift> DeskRota::take(const Team& team, Date date, std::string_view username, bool apply) {
    if (auto no = no_day_to_take(turn_, team, date)) return std::move(*no);
    const Shift before = core::shift_on(team, date, facts_around(turn_, team, turn_.now));
    if (before.username == username)
        return refusal(errc::already_done, name_of(turn_, username) + " has that day already",
                       say(username == caller_.username ? "no.your_day" : "no.has_day",
                           {{"name", Plain{name_of(turn_, username)}}, {"day", Day{date}}}));
    if (auto no = cannot_have(turn_, team, date, std::string(username), caller_))
        return std::move(*no);
    if (!apply) return before;
    const char* origin = username == caller_.username ? "take" : "override";
    return change_day(turn_, team, {date, std::string(username), origin, ""}, caller_);
}

result<void> DeskRota::accept(const Team& team, const Person& by) {
    const Shift shift = duty_shift(turn_, team, turn_.now);
    if (shift.username != by.username)
        return Error{errc::not_allowed, name_of(turn_, shift.username) + " is on duty"};
    const std::string day = core::iso_date(shift.date);
    auto row = store::handover(turn_.db, team.id, day);
    if (!row)
        return refusal(errc::not_found, "There has been no handover yet today",
                       say("no.handover", {{"team", Plain{team.name}},
                                           {"at", At{core::next_handover(team, turn_.now)}}}));
    if (row->accepted_at) return Error{errc::already_done, "You have it"};
    row->accepted_by = by.username;
    row->accepted_at = turn_.now;
    store::save_handover(turn_.db, *row);
    store::drop_timer(turn_.db, "accept/" + team.id.value);
    store::want(turn_.db, "handover/" + team.id.value + "/" + day, row->version + 1);
    turn_.log("handover accepted", team.id.value + "/" + day, by.id.value);
    return {};
}

}  // namespace qm::desk
