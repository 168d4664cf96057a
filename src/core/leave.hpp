// Calendars (RFC 5545) of who is away, and of days on which nobody works. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include "core/rota_file.hpp"

#include <set>

namespace qm::core {

struct LeaveRead {
    std::map<std::string, std::set<Date>> days;  // user name → days of the scope
    std::vector<RotaProblem> problems;           // with one nothing is to be taken
    int left_out = 0;  // events that are about no day of the scope, or about nobody in it
};

// An event is of a day when it is all day long, or takes half of its duty hours.
// `owner` named: the calendar is theirs alone, and what is marked as free counts not. Empty: it is
// a team's calendar of leave; an event is of the member whose user name or shown name begins its
// SUMMARY, else of those among its ATTENDEEs, else of the only one whose name stands in the
// SUMMARY, else of its ORGANIZER. An empty calendar is no problem: nobody is away.
LeaveRead read_leave(std::string_view bytes, const RotaScope& scope, const std::string& owner);

// The days of those years that a calendar of days off names, ascending: each day of an event that
// is all day long. Error: with its line, and the mend.
result<std::vector<Date>> read_days_off(std::string_view bytes, int first_year, int last_year);

}  // namespace qm::core
