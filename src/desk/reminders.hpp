// Reminders that follow the promise (product.md, Reach without noise).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "desk/turn.hpp"

namespace qm::desk {

// The next stage of a request nobody has taken is due: at 50 % the one on duty is told, at 100 %
// and 200 % the leads, then the asker too; each once for all of the team's that are as far.
void remind(Turn& turn, const Request& request, const Team& team);

// What the asker was promised news of by now: one direct message to whoever has it, else to
// whoever is on duty, for all that this person owes within the next minutes.
void remind_of_news(Turn& turn, const Request& request, const Team& team);

}  // namespace qm::desk
