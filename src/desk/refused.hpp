// What the platform will not post: whoever waits for it reads it directly instead.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "desk/turn.hpp"

namespace qm::desk {

// The row, and what was to stand under it, is refused for good: an archived channel, or one that we
// were taken out of. What its asker or whoever is on duty waits for goes to them by direct message,
// and who wrote it is told. A refused direct message is listed, and no more.
void refuse(Turn& turn, const store::OutboxRow& row, std::string_view why);

// `root`, under which the row was to stand, was deleted: it is said where the thread goes on.
void refuse_under_nothing(Turn& turn, const store::OutboxRow& row, const PostId& root,
                          std::string_view why);

}  // namespace qm::desk
