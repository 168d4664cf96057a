// A team's figures over some time (contract: TeamFigures).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/figures.hpp>

#include "desk/turn.hpp"

namespace qm::desk {

// Of requests opened from `from` to before `until`, as things stand at turn.now.
TeamFigures figures_of(Turn& turn, const Team& team, Instant from, Instant until);

}  // namespace qm::desk
