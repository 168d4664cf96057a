// A request that a copy of the database, put back, does not know, and that no message to us asked
// for: its status post tells of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "desk/turn.hpp"

namespace qm::desk {

// Whether this is the key of a message, on any platform.
bool is_message_key(std::string_view event);

// What the status post of a request carries along; nothing where a message of the asker's stands
// in chat, which is read again itself.
Origin origin_of(Turn& turn, const store::OutboxRow& status);

// Our own post, met again by back-fill: it tells of a request that is not known here.
bool is_lost(store::Db& db, const Event& own_post);
void recover(Turn& turn, const Event& own_post);

}  // namespace qm::desk
