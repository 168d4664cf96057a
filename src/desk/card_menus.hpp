// Buttons and menus of a request's two views.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/reply.hpp>

#include "desk/turn.hpp"

#include <string>

namespace qm::desk {

// Labelled by the text "button.<id>".
Control button(std::string id, std::string command, bool primary = false);
Control other_teams(Turn& turn, const Request& request);
Control which_team(Turn& turn, const Request& request);  // where nobody knows it
Control more_menu(Turn& turn, const Request& request);

}  // namespace qm::desk
