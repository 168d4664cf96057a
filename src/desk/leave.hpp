// What an absence changes, and absences that calendars say.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/days.hpp>

#include "core/leave.hpp"
#include "desk/turn.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace qm::desk {

// What an absence of somebody changes, in each of their teams; with `apply` it is done, and whoever
// else is concerned is told. That it is so is stored by the caller.
result<std::vector<Absent>> absent_from(Turn& turn, const Person& who, Date from, Date until,
                                        bool apply);
// They are there after all: nobody is asked any more for those of their days.
void withdraw_covers(Turn& turn, const std::string& username, std::string_view from,
                     std::string_view until);

// The members, and every day of the coming year.
core::RotaScope leave_scope(Turn& turn, const Team& team);

// What that calendar says now, in place of what it said before: of the days from today on, and of
// nothing that people said themselves. Who is away is told when it changes their days.
void take_leave(Turn& turn, const AbsenceSource& source, const core::LeaveRead& read);
// It could not be read: what it said stays. After half an hour those whose it is are told, once.
void leave_failed(Turn& turn, const AbsenceSource& source, std::string_view why);
std::string leave_trouble(Turn& turn, const AbsenceSource& source);

// At the start and with a new configuration: what calendars that are named no more said ends.
void note_absence_calendars(Turn& turn);

}  // namespace qm::desk
