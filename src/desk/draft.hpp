// The evening before: whoever is on duty sees what the handover will say, keeps what should stay
// theirs and leaves a note (product.md, Morning handover).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/reply.hpp>

#include "desk/turn.hpp"
#include "store/care_rows.hpp"

#include <string_view>

namespace qm::desk {

// Puts this evening's draft on the clock; where it is past, the next handover does.
void set_draft(Turn& turn, const Team& team);
// The timer "draft/<team>" fell due. Nothing is open: nothing is said.
void say_draft(Turn& turn, const Team& team);
// What it shows has changed.
void redraw_draft(Turn& turn, const Team& team);
// A day is somebody else's, closed or open: it names who is next, and who has taken the running day
// over has it too.
void note_draft(Turn& turn, const Team& team, Date changed);
Message draft_card(Turn& turn, const Team& team);
// The notes, a line each; of others than `usual` with who left them.
void say_notes(Turn& turn, const std::vector<store::NoteRow>& notes, const std::string& usual,
               Message& message);

}  // namespace qm::desk
