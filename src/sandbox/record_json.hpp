// The lines of the journal: one JSON object {"kind":…,"value":…} for each change.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/world.hpp"

namespace qm::sandbox {

std::string record_line(const Team&);
std::string record_line(const User&);
std::string record_line(const Session&);
std::string record_line(const Channel&);  // without its members
std::string record_line(const Post&);
std::string record_line(const Command&);
std::string record_line(const Joined&);
std::string record_line(const Left&);
std::string record_line(const SessionEnd&);
std::string record_line(const CommandEnd&);
std::string record_line(const WallTime&);

// Puts what a line says into the world; false when it is no record.
bool read_record(std::string_view line, World& world);

// The shortest journal that gives this world.
std::vector<std::string> all_records(const World& world, std::int64_t now_ms);

}  // namespace qm::sandbox
