// Why a day is somebody's, in words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/reply.hpp>

#include "desk/turn.hpp"

namespace qm::desk {

// `whole`: with what was weighed, for the team itself; else only whose day it is and by what rule.
Message why_message(Turn& turn, const Team& team, Date date, bool whole);

}  // namespace qm::desk
