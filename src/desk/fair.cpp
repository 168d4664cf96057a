// What each has served, counted off the rota: nobody's speed, nobody's reasons.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "core/rota.hpp"
#include "desk/days.hpp"

#include <algorithm>
#include <map>

namespace qm::desk {

std::vector<Served> DeskDays::served(const Team& team, Date from) const {
    std::vector<Served> all;
    for (const Member& member : team.members)
        all.push_back({member.person.username, 0, 0, 0, 0, 0});
    const auto of = [&](const std::string& username) -> Served* {
        const auto found = std::find_if(
            all.begin(), all.end(), [&](const Served& one) { return one.username == username; });
        return found == all.end() ? nullptr : &*found;
    };
    const std::string until = core::iso_date(core::shift_date(team, turn_.now));
    std::map<std::string, std::string> whose;  // by day, before anybody changed it
    for (const store::ChangeRow& change :
         store::changes_between(turn_.db, team.id, core::iso_date(from), until))
        whose.emplace(change.day, change.before_user);
    for (const store::ShiftRow& row :
         store::shifts(turn_.db, team.id, core::iso_date(from), until)) {
        const auto date = core::read_date(row.day);
        if (!date || !core::is_working_day(team, *date)) continue;
        const std::chrono::weekday weekday{*date};
        if (Served* one = of(row.username)) {
            ++one->days;
            one->mondays += weekday == std::chrono::Monday ? 1 : 0;
            one->fridays += weekday == std::chrono::Friday ? 1 : 0;
        }
        const auto before = whose.find(row.day);
        const bool helped = row.origin == "cover" || row.origin == "take";
        if (!helped || before == whose.end() || before->second == row.username) continue;
        if (Served* one = of(row.username)) ++one->taken_over;
        if (Served* one = of(before->second)) ++one->given_away;
    }
    return all;
}

}  // namespace qm::desk
