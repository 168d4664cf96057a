// Who is of a team on a day, and who is there.
// SPDX-License-Identifier: Apache-2.0
#include "core/ledger.hpp"

#include <algorithm>

namespace qm::core {

bool is_away(const Absences& absences, const std::string& username, Date date) {
    const auto found = absences.find(username);
    if (found == absences.end()) return false;
    return std::any_of(found->second.begin(), found->second.end(),
                       [&](const Away& away) { return away.from <= date && date <= away.until; });
}

bool is_shadowing(const Member& member, Date date) {
    return member.shadow_until && date < *member.shadow_until;
}

bool is_of_team(const Member& member, Date date) {
    return (!member.joined || *member.joined <= date) && (!member.left || date < *member.left);
}

bool is_of_team(const Team& team, std::string_view username, Date date) {
    return std::any_of(team.members.begin(), team.members.end(), [&](const Member& member) {
        return member.person.username == username && is_of_team(member, date);
    });
}

bool is_present(const Book& book, const Member& member, Date date) {
    return is_of_team(member, date) && !is_away(book.absences, member.person.username, date);
}

}  // namespace qm::core
