// Access that was given until a day: on that morning whoever is on duty has a request to revoke it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "desk/turn.hpp"

namespace qm::desk {

// Whose access a revocation takes back; nothing: it is none, or its team was dissolved since.
std::optional<Request> ended_by(Turn& turn, const Request& revocation);

// The timer "revoke/R1042" fell due: the access of R1042 ends today.
void open_revocation(Turn& turn, const RequestId& ended);

}  // namespace qm::desk
