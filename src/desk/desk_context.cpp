// SPDX-License-Identifier: Apache-2.0
#include "desk/desk_context.hpp"

#include <quartermaster/refusal.hpp>

#include <algorithm>

namespace qm::desk {

result<void> ask_doctor(Turn& turn, const Person& who) {
    const auto leads = [&](const Team& team) {
        return std::ranges::any_of(team.members, [&](const Member& member) {
            return member.lead && member.person.username == who.username;
        });
    };
    if (std::ranges::none_of(turn.setup.teams, leads))
        return refusal(errc::not_allowed, "Only leads may ask that", say("no.doctor_leads"));
    turn.doctor_wanted = true;
    turn.log("doctor asked", "", who.id.value);
    return {};
}

}  // namespace qm::desk
