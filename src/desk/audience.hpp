// Who may find which entry (product.md, Trust): public and internal ones everybody in the chat,
// private ones the members of the owning teams, unknown ones the SRE teams.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/entry.hpp>
#include <quartermaster/team.hpp>

#include "desk/setup.hpp"

#include <string>
#include <vector>

namespace qm::desk {

Viewer viewer_of(const Setup& setup, const Person& person);

// Groups for Entry::seen_by; empty: everybody.
std::vector<std::string> seen_by(const std::vector<Team>& teams, const Entry& entry);

// The SRE team that owns an entry, or serves the product team that does; nothing when unknown.
const Team* answering_team(const std::vector<Team>& teams, const Entry& entry);

}  // namespace qm::desk
