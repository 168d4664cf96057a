// Days that are asked for: cards to whoever could have one, the first answer wins.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>
#include <quartermaster/reply.hpp>

#include "desk/turn.hpp"
#include "store/day_rows.hpp"

namespace qm::desk {

// Tells whoever could have the day, best placed first; sets the timer after which a lead decides.
// Does nothing when the day is offered already; a swap that was asked for it is off.
void ask_for_cover(Turn& turn, const Team& team, Date date, const Person& by, bool release);
// Asks the one whose day `row.other_day` is.
bool ask_for_swap(Turn& turn, const Team& team, const store::AskRow& row, const Person& by);

// Its duty hours have ended: nobody needs to be asked for it, although it runs until the handover.
bool day_is_over(const Turn& turn, const Team& team, Date date);

// Who could have the day of somebody who is away, and whether they are asked for it.
Instead instead_of(Turn& turn, const Team& team, Date date, const std::string& owner);
// The best placed of them, as a sentence lists them.
Plain best_names(Turn& turn, const Instead& instead);

void withdraw_ask(Turn& turn, const store::AskRow& row, std::string_view state);

// A day has moved: what was asked for it is answered, and swaps that it was half of are off.
void answer_asks(Turn& turn, const Team& team, const std::string& day, const std::string& taker);
// Nobody has that day any more: an offer of it is taken back, swaps are off.
void answer_closed(Turn& turn, const Team& team, const std::string& day);
// What became of a swap, to the one who asked.
void tell_declined(Turn& turn, const Team& team, const store::AskRow& row);
void tell_agreed(Turn& turn, const Team& team, const store::AskRow& row);

// Nobody has taken it: the leads are asked to give it; when the day is over, nobody is asked any
// more.
void ask_the_leads(Turn& turn, std::string_view timer);

// Everybody is away on a day: only a lead can decide.
void tell_nobody_there(Turn& turn, const Team& team, Date date);

Message ask_card(Turn& turn, const store::AskRow& row);

}  // namespace qm::desk
