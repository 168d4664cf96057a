// Absences out of calendars.
// SPDX-License-Identifier: Apache-2.0
#include "desk/leave.hpp"

#include "core/calendar.hpp"
#include "core/seal.hpp"
#include "desk/cards.hpp"
#include "desk/outgoing.hpp"
#include "desk/rota.hpp"
#include "desk/trouble.hpp"
#include "store/day_rows.hpp"

#include <algorithm>
#include <set>

namespace qm::desk {
namespace {

constexpr std::chrono::days leave_ahead{365};
constexpr std::chrono::days a_day{1};
constexpr std::string_view leave_subject = "absences";

using LeaveDays = std::map<std::string, std::set<Date>>;  // by user name

// What is stored from today on: of that calendar, and of all others and of people.
struct KnownLeave {
    LeaveDays said;
    LeaveDays otherwise;
};

KnownLeave known_leave(Turn& turn, const std::string& calendar, Date today) {
    KnownLeave known;
    for (const store::AbsenceRow& row : store::absences_since(turn.db, core::iso_date(today))) {
        const auto from = core::read_date(row.from_day);
        const auto until = core::read_date(row.until_day);
        if (!from || !until) continue;
        auto& days = (row.calendar == calendar ? known.said : known.otherwise)[row.username];
        const Date last = std::min(*until, today + leave_ahead);
        for (Date date = std::max(*from, today); date <= last; date += a_day)
            days.insert(date);
    }
    return known;
}

// Days one after the other are one absence.
std::vector<Leave> in_ranges(const std::set<Date>& days) {
    std::vector<Leave> ranges;
    for (const Date date : days) {
        if (!ranges.empty() && ranges.back().until + a_day == date)
            ranges.back().until = date;
        else
            ranges.push_back({date, date});
    }
    return ranges;
}

std::set<Date> without(const std::set<Date>& days, const std::set<Date>& others) {
    std::set<Date> left;
    std::set_difference(days.begin(), days.end(), others.begin(), others.end(),
                        std::inserter(left, left.end()));
    return left;
}

const std::set<Date>& days_of(const LeaveDays& all, const std::string& username) {
    static const std::set<Date> none;
    const auto found = all.find(username);
    return found == all.end() ? none : found->second;
}

void store_leave(Turn& turn, const std::string& calendar, const LeaveDays& said, Date today) {
    store::drop_calendar_absences(turn.db, calendar, core::iso_date(today),
                                  core::iso_date(today - a_day));
    for (const auto& [username, days] : said) {
        for (const Leave& one : in_ranges(days))
            store::save_calendar_absence(
                turn.db, {username, core::iso_date(one.from), core::iso_date(one.until), calendar});
    }
}

// What several absences change in one team, in the order of its days.
void join(Absent& into, Absent more) {
    const auto by_date = [](const Moved& a, const Moved& b) {
        return a.date < b.date;
    };
    into.moved.insert(into.moved.end(), more.moved.begin(), more.moved.end());
    into.asked.insert(into.asked.end(), more.asked.begin(), more.asked.end());
    into.beside.insert(into.beside.end(), more.beside.begin(), more.beside.end());
    std::stable_sort(into.moved.begin(), into.moved.end(), by_date);
    std::stable_sort(into.beside.begin(), into.beside.end(), by_date);
}

void say_what_changes(Turn& turn, const std::vector<Absent>& teams, Message& message) {
    const auto line = [&](const char* key, const Moved& one) {
        message.line(say(key, {{"day", Day{one.date}},
                               {"before", Plain{name_of(turn, one.before)}},
                               {"after", Plain{name_of(turn, one.after)}}}));
    };
    for (const Absent& one : teams) {
        if (!one.changes()) continue;
        if (teams.size() > 1) message.line(say("run.in_team", {{"team", Plain{one.team}}}));
        for (const Moved& moved : one.moved)
            line("run.moved", moved);
        for (const Date date : one.asked)
            message.line(say("run.away_asked", {{"day", Day{date}}}));
        for (const Moved& beside : one.beside)
            line(beside.after.empty() ? "run.backup_none" : "run.backup_moved", beside);
    }
}

// New absences of one person, told to them in one message.
void go_away(Turn& turn, const std::string& calendar, const std::string& username,
             const std::vector<Leave>& ranges) {
    const auto known = store::person_named(turn.db, username);
    Person person = known.value_or(Person{});
    person.username = username;
    std::vector<Absent> teams;  // the same ones, in the same order, for each range
    for (const Leave& one : ranges) {
        auto more = absent_from(turn, person, one.from, one.until, true);
        for (std::size_t i = 0; more && i < more->size(); ++i) {
            if (i == teams.size()) teams.push_back({(*more)[i].team, {}, {}, {}, {}, {}});
            join(teams[i], std::move((*more)[i]));
        }
    }
    const bool changes = std::any_of(teams.begin(), teams.end(),
                                     [](const Absent& absent) { return absent.changes(); });
    const Team* team = turn.setup.team(TeamId(calendar.substr(0, calendar.find('/'))));
    if (!known || team == nullptr || !changes) return;
    Message message;
    message.line(say("run.away_read"));
    say_what_changes(turn, teams, message);
    say_message(turn, core::key_of({turn.event, "away read", calendar, username}),
                direct_to(*known, team->zone), message);
}

void replace_leave(Turn& turn, const std::string& calendar, const LeaveDays& said, Date today) {
    const KnownLeave known = known_leave(turn, calendar, today);
    if (known.said == said) return;
    store_leave(turn, calendar, said, today);
    turn.log("absences read", calendar, "");
    for (const auto& [username, days] : known.said) {
        const auto gone =
            without(without(days, days_of(said, username)), days_of(known.otherwise, username));
        for (const Leave& one : in_ranges(gone))
            withdraw_covers(turn, username, core::iso_date(one.from), core::iso_date(one.until));
    }
    for (const auto& [username, days] : said) {
        const auto fresh = without(without(days, days_of(known.said, username)),
                                   days_of(known.otherwise, username));
        if (!fresh.empty()) go_away(turn, calendar, username, in_ranges(fresh));
    }
}

bool is_named(const Turn& turn, const std::string& calendar) {
    const auto& all = turn.setup.absences;
    return std::any_of(all.begin(), all.end(), [&](const AbsenceSource& one) {
        return one.name() == calendar && turn.setup.team(one.team) != nullptr;
    });
}

}  // namespace

core::RotaScope leave_scope(Turn& turn, const Team& team) {
    core::RotaScope scope;
    for (const Member& member : team.members)
        scope.people.push_back({member.person.username, name_of(turn, member.person.username)});
    const Date today = core::to_local(turn.now, team.zone).date;
    for (Date date = today; date <= today + leave_ahead; date += a_day)
        scope.days.push_back(date);
    scope.zone = team.zone;
    scope.duty = team.duty.day;
    return scope;
}

void take_leave(Turn& turn, const AbsenceSource& source, const core::LeaveRead& read) {
    const Team* team = turn.setup.team(source.team);
    if (team == nullptr || !is_named(turn, source.name())) return;
    if (!read.problems.empty()) {
        const core::RotaProblem& first = read.problems.front();
        const std::string where =
            first.line > 0 ? "line " + std::to_string(first.line) + ": " : std::string();
        return leave_failed(turn, source, where + first.what);
    }
    const Date today = core::to_local(turn.now, team->zone).date;
    LeaveDays said;  // it was read before midnight, perhaps
    for (const auto& [username, days] : read.days) {
        for (const Date date : days) {
            if (date >= today && date <= today + leave_ahead) said[username].insert(date);
        }
    }
    replace_leave(turn, source.name(), said, today);
    calendar_worked(turn, leave_subject, source.name());
}

void leave_failed(Turn& turn, const AbsenceSource& source, std::string_view why) {
    const Team* team = turn.setup.team(source.team);
    if (team == nullptr || !is_named(turn, source.name())) return;
    const auto since = calendar_failed(turn, leave_subject, source.name(), why);
    if (!since) return;
    turn.log("absences not read", source.name(), "");
    std::vector<Person> told;
    if (source.username.empty()) told = leads_of(turn, *team);
    if (const auto owner = store::person_named(turn.db, source.username)) told.push_back(*owner);
    for (const Person& person : told) {
        Message message;
        message.line(say(source.username.empty() ? "run.leave_failed" : "run.own_leave_failed",
                         {{"team", Plain{team->name}}, {"since", At{*since}}}));
        message.line(say("run.follow_why", {{"why", Code{leave_trouble(turn, source)}}}));
        say_message(turn,
                    core::key_of({turn.event, "leave failed", source.name(), person.id.value}),
                    direct_to(person, team->zone), message);
    }
}

std::string leave_trouble(Turn& turn, const AbsenceSource& source) {
    return calendar_trouble(turn, leave_subject, source.name());
}

void note_absence_calendars(Turn& turn) {
    if (turn.setup.teams.empty()) return;
    const Date today = core::to_local(turn.now, turn.setup.teams.front().zone).date;
    for (const std::string& name : store::absence_calendars(turn.db, core::iso_date(today))) {
        if (is_named(turn, name)) continue;
        replace_leave(turn, name, {}, today);
        calendar_worked(turn, leave_subject, name);
    }
}

}  // namespace qm::desk
