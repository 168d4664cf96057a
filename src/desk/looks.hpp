// A request's own timer fell due: what is looked at, and what becomes of it (core/look.hpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "desk/turn.hpp"

namespace qm::desk {

// Puts the next look of a request on the clock, or takes the last one off.
void set_look(Turn& turn, const Request& request);

void look_at(Turn& turn, const store::Timer& timer, const RequestId& id);

}  // namespace qm::desk
