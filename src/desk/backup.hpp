// Who stands by: chosen by fair share, told when that changes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/days.hpp>

#include "desk/watch.hpp"

namespace qm::desk {

// Standing by is not being on duty: whoever is chosen (`after`, may be empty) is told, once, and
// not asked. `before`: who cannot be any more, or has the day now.
void name_backups(Turn& turn, const Team& team, const std::vector<Moved>& moved);

// Whoever stood by has the day now: another one stands by.
// A change is undone: who stood by before it does so again, when they can.
void restore_backup(Turn& turn, const Team& team, Date date, const std::string& username,
                    const Person& by);
void replace_backup(Turn& turn, const Team& team, Date date, const std::string& before);

// From a day on: those who stand by and are of the team no more, or are `without`, with whom the
// book would name instead.
std::vector<Moved> backups_to_replace(const Watch& watch, Date from, Date until,
                                      const std::string& without);

}  // namespace qm::desk
