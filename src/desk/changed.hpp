// What became of words, and of our own posts, after they were read: edited, deleted.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "desk/turn.hpp"

namespace qm::desk {

// Words of the asker's side were edited. The request says what they say now, and whoever works on
// it is told below the card.
void changed(Turn& turn, const Event& event);

// Words below a card that were told to be no order were mended, or words in a request's thread
// bear our name now: they are read as if just written, once. No other edit is an order, since what
// was carried out would be carried out again.
std::optional<Event> mended_order(Turn& turn, const Event& event);

// A message was deleted. Words that were passed on go from there too. Where it was what asked, or
// the card of one of ours, the request goes on in another place.
void gone(Turn& turn, const Event& event);

// A post of ours is not there any more: the card of an open request is posted anew.
void post_is_gone(Turn& turn, const store::OutboxRow& row);

// Nothing can be written below the asker's message any more: from here on the asker reads of an
// open request directly.
void thread_is_gone(Turn& turn, const Request& request);

}  // namespace qm::desk
