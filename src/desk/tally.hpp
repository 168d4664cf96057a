// Counts of what was said, for the figures: of teams and days, never of a person.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/post.hpp>

#include "desk/turn.hpp"

namespace qm::desk {

// A post that has just been sent: one of the bot's own where others read it, and whom it summons
// although not on duty.
void tally(Turn& turn, const store::OutboxRow& row, const Post& post);

}  // namespace qm::desk
