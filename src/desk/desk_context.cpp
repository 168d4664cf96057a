// SPDX-License-Identifier: Apache-2.0
#include "desk/desk_context.hpp"

#include <quartermaster/refusal.hpp>

#include <algorithm>

namespace qm::desk {

result<void> ask_doctor(Turn& turn, const Person& who) {
    const auto is_theirs = [&](const Team& team) {
        return leads(turn, team, who);
    };
    if (std::ranges::none_of(turn.setup.teams, is_theirs))
        return refusal(errc::not_allowed, "Only leads may ask that", say("no.doctor_leads"));
    turn.doctor_wanted = true;
    turn.log("doctor asked", "", who.id.value);
    return {};
}

}  // namespace qm::desk
