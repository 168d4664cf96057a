// Why a day is somebody's, in words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/days.hpp>

#include "desk/turn.hpp"

namespace qm::desk {

// Why nobody is on duty that day, and who owns what comes in.
Message closed_message(Turn& turn, const Team& team, const ClosedDay& closed);
// `whole`: with what was weighed, for the team itself; else only whose day it is and by what rule.
Message why_message(Turn& turn, const Team& team, Date date, bool whole);

}  // namespace qm::desk
