// A team whose days are kept in another calendar, until a lead adopts them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rota_file.hpp"
#include "desk/turn.hpp"

#include <string>
#include <string_view>

namespace qm::desk {

// The configuration names a calendar, and nobody has ended it.
bool follows(Turn& turn, const Team& team);
void end_following(Turn& turn, const Team& team);
// Why its days could not be taken the last time; empty: they were, or there was no time yet.
std::string follow_trouble(Turn& turn, const Team& team);

// What that calendar says now. A day of which it says something new goes to whom it says; what
// people here have changed since it last did, stays, and so does what it does not speak of or
// what cannot be: somebody unknown, or away.
void follow_rota(Turn& turn, const Team& team, const core::RotaRead& read);
// It could not be read. The third time in a row the leads are told, once until it works again.
void follow_failed(Turn& turn, const Team& team, std::string_view why);

// At the start and with a new configuration: who follows no more may begin anew.
void note_followed(Turn& turn);

}  // namespace qm::desk
