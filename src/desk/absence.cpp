// Absences, and what they move in every team of whoever is away.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "core/rota.hpp"
#include "core/seal.hpp"
#include "desk/asks.hpp"
#include "desk/attended.hpp"
#include "desk/cards.hpp"
#include "desk/days.hpp"
#include "desk/outgoing.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"
#include "desk/watch.hpp"

#include <algorithm>

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
        else
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

// Standing by is not being on duty: whoever is chosen is told, not asked.
void move_backup(Turn& turn, const Team& team, const Moved& moved) {
    const std::string day = core::iso_date(moved.date);
    const auto stored = store::shifts(turn.db, team.id, day, day);
    if (stored.empty()) return;
    store::ShiftRow row = stored.front();
    row.backup = moved.after == row.username ? "" : moved.after;
    if (!store::move_beside(turn.db, team.id, row, moved.before, row.shadow)) return;
    turn.log("backup moved", team.id.value + "/" + day, "");
    redraw_beside(turn, team, moved.date);
    const auto person = store::person_named(turn.db, row.backup);
    if (!person) return;
    Message message;
    message.line(say("run.backup_yours", {{"before", Plain{name_of(turn, moved.before)}},
                                          {"day", Day{moved.date}},
                                          {"duty", Plain{name_of(turn, row.username)}},
                                          {"team", Plain{team.name}}}));
    say_message(turn, core::key_of({turn.event, "backup", team.id.value, day}),
                direct_to(*person, team.zone), message);
}

void stop_learning(Turn& turn, const Team& team, Date date, const std::string& who) {
    const std::string day = core::iso_date(date);
    const auto stored = store::shifts(turn.db, team.id, day, day);
    if (stored.empty()) return;
    store::ShiftRow row = stored.front();
    row.shadow.clear();
    if (store::move_beside(turn.db, team.id, row, row.backup, who)) redraw_beside(turn, team, date);
}

result<void> carry_out(Turn& turn, const Team& team, const Away& away, const Person& who) {
    for (const Decision& one : away.decisions) {
        const auto moved =
            change_day(turn, team, {one.date, one.username, "cover", write_decision(one)}, who);
        if (!moved) return moved.error();
    }
    for (const Date date : away.absent.asked)
        ask_for_cover(turn, team, date, who, false);
    for (const Moved& one : away.absent.beside)
        move_backup(turn, team, one);
    for (const Date date : away.learning)
        stop_learning(turn, team, date, who.username);
    return {};
}

}  // namespace

result<std::vector<Absent>> DeskDays::away(Date from, Date until, bool apply) {
    const auto teams = teams_of(turn_, caller_);
    if (teams.empty()) return std::vector<Absent>{};
    const Date today = core::to_local(turn_.now, teams.front()->zone).date;
    if (until < from || until < today || until - from > away_max)
        return refusal(errc::invalid, "An absence ends after it begins, and not in the past",
                       say("no.away_dates"));
    from = std::max(from, today);
    std::vector<Absent> all;
    if (apply) {
        store::save_absence(turn_.db,
                            {caller_.username, core::iso_date(from), core::iso_date(until)});
        turn_.log("away", core::iso_date(from) + "/" + core::iso_date(until), caller_.id.value);
    }
    for (const Team* team : teams) {
        Watch watch = watch_of(turn_, *team);
        watch.absences[caller_.username].push_back({from, until});
        Away away =
            weighed(turn_, *team, watch, caller_.username, {team->name, from, until, {}, {}, {}});
        if (apply) {
            if (const auto done = carry_out(turn_, *team, away, caller_); !done)
                return done.error();
            if (from <= core::shift_date(*team, turn_.now)) take_from(turn_, *team, caller_.id);
        }
        all.push_back(std::move(away.absent));
    }
    return all;
}

result<int> DeskDays::back() {
    const Team* team = nullptr;
    for (const Team& one : turn_.setup.teams) {
        if (is_member(turn_, one, caller_)) team = &one;
    }
    if (team == nullptr) return 0;
    const Date today = core::to_local(turn_.now, team->zone).date;
    const std::string day = core::iso_date(today);
    std::vector<store::AbsenceRow> running, coming;
    for (store::AbsenceRow& row : store::absences_since(turn_.db, day)) {
        if (row.username != caller_.username) continue;
        (row.from_day <= day ? running : coming).push_back(std::move(row));
    }
    const auto& ended = running.empty() ? coming : running;
    for (const store::AbsenceRow& row : ended) {
        if (row.from_day < day)
            store::save_absence(turn_.db, {row.username, row.from_day,
                                           core::iso_date(today - std::chrono::days{1})});
        else
            store::drop_absence(turn_.db, row.username, row.from_day);
        for (const store::AskRow& ask : store::open_asks_of(turn_.db, caller_.username)) {
            if (ask.kind == "cover" && ask.day >= row.from_day && ask.day <= row.until_day)
                withdraw_ask(turn_, ask, "withdrawn");
        }
    }
    if (!ended.empty()) turn_.log("back", day, caller_.id.value);
    return static_cast<int>(ended.size());
}

}  // namespace qm::desk
