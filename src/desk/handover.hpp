// The morning handover: once a team and working day, one message for whatever gap.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "desk/turn.hpp"

namespace qm::desk {

// Puts each team's next handover on the clock where none is; publishes its shifts.
void start_handovers(Turn& turn);

// The timer "handover/<team>" fell due: passes on what is not kept, says it, sets the next.
void hand_over(Turn& turn, const Team& team);

// Says the newest handover: at the start of the duty hours, when it came before them (the timer
// "morning/<team>"), because it summons somebody.
void say_handover(Turn& turn, const Team& team);

// What nobody has taken is drawn again: its cards name somebody else from now on.
void show_next_owner(Turn& turn, const Team& team);

// Half an hour in, something due and no sign: the lead is asked by direct message.
void ask_for_a_sign(Turn& turn, const Team& team);

// Any first action of the day by the one on duty accepts the handover: whatever writes, but for
// being away and offering a day, and every button of the handover itself.
void note_first_action(Turn& turn, const Person& by);
void note_press(Turn& turn, const Event& event);

}  // namespace qm::desk
