// Who is on duty: the plan of a rotation, and one resolver over stored facts and plan.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/team.hpp>

#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace qm::core {

// Stored facts by date: what was published, taken or served. They win over the plan.
struct Fact {
    std::string username;
    std::string origin;  // as of a Shift
    std::string backup = {};
    std::string shadow = {};
};
using Facts = std::map<Date, Fact>;

// Nobody took it over from a colleague: by plan, or out of a rota that is kept elsewhere.
bool is_by_plan(std::string_view origin);

// The day whose shift covers `at`: from one handover to the next working day's handover.
// Friday's person owns until Monday. Before a team's first handover: the last working day before.
Date shift_date(const Team& team, Instant at);

// What the rotation's rule alone says for a working day; never empty while the team has members.
// A fair share has no rule without its history (ledger.hpp): its unplanned days go round. Round
// robin counts working days from the start: a holiday consumes no turn, a day that is closed does,
// and who has left, is still to join or learns has none: the next in order has the day.
// A weekday without a person, or whose person has left, goes to the next member after the person of
// the day before.
std::string planned(const Team& team, Date working_day);

// The same, but empty on a weekday that is nobody's: the next member would have two for good, so
// the planner shares it.
std::string by_rotation(const Team& team, Date working_day);

// The shift of a working day. Facts naming somebody who is no member any more are still facts.
Shift shift_on(const Team& team, Date working_day, const Facts& facts);
Shift on_duty(const Team& team, Instant at, const Facts& facts);
std::vector<Shift> shifts_after(const Team& team, Instant after, int count, const Facts& facts);
// Until when whoever is on duty is there: the end of the duty hours, or a handover before it.
Instant on_duty_until(const Team& team, Instant at);
Instant next_handover(const Team& team, Instant after);  // strictly after

}  // namespace qm::core
