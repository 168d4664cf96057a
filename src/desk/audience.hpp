// Who may find which entry (product.md, Trust): public and internal ones everybody in the chat,
// private ones the members of the owning teams, unknown ones the SRE teams.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/entry.hpp>
#include <quartermaster/event.hpp>
#include <quartermaster/team.hpp>

#include "desk/setup.hpp"

#include <string>
#include <vector>

namespace qm::desk {

// Who reads the answer to an event: the caller alone (a slash command, a button, a direct message);
// else whoever is in that channel, of whom no more is known than whose channel it is.
Viewer viewer_of(const Setup& setup, const Event& event);
// The answer stays with the caller, or in the channel of the caller's own SRE team.
bool stays_inside(const Setup& setup, const Event& event);

// Groups for Entry::seen_by; empty: everybody.
std::vector<std::string> seen_by(const std::vector<Team>& teams, const Entry& entry);

// The SRE team that owns an entry, or serves the product team that does; nothing when unknown.
const Team* answering_team(const std::vector<Team>& teams, const Entry& entry);

}  // namespace qm::desk
