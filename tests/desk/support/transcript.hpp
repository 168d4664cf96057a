// Conversations with times, in the users' words: a file is played through the real desk and
// written again with what people saw; both must be equal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qm::tests {

struct Played {
    std::string text;                   // the file as it should be
    std::vector<std::string> problems;  // what must never be, and steps that do not read
};

// The head declares teams and people, a line each; words are divided by two spaces:
//   team sre-core  members alice bob carol  lead alice  rotation weekday  zone Europe/Paris
//        products payments(payments,payments-dev)  channel sre-core  emergency TEXT
//        rotation ledger, round-robin  backup yes  shadow erin  left dan DAY  start DAY
//        products search(search;zoe): of whom zoe is a member
//        duty 09:00-18:00  break 12:30-14:00  handover 09:00  holidays FR
//        12:30-14:00  handover 09:00  holidays FR
//        follows yes (another rota)  absences team carol (calendars of the team, of Carol)
//   no calendars (nobody could reach their addresses)
//   front desk sre-core · person zoe  locale fr  display Zoé  zone … · channel secret  private
// Steps begin with a local time; what was seen stands below, indented, and is not read:
//   Tue 2026-10-06 10:00  pia in ~payments: @quartermaster could you …
//   10:05  bob in ~payments/1: words in that thread · zoe directly: … · zoe directly/1: …
//   10:06  pia in ~payments: /req TEXT
//   10:07  bob presses "More…" > "Waiting for the asker" on R1001
//   10:08  bob presses "Reply" on R1001 and writes: WORDS   (R1001 may be any words of the post)
//          … on R1001 as it was   (before an edit took the button away)
//   10:08  dan leaves sre-core   (a new configuration says so)
//   10:09  the same again · nothing happens · the bot stops · the bot stops before it sends
//          · the bot stops after it sends · the bot is back · the rota of sre-core says bob DATE
//          · team sre-data goes
//          · the absences of sre-core (of carol in sre-core) say bob DATE DATE, … · … fail WHY
Played play(std::string_view file, bool every_event_twice);

}  // namespace qm::tests
