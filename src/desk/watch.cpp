// The planner's book out of rows, and rows out of its decisions.
// SPDX-License-Identifier: Apache-2.0
#include "desk/watch.hpp"

#include <quartermaster/refusal.hpp>

#include "core/calendar.hpp"
#include "core/seal.hpp"
#include "desk/asks.hpp"
#include "desk/backup.hpp"
#include "desk/cards.hpp"
#include "desk/draft.hpp"
#include "desk/handover.hpp"
#include "desk/outgoing.hpp"
#include "desk/rota.hpp"
#include "store/day_rows.hpp"

#include <algorithm>
#include <map>

namespace qm::desk {
namespace {

constexpr std::chrono::days book_before{370};
constexpr std::chrono::days book_after{400};
constexpr std::int64_t first_change = 1;

store::ShiftRow row_of(const Decision& decision) {
    return {
        core::iso_date(decision.date), decision.username, "plan", decision.backup, decision.shadow,
        write_decision(decision)};
}

bool is_gone(const Team& team, const std::string& username, Date date) {
    const auto found =
        std::find_if(team.members.begin(), team.members.end(),
                     [&](const Member& member) { return member.person.username == username; });
    return found == team.members.end() || (found->left && *found->left <= date);
}

// Who joins starts at the average of the team: they count from the day they were first seen.
void note_roster(Turn& turn, const Team& team) {
    const auto known = store::roster(turn.db, team.id);
    const std::string today = core::iso_date(core::to_local(turn.now, team.zone).date);
    for (const auto& [username, since] : known) {
        // Who comes back joins anew.
        if (is_gone(team, username, Date::min())) store::drop_member(turn.db, team.id, username);
    }
    for (const Member& member : team.members) {
        if (!known.contains(member.person.username))
            store::note_member(turn.db, team.id, member.person.username,
                               known.empty() ? "" : today);
    }
}

// Days of somebody who has left cannot wait for consent, the one that runs least of all.
void give_away_the_days_of_the_gone(Turn& turn, const Watch& watch, Date from) {
    std::vector<Date> orphaned;
    for (const auto& [date, fact] : watch.facts) {
        if (date >= from && is_gone(watch.team, fact.username, date)) orphaned.push_back(date);
    }
    std::vector<Moved> moved;
    for (const Decision& one : core::decide(watch.book(), orphaned, true)) {
        const auto changed = change_day(
            turn, watch.team,
            {one.date, one.username, "plan", write_decision(one), Change::Told::nobody}, Person{});
        if (changed) moved.push_back({one.date, watch.facts.at(one.date).username, one.username});
    }
    tell_of_moves(turn, watch.team, moved, "run.shared_days", Person{});
    name_backups(turn, watch.team,
                 backups_to_replace(watch_of(turn, watch.team), from, Date::max(), ""));
}

// Their weekday is shared from now on, and nobody would look into the configuration for that.
void warn_of_the_gone(Turn& turn, const Team& team, Date today) {
    if (team.rotation.mode != RotationMode::weekday) return;
    for (const Member& member : team.members) {
        const std::string& username = member.person.username;
        const auto& named = team.rotation.weekday_members;
        if (!member.left || *member.left > today ||
            std::find(named.begin(), named.end(), username) == named.end())
            continue;
        for (const Person& lead : leads_of(turn, team)) {
            Message message;
            message.line(say("run.rotation_names", {{"name", Plain{name_of(turn, username)}},
                                                    {"team", Plain{team.name}}}));
            say_message(turn,
                        core::key_of({"rotation names", team.id.value, username,
                                      core::iso_date(*member.left), lead.id.value}),
                        direct_to(lead, team.zone), message);
        }
    }
}

// The handover card of a day that has begun names the new one. Who takes it has accepted it; who
// is given it has not.
void redraw_running_day(Turn& turn, const Team& team, const Change& change, const Person& by) {
    const std::string day = core::iso_date(change.date);
    if (auto row = store::handover(turn.db, team.id, day)) {
        const bool by_self = change.username == by.username;
        row->incoming = change.username;
        row->accepted_by = by_self ? by.username : "";
        row->accepted_at = by_self ? std::optional(turn.now) : std::nullopt;
        store::save_handover(turn.db, *row);
        store::want(turn.db, "handover/" + team.id.value + "/" + day, row->version + 1);
    }
    if (change.date == core::shift_date(team, turn.now)) show_next_owner(turn, team);
    redraw_days_ahead(turn, team, change.date);
    note_draft(turn, team, change.date);
}

// Who loses or is given a day has not pressed anything: a direct message tells them.
void tell_one(Turn& turn, const Team& team, const Moved& moved, bool is_given, const Change& change,
              const Person& by) {
    const std::string& whom = is_given ? moved.after : moved.before;
    const auto person = store::person_named(turn.db, whom);
    if (!person || whom == by.username) return;
    const bool by_share = change.origin == "plan" || by.username.empty() ||
                          (change.origin == "cover" && by.username == moved.before);
    const bool again = change.told == Change::Told::as_reverted;
    const char* key = !is_given  ? "run.taken_from_you"
                      : again    ? "run.yours_again"
                      : by_share ? "run.yours_by_share"
                                 : "run.given_to_you";
    const std::string day = core::iso_date(moved.date);
    Message message;
    message.line(say(key, {{"by", Plain{name_of(turn, by.username)}},
                           {"before", Plain{name_of(turn, moved.before)}},
                           {"name", Plain{name_of(turn, moved.after)}},
                           {"day", Day{moved.date}},
                           {"date", Plain{day}},
                           {"team", Plain{team.name}}}));
    say_message(turn, core::key_of({turn.event, "day changed", day, whom}),
                direct_to(*person, team.zone), message);
}

// All that concerns one person.
void tell_of_several(Turn& turn, const Team& team, const std::vector<Moved>& moved,
                     const Person& person, std::string_view why, const Person& by) {
    Message message;
    message.line(say(std::string(why),
                     {{"team", Plain{team.name}}, {"by", Plain{name_of(turn, by.username)}}}));
    for (const Moved& one : moved) {
        if (one.before != person.username && one.after != person.username) continue;
        message.line(say("run.moved", {{"day", Day{one.date}},
                                       {"before", Plain{name_of(turn, one.before)}},
                                       {"after", Plain{name_of(turn, one.after)}}}));
    }
    say_message(turn, core::key_of({turn.event, why, team.id.value, person.username}),
                direct_to(person, team.zone), message);
}

std::map<std::string, int> days_of_each(const std::vector<Moved>& moved) {
    std::map<std::string, int> days;
    for (const Moved& one : moved) {
        ++days[one.before];
        ++days[one.after];
    }
    return days;
}

}  // namespace

std::optional<Setup> with_closed_days(store::Db& db, const Setup& setup) {
    const auto rows = store::closed_days(db);
    if (rows.empty()) return std::nullopt;
    std::optional<Setup> closed(setup);
    for (const store::ClosedRow& row : rows) {
        const auto date = core::read_date(row.day);
        for (Team& team : closed->teams) {
            if (team.id != row.team || !date) continue;
            team.holidays.push_back(*date);
            team.closed.push_back(*date);
        }
    }
    for (Team& team : closed->teams)
        std::sort(team.holidays.begin(), team.holidays.end());
    return closed;
}

void redraw_days_ahead(Turn& turn, const Team& team, Date changed) {
    auto row = store::last_handover(turn.db, team.id);
    const auto day = row ? core::read_date(row->day) : Error{errc::not_found, ""};
    // The card of a day that has begun names whose it is.
    if (!day || changed <= *day || changed <= core::shift_date(team, turn.now)) return;
    Date last = *day;
    for (int i = 0; i < days_ahead; ++i)
        last = core::next_working_day(team, last);
    if (changed > last || !store::save_handover(turn.db, *row)) return;
    store::want(turn.db, "handover/" + team.id.value + "/" + row->day, row->version + 1);
}

void redraw_beside(Turn& turn, const Team& team, Date date) {
    const std::string day = core::iso_date(date);
    const auto row = store::handover(turn.db, team.id, day);
    if (row && store::save_handover(turn.db, *row))
        store::want(turn.db, "handover/" + team.id.value + "/" + day, row->version + 1);
}

Watch watch_of(Turn& turn, const Team& team) {
    Watch watch{team, {}, {}};
    const Date today = core::to_local(turn.now, team.zone).date;
    for (const auto& [username, since] : store::roster(turn.db, team.id)) {
        const auto date = core::read_date(since);
        for (Member& member : watch.team.members) {
            if (member.person.username == username && date)
                member.joined = std::max(member.joined.value_or(*date), *date);
        }
    }
    const std::string oldest = core::iso_date(today - book_before);
    for (const store::AbsenceRow& row : store::absences_since(turn.db, oldest)) {
        const auto from = core::read_date(row.from_day);
        const auto until = core::read_date(row.until_day);
        if (from && until) watch.absences[row.username].push_back({*from, *until});
    }
    for (const store::ShiftRow& row :
         store::shifts(turn.db, team.id, oldest, core::iso_date(today + book_after))) {
        if (const auto date = core::read_date(row.day))
            watch.facts[*date] = {row.username, row.origin, row.backup, row.shadow};
    }
    return watch;
}

void publish_shifts(Turn& turn, const Team& team) {
    note_roster(turn, team);
    const Watch watch = watch_of(turn, team);
    const Date today = core::shift_date(team, turn.now);
    int count = 0;
    for (Date day = today; day <= today + published; day = core::next_working_day(team, day))
        ++count;
    for (const Decision& one : core::plan(watch.book(), today, count))
        store::publish(turn.db, team.id, row_of(one));
    give_away_the_days_of_the_gone(turn, watch, today);
    warn_of_the_gone(turn, team, today);
}

core::Facts planned_until(Turn& turn, const Team& team, Date from, int count) {
    Watch watch = watch_of(turn, team);
    for (const Decision& one : core::plan(watch.book(), from, count))
        watch.facts[one.date] = {one.username, "plan", one.backup, one.shadow};
    return std::move(watch.facts);
}

result<Shift> change_day(Turn& turn, const Team& team, const Change& change, const Person& by) {
    const std::string day = core::iso_date(change.date);
    const Shift before = core::shift_on(team, change.date, facts_around(turn, team, turn.now));
    store::ShiftRow row{day, change.username, change.origin, "", "", change.why};
    // One's own day again is no day taken over.
    if (const auto first = store::first_change(turn.db, team.id, day);
        first && first->before_user == change.username && core::is_by_plan(first->before_origin) &&
        (change.origin == "take" || change.origin == "cover" || change.origin == "override")) {
        row.origin = first->before_origin;
        row.why = first->before_why;
    }
    const auto stored = store::shifts(turn.db, team.id, day, day);
    if (stored.empty())
        store::take_day(turn.db, team.id, row);
    else if (!store::move_day(turn.db, team.id, row, before.username))
        return refusal(errc::conflict, day + " has just changed: look again",
                       say("no.day_changed", {{"day", Day{change.date}}}));
    store::add_change(
        turn.db,
        {store::next_number(turn.db, "last_day_change", first_change), team.id, day,
         before.username, before.origin, stored.empty() ? "" : stored.front().why, change.username,
         row.origin, by.username, turn.now, stored.empty() ? "" : stored.front().backup});
    turn.log("shift " + change.origin, team.id.value + "/" + day, by.id.value);
    answer_asks(turn, team, day, change.username);
    redraw_running_day(turn, team, change, by);
    if (!stored.empty() && stored.front().backup == change.username)
        replace_backup(turn, team, change.date, change.username);
    const Shift after = core::shift_on(team, change.date, facts_around(turn, team, turn.now));
    if (change.told != Change::Told::nobody) {
        const Moved moved{change.date, before.username, after.username};
        tell_one(turn, team, moved, true, change, by);
        tell_one(turn, team, moved, false, change, by);
    }
    return after;
}

result<std::vector<Moved>> change_days(Turn& turn, const Team& team,
                                       const std::vector<Change>& changes, std::string_view why,
                                       const Person& by) {
    std::vector<Moved> moved;
    const core::Facts facts = facts_around(turn, team, turn.now);
    for (const Change& change : changes) {
        const std::string before = core::shift_on(team, change.date, facts).username;
        Change alone = change;
        if (changes.size() > 1) alone.told = Change::Told::nobody;
        const auto changed = change_day(turn, team, alone, by);
        if (!changed) return changed.error();
        moved.push_back({change.date, before, change.username});
    }
    const auto days = days_of_each(moved);
    for (std::size_t i = 0; moved.size() > 1 && i < moved.size(); ++i) {
        if (days.at(moved[i].after) == 1) tell_one(turn, team, moved[i], true, changes[i], by);
        if (days.at(moved[i].before) == 1) tell_one(turn, team, moved[i], false, changes[i], by);
    }
    for (const auto& [name, count] : days) {
        const auto person = store::person_named(turn.db, name);
        if (person && count > 1 && name != by.username)
            tell_of_several(turn, team, moved, *person, why, by);
    }
    return moved;
}

void tell_of_moves(Turn& turn, const Team& team, const std::vector<Moved>& moved,
                   std::string_view why, const Person& by) {
    for (const auto& [name, count] : days_of_each(moved)) {
        const auto person = store::person_named(turn.db, name);
        if (person && name != by.username) tell_of_several(turn, team, moved, *person, why, by);
    }
}

std::optional<Error> cannot_have(Turn& turn, const Team& team, Date date,
                                 const std::string& username, const Person& reader) {
    const Watch watch = watch_of(turn, team);
    for (const Member& member : watch.team.members) {
        if (member.person.username != username) continue;
        if (core::is_present(watch.book(), member, date) && !core::is_shadowing(member, date))
            return std::nullopt;
        if (!core::is_of_team(member, date))
            return refusal(errc::invalid, username + " is not of the team that day",
                           say("no.not_of_team_then", {{"name", Plain{name_of(turn, username)}},
                                                       {"day", Day{date}},
                                                       {"team", Plain{team.name}}}));
        return refusal(errc::invalid, username + " cannot be on duty that day",
                       say(username == reader.username ? "no.you_cannot" : "no.cannot_have",
                           {{"name", Plain{name_of(turn, username)}}, {"day", Day{date}}}));
    }
    return not_a_member(turn, team, username);
}

bool is_away_on(Turn& turn, const std::string& username, Date date) {
    return store::is_absent(turn.db, username, core::iso_date(date));
}

void cover_by_share(Turn& turn, const Team& team, Date date) {
    const Watch watch = watch_of(turn, team);
    const auto fact = watch.facts.find(date);
    if (fact == watch.facts.end()) return;
    if (!core::is_away(watch.absences, fact->second.username, date)) return;
    const auto decided = core::decide(watch.book(), {date}, true);
    if (decided.empty()) return;
    if (decided.front().nobody_there) return tell_nobody_there(turn, team, date);
    (void)change_day(turn, team,
                     {date, decided.front().username, "cover", write_decision(decided.front())},
                     Person{});
}

}  // namespace qm::desk
