// A rota that is kept elsewhere, taken over into published days.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/days.hpp>

#include "core/rota_file.hpp"
#include "desk/turn.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace qm::desk {

// Who and which days a file may speak of: members, and the working days from the running one to
// the last that is published.
core::RotaScope rota_scope(Turn& turn, const Team& team);

struct Imported {
    std::vector<Moved> moved;                            // by date
    std::vector<std::pair<Date, std::string>> problems;  // with one nothing is applied
};

// Gives each of these days to its person as a change under that origin ("override"), recorded and
// told like others; a day that is theirs already stays as it is. `apply` false: what that changes.
Imported import_rota(Turn& turn, const Team& team, const std::map<Date, std::string>& days,
                     const std::string& origin, bool apply);

}  // namespace qm::desk
