// What the configuration says, as the desk sees it; replaced as a whole on a reload.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/command.hpp>
#include <quartermaster/team.hpp>

#include <string>
#include <vector>

namespace qm::desk {

struct Setup {
    std::vector<Team> teams;
    TeamId front_desk;  // owns what belongs to no known channel
    std::vector<Command> commands;
    bool callbacks = true;  // buttons can reach us; without, everything works by mention

    const Team* team(const TeamId& id) const {
        for (const Team& team : teams) {
            if (team.id == id) return &team;
        }
        return nullptr;
    }
};

}  // namespace qm::desk
