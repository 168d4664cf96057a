// Published days after a rota that is kept elsewhere.
// SPDX-License-Identifier: Apache-2.0
#include "desk/imported.hpp"

#include "core/calendar.hpp"
#include "core/rota.hpp"
#include "desk/cards.hpp"
#include "desk/rota.hpp"
#include "desk/watch.hpp"

namespace qm::desk {

core::RotaScope rota_scope(Turn& turn, const Team& team) {
    core::RotaScope scope;
    for (const Member& member : team.members)
        scope.people.push_back({member.person.username, name_of(turn, member.person.username)});
    const Date last = core::to_local(turn.now, team.zone).date + published;
    Date date = core::shift_date(team, turn.now);
    for (; date <= last; date = core::next_working_day(team, date))
        scope.days.push_back(date);
    scope.zone = team.zone;
    scope.duty = team.duty.day;
    return scope;
}

Imported import_rota(Turn& turn, const Team& team, const std::map<Date, std::string>& days,
                     const std::string& origin, bool apply) {
    Imported imported;
    const core::Facts facts = facts_around(turn, team, turn.now);
    for (const auto& [date, username] : days) {
        const Shift shift = core::shift_on(team, date, facts);
        if (auto no = no_day_to_take(turn, team, date)) {
            imported.problems.emplace_back(date, no->what);
        } else if (shift.username == username) {
            continue;
        } else if (auto cannot = cannot_have(turn, team, date, username, Person{})) {
            imported.problems.emplace_back(date, cannot->what);
        } else {
            imported.moved.push_back({date, shift.username, username});
        }
    }
    if (!apply || !imported.problems.empty()) return imported;
    for (const Moved& one : imported.moved) {
        const auto changed = change_day(
            turn, team, {one.date, one.after, origin, "", Change::Told::nobody}, Person{});
        if (!changed) imported.problems.emplace_back(one.date, changed.error().what);
    }
    tell_of_moves(turn, team, imported.moved, "run.imported", Person{});
    if (!imported.moved.empty()) turn.log("rota imported", team.id.value, "");
    return imported;
}

}  // namespace qm::desk
