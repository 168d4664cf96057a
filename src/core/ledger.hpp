// The fair share: who has which day, from what was served before. A pure function of its book.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/decision.hpp>

#include "core/rota.hpp"

#include <map>
#include <string>
#include <vector>

namespace qm::core {

struct Away {  // whole local days, both included
    Date from{};
    Date until{};
};
using Absences = std::map<std::string, std::vector<Away>>;  // by user name

struct Book {
    const Team& team;
    const Absences& absences;
    const Facts& facts;  // of the last year, and all that is published
};

// Every present member owes the team the same part of a day, by share, and who serves pays a whole
// one; of each weekday alike, and of covers. The day goes to whoever owes most among those with two
// free working days on either side, looking ahead to days on which few are there. Who joins, owes
// nothing: the team's average. Shadowing members are never chosen, but stand beside.
//
// Decides these working days anew, in their order; every other fact stands. `is_cover`: the days
// were somebody's, so covers are balanced too.
std::vector<Decision> decide(const Book& book, const std::vector<Date>& days, bool is_cover);

// Decides the days without a fact among the next `count` working days from `from` on.
std::vector<Decision> plan(const Book& book, Date from, int count);

// Who would stand by on a day whose first person is a fact, whoever stands by now; empty: nobody is
// left.
std::string backup_beside(const Book& book, Date day);

bool is_away(const Absences& absences, const std::string& username, Date date);
bool is_of_team(const Member& member, Date date);
bool is_of_team(const Team& team, std::string_view username, Date date);
// Of the team that day and not away. Shadowing members are present too.
bool is_present(const Book& book, const Member& member, Date date);
bool is_shadowing(const Member& member, Date date);

}  // namespace qm::core
