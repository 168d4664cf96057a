// Absences, and what they move in every team of whoever is away.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "core/rota.hpp"
#include "core/seal.hpp"
#include "desk/asks.hpp"
#include "desk/attended.hpp"
#include "desk/backup.hpp"
#include "desk/cards.hpp"
#include "desk/days.hpp"
#include "desk/leave.hpp"
#include "desk/outgoing.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"
#include "desk/watch.hpp"

#include <algorithm>
#include <utility>

namespace qm::desk {
namespace {

constexpr std::chrono::days away_max{366};

std::vector<const Team*> teams_of(Turn& turn, const Person& person) {
    std::vector<const Team*> teams;
    for (const Team& team : turn.setup.teams) {
        if (is_member(turn, team, person)) teams.push_back(&team);
    }
    return teams;
}

struct Away {
    Absent absent;
    std::vector<Decision> decisions;
    std::vector<Date> learning;  // days on which they would have stood beside
};

// What it would change in one team; the watch knows the absence already.
Away weighed(Turn& turn, const Team& team, Watch& watch, const std::string& who, Absent absent) {
    Away away{std::move(absent), {}, {}};
    const Date today = core::to_local(turn.now, team.zone).date;
    const Date running = core::shift_date(team, turn.now);
    std::vector<Date> later;
    for (auto at = watch.facts.lower_bound(std::max(away.absent.from, running));
         at != watch.facts.end() && at->first <= away.absent.until; ++at) {
        auto& [date, fact] = *at;
        if (fact.shadow == who) away.learning.push_back(date);
        if (fact.username != who) continue;
        if (date > today + settled)
            later.push_back(date);
        else if (!day_is_over(turn, team, date))
            away.absent.asked.push_back(date);
    }
    away.decisions = core::decide(watch.book(), later, true);
    for (const Decision& one : away.decisions) {
        if (one.nobody_there) {
            away.absent.asked.push_back(one.date);
            continue;
        }
        away.absent.moved.push_back({one.date, who, one.username});
        core::Fact& fact = watch.facts[one.date];
        fact.username = one.username;
        if (fact.backup == one.username) fact.backup.clear();
    }
    std::erase_if(away.decisions, [](const Decision& one) { return one.nobody_there; });
    for (auto& [date, fact] : watch.facts) {
        if (fact.backup != who || date < std::max(away.absent.from, running) ||
            date > away.absent.until || !core::is_working_day(team, date))
            continue;
        fact.backup = core::backup_beside(watch.book(), date);
        away.absent.beside.push_back({date, who, fact.backup});
    }
    return away;
}

void stop_learning(Turn& turn, const Team& team, Date date, const std::string& who) {
    const std::string day = core::iso_date(date);
    const auto stored = store::shifts(turn.db, team.id, day, day);
    if (stored.empty()) return;
    store::ShiftRow row = stored.front();
    row.shadow.clear();
    if (store::move_beside(turn.db, team.id, row, row.backup, who)) redraw_beside(turn, team, date);
}

// One absence with those that it overlaps: a shorter one of the same days takes nothing back.
Leave with_known(Turn& turn, const std::string& who, const Leave& leave, bool apply) {
    store::AbsenceRow whole{who, core::iso_date(leave.from), core::iso_date(leave.until)};
    for (const store::AbsenceRow& row : store::absences_since(turn.db, whole.from_day)) {
        if (row.username != who || !row.calendar.empty() || row.from_day > whole.until_day)
            continue;
        if (apply) store::drop_absence(turn.db, who, row.from_day);
        whole.from_day = std::min(whole.from_day, row.from_day);
        whole.until_day = std::max(whole.until_day, row.until_day);
    }
    if (apply) store::save_absence(turn.db, whole);
    return {std::max(leave.from, core::read_date(whole.from_day).value()),
            core::read_date(whole.until_day).value()};
}

// The one that runs comes before those to come, what somebody said before what a calendar says.
std::optional<store::AbsenceRow> next_absence(const std::vector<store::AbsenceRow>& rows,
                                              const std::string& who, const std::string& today) {
    std::optional<store::AbsenceRow> next;
    const auto rank = [&](const store::AbsenceRow& row) {
        return std::pair(std::max(row.from_day, today), row.calendar);
    };
    for (const store::AbsenceRow& row : rows) {
        if (row.username == who && (!next || rank(row) < rank(*next))) next = row;
    }
    return next;
}

result<void> carry_out(Turn& turn, const Team& team, const Away& away, const Person& who) {
    std::vector<Change> changes;
    for (const Decision& one : away.decisions)
        changes.push_back({one.date, one.username, "cover", write_decision(one)});
    const auto moved = change_days(turn, team, changes, "run.shared_absence", who);
    if (!moved) return moved.error();
    for (const Date date : away.absent.asked)
        ask_for_cover(turn, team, date, who, false);
    name_backups(turn, team, away.absent.beside);
    for (const Date date : away.learning)
        stop_learning(turn, team, date, who.username);
    return {};
}

}  // namespace

result<std::vector<Absent>> absent_from(Turn& turn, const Person& who, Date from, Date until,
                                        bool apply) {
    std::vector<Absent> all;
    for (const Team* team : teams_of(turn, who)) {
        Watch watch = watch_of(turn, *team);
        watch.absences[who.username].push_back({from, until});
        Away away =
            weighed(turn, *team, watch, who.username, {team->name, from, until, {}, {}, {}});
        if (apply) {
            if (const auto done = carry_out(turn, *team, away, who); !done) return done.error();
            const Date running = core::shift_date(*team, turn.now);
            if (from <= running) take_from(turn, *team, who.id);
            if (from <= running && until >= running) redraw_beside(turn, *team, running);
        }
        all.push_back(std::move(away.absent));
    }
    return all;
}

void withdraw_covers(Turn& turn, const std::string& username, std::string_view from,
                     std::string_view until) {
    for (const store::AskRow& ask : store::open_asks_of(turn.db, username)) {
        if (ask.kind == "cover" && ask.day >= from && ask.day <= until)
            withdraw_ask(turn, ask, "withdrawn");
    }
}

result<std::vector<Absent>> DeskDays::away(Date from, Date until, bool apply) {
    const auto teams = teams_of(turn_, caller_);
    if (teams.empty()) return std::vector<Absent>{};
    const Date today = core::to_local(turn_.now, teams.front()->zone).date;
    if (until < from || until < today || until - from > away_max)
        return refusal(errc::invalid, "An absence ends after it begins, and not in the past",
                       say("no.away_dates"));
    from = std::max(from, today);
    const Leave whole = with_known(turn_, caller_.username, {from, until}, apply);
    if (apply) {
        turn_.steps_back = true;
        turn_.log("away", core::iso_date(from) + "/" + core::iso_date(until), caller_.id.value);
    }
    auto all = absent_from(turn_, caller_, from, until, apply);
    if (!all) return all;
    for (Absent& one : *all) {
        one.from = whole.from;
        one.until = whole.until;
    }
    return all;
}

result<std::optional<Leave>> DeskDays::back() {
    const Team* team = nullptr;
    for (const Team& one : turn_.setup.teams) {
        if (is_member(turn_, one, caller_)) team = &one;
    }
    if (team == nullptr) return std::optional<Leave>();
    const Date today = core::to_local(turn_.now, team->zone).date;
    const std::string day = core::iso_date(today);
    const auto next = next_absence(store::absences_since(turn_.db, day), caller_.username, day);
    if (!next) return std::optional<Leave>();
    const auto from = core::read_date(next->from_day);
    const auto until = core::read_date(next->until_day);
    if (!from) return from.error();
    if (!until) return until.error();
    if (!next->calendar.empty())
        return refusal(errc::not_allowed, "A calendar says so: change it there",
                       say(*from == *until ? "no.back_calendar_one" : "no.back_calendar",
                           {{"from", Day{*from}}, {"until", Day{*until}}}));
    if (*from < today)
        store::save_absence(turn_.db, {next->username, next->from_day,
                                       core::iso_date(today - std::chrono::days{1})});
    else
        store::drop_absence(turn_.db, next->username, next->from_day);
    withdraw_covers(turn_, caller_.username, next->from_day, next->until_day);
    turn_.log("back", day, caller_.id.value);
    return std::optional(Leave{std::max(*from, today), *until});
}

}  // namespace qm::desk
