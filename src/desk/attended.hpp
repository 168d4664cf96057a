// "Not a single request is left unattended", proven: every open request has an owner who is there
// and a next look. What is not so is mended at once, and counted.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "desk/turn.hpp"

namespace qm::desk {

struct Attended {
    std::int64_t open = 0;
    std::int64_t unattended = 0;  // found so, before they were mended
    std::int64_t mended = 0;
    std::vector<std::string> why;  // at most five, by id, without words
};

// At most `mend_max` of each cause in one turn; the rest in the next.
inline constexpr int mend_max = 200;
Attended watch_over(Turn& turn);

// Of what is over and goes on although its team is configured no more: the front desk has it from
// now on, with a card. Nothing when there is no team at all.
std::optional<Request> adopt(Turn& turn, Request request);

// Somebody is away from now on: what they have is whoever is on duty's, in the same turn.
void take_from(Turn& turn, const Team& team, const UserId& owner);
// At a handover: the same of whoever is away that day. The handover says it.
void pass_on_of_the_absent(Turn& turn, const Team& team);

}  // namespace qm::desk
