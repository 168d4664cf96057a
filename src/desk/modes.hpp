// Whether a team is heard: by its configuration, and while nobody has paused it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include "desk/turn.hpp"

namespace qm::desk {

TeamMode mode_of(Turn& turn, const Team& team);
bool is_heard(Turn& turn, const TeamId& team);  // an unknown or empty one is

// Nothing more is said of and to the team; everything is recorded.
result<void> pause(Turn& turn, const Team& team, const Person& by);
// One summary, and the cards of what is open; what else was held back is dropped.
result<void> resume(Turn& turn, const Team& team, const Person& by);

// At the start and with a new configuration: a team that was quiet and is live has resumed.
void note_modes(Turn& turn);

}  // namespace qm::desk
