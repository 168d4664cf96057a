// The plan of a rotation by arithmetic over working days, and the resolver over facts and plan.
// SPDX-License-Identifier: Apache-2.0
#include "core/rota.hpp"

#include "core/calendar.hpp"
#include "core/ledger.hpp"

#include <algorithm>

namespace qm::core {

namespace {

using std::chrono::days;

constexpr int shifts_bound = 1000;

Instant handover_of(const Team& team, Date date) {
    return to_instant(date, team.handover, team.zone, Edge::start);
}

// Working days in [from, until), without walking over them: whole weeks, the days left, holidays.
std::int64_t working_days_between(const Team& team, Date from, Date until) {
    const std::int64_t length = (until - from).count();
    const std::int64_t a_week =
        std::count(team.working_days.begin(), team.working_days.end(), true);
    std::int64_t count = length / 7 * a_week;
    for (Date date = from + days{length / 7 * 7}; date < until; date += days{1})
        count += team.working_days[std::chrono::weekday{date}.c_encoding()] ? 1 : 0;

    // A rule and a list may name the same holiday; it is one day. A day that a lead closed takes
    // its turn, or all that are published already would be somebody else's.
    std::vector<Date> off;
    for (const Date holiday : team.holidays) {
        if (holiday >= from && holiday < until &&
            team.working_days[std::chrono::weekday{holiday}.c_encoding()] &&
            std::find(team.closed.begin(), team.closed.end(), holiday) == team.closed.end())
            off.push_back(holiday);
    }
    if (!std::is_sorted(off.begin(), off.end())) std::sort(off.begin(), off.end());
    return count - (std::unique(off.begin(), off.end()) - off.begin());
}

bool takes_turns(const Member& member, Date date) {
    return member.share > 0 && is_of_team(member, date) && !is_shadowing(member, date);
}

// The places of those who take turns on a day.
std::vector<std::size_t> turn_takers(const Team& team, Date date) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < team.members.size(); ++i) {
        if (takes_turns(team.members[i], date)) places.push_back(i);
    }
    return places;
}

// In the order of the takers, the `turn`th from the first one at `place` or behind it.
std::size_t taker_after(const std::vector<std::size_t>& takers, std::size_t place,
                        std::int64_t turn) {
    const auto first = std::lower_bound(takers.begin(), takers.end(), place) - takers.begin();
    const auto size = static_cast<std::int64_t>(takers.size());
    return takers[static_cast<std::size_t>(((first + turn) % size + size) % size)];
}

// After the first day, until a day: who takes turns changes.
std::vector<Date> changes_of_order(const Team& team, Date first, Date until) {
    std::vector<Date> changes;
    for (const Member& member : team.members) {
        for (const auto& date : {member.joined, member.left, member.shadow_until}) {
            if (date && *date > first && *date < until) changes.push_back(*date);
        }
    }
    std::sort(changes.begin(), changes.end());
    return changes;
}

// Whose place is next after the last turn before a change has the first one after it, so that a
// change of the order moves nobody out of turn.
const std::string& in_turn(const Team& team, Date working_day) {
    const auto takers = turn_takers(team, working_day);
    if (takers.empty()) return team.members.front().person.username;
    const auto name = [&](std::size_t place) -> const std::string& {
        return team.members[place].person.username;
    };
    Date from = team.rotation.start;
    if (working_day < from)
        return name(taker_after(takers, 0, -working_days_between(team, working_day, from)));
    std::size_t next = 0;
    std::vector<Date> stretches = changes_of_order(team, from, working_day);
    stretches.push_back(working_day);
    for (const Date until : stretches) {
        const std::int64_t turns = working_days_between(team, from, until);
        const auto served = turn_takers(team, from);
        if (turns > 0 && !served.empty()) next = taker_after(served, next, turns - 1) + 1;
        from = until;
    }
    return name(taker_after(takers, next, 0));
}

// A day without a person goes to the member after the person of the nearest day before it.
const std::string& weekday_person(const Team& team, Date date) {
    const auto takers = turn_takers(team, date);
    if (takers.empty()) return team.members.front().person.username;
    const auto name = [&](std::size_t place, std::int64_t turn) -> const std::string& {
        return team.members[taker_after(takers, place, turn)].person.username;
    };
    const unsigned weekday = std::chrono::weekday{date}.c_encoding();
    for (unsigned back = 0; back < 7; ++back) {
        const std::string& named = team.rotation.weekday_members[(weekday + 7 - back) % 7];
        for (const std::size_t place : takers) {
            if (!named.empty() && team.members[place].person.username == named)
                return name(place, back);
        }
    }
    return name(0, (weekday + 6) % 7);  // Monday is the first member's
}

}  // namespace

bool is_by_plan(std::string_view origin) {
    return origin == "plan" || origin == "follow" || origin == "import";
}

Date shift_date(const Team& team, Instant at) {
    // A day later than the local date: where clocks go back, a handover may come before midnight.
    Date date = working_day_at_or_before(team, to_local(at, team.zone).date + days{1});
    for (int step = 0; step < 4 && handover_of(team, date) > at; ++step)
        date = working_day_at_or_before(team, date - days{1});
    return date;
}

std::string planned(const Team& team, Date working_day) {
    if (team.members.empty()) return {};
    if (team.rotation.mode == RotationMode::weekday) return weekday_person(team, working_day);
    return in_turn(team, working_day);
}

std::string by_rotation(const Team& team, Date working_day) {
    if (team.rotation.mode != RotationMode::weekday) return planned(team, working_day);
    return team.rotation.weekday_members[std::chrono::weekday{working_day}.c_encoding()];
}

Shift shift_on(const Team& team, Date working_day, const Facts& facts) {
    Shift shift;
    shift.team = team.id;
    shift.date = working_day;
    shift.from = handover_of(team, working_day);
    shift.until = handover_of(team, next_working_day(team, working_day));
    if (const auto fact = facts.find(working_day);
        fact != facts.end() && !fact->second.username.empty()) {
        shift.username = fact->second.username;
        shift.origin = fact->second.origin;
        shift.backup = fact->second.backup;
        shift.shadow = fact->second.shadow;
    } else {
        shift.username = planned(team, working_day);
        shift.origin = "plan";
    }
    return shift;
}

Shift on_duty(const Team& team, Instant at, const Facts& facts) {
    return shift_on(team, shift_date(team, at), facts);
}

std::vector<Shift> shifts_after(const Team& team, Instant after, int count, const Facts& facts) {
    std::vector<Shift> shifts;
    Date date = shift_date(team, after);
    for (int i = 0; i < std::clamp(count, 0, shifts_bound); ++i) {
        date = next_working_day(team, date);
        shifts.push_back(shift_on(team, date, facts));
    }
    return shifts;
}

Instant on_duty_until(const Team& team, Instant at) {
    const Instant evening = duty_end(team, at);
    const Instant next = next_handover(team, at);
    const LocalTime local = to_local(at, team.zone);
    const bool relieved = next < evening && to_local(next, team.zone).date == local.date &&
                          at >= to_instant(local.date, team.duty.day.from, team.zone);
    return relieved ? next : evening;
}

Instant next_handover(const Team& team, Instant after) {
    Date date = shift_date(team, after);
    Instant handover = after;
    // A local day that does not exist shares its handover with the next one.
    for (int step = 0; step < 4 && handover <= after; ++step) {
        date = next_working_day(team, date);
        handover = handover_of(team, date);
    }
    return handover;
}

}  // namespace qm::core
