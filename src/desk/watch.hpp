// A team's book as the planner wants it, publishing six weeks of days, and changing one of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/days.hpp>

#include "core/ledger.hpp"
#include "desk/turn.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qm::desk {

// The configuration, and as holidays the days on which teams have closed; nothing when none have.
std::optional<Setup> with_closed_days(store::Db& db, const Setup& setup);

inline constexpr std::chrono::days published{42};
inline constexpr int days_ahead = 3;  // working days after its own that a morning card names
inline constexpr std::chrono::days settled{14};  // no published day moves nearer without consent

struct Watch {
    Team team;  // as configured, and since when each member counts
    core::Absences absences;
    core::Facts facts;  // of the last year, and all that is published

    core::Book book() const { return {team, absences, facts}; }
};
Watch watch_of(Turn& turn, const Team& team);

// Six weeks of facts, so that a change of the roster does not move what people have read. Only the
// days of somebody who is of the team no more are given to others.
void publish_shifts(Turn& turn, const Team& team);

// The days of a published rotation and beyond, as planned today: facts and what would follow.
core::Facts planned_until(Turn& turn, const Team& team, Date from, int count);

// The newest morning card is drawn again when the day that changed is among those it names. A day
// that closes or opens is one too: it is told before the calendar knows it.
void redraw_days_ahead(Turn& turn, const Team& team, Date changed);

// Who stands beside on that day has changed: its morning card, if there is one, names them.
void redraw_beside(Turn& turn, const Team& team, Date date);

struct Change {
    Date date{};
    std::string username;  // who has it from now on
    std::string origin;    // "take", "cover", "swap", "override", "plan"
    std::string why;       // the planner's decision, when it decided
    enum class Told { all, as_reverted, nobody } told = Told::all;
};
// Compares and sets, remembers what was before, draws the cards of a running day again and tells
// whoever did not do it. `conflict` when the day has moved since it was read.
result<Shift> change_day(Turn& turn, const Team& team, const Change& change, const Person& by);

// Several of them, of which everybody concerned hears once; who has more than one of the days,
// under the sentence `why` ({team}, {by}).
result<std::vector<Moved>> change_days(Turn& turn, const Team& team,
                                       const std::vector<Change>& changes, std::string_view why,
                                       const Person& by);

// Many days at once: one message each under the sentence `why` ({team}, {by}), with all their days.
void tell_of_moves(Turn& turn, const Team& team, const std::vector<Moved>& moved,
                   std::string_view why, const Person& by);

// Why somebody cannot be on duty on a day: not of the team, away, or learning.
std::optional<Error> cannot_have(Turn& turn, const Team& team, Date date,
                                 const std::string& username, const Person& reader);

bool is_away_on(Turn& turn, const std::string& username, Date date);

std::string write_decision(const Decision& decision);
std::optional<Decision> read_decision(std::string_view text);

// At the handover of a day whose person is away and whom nobody has covered: the fair share
// decides, and the leads are told.
void cover_by_share(Turn& turn, const Team& team, Date date);

}  // namespace qm::desk
