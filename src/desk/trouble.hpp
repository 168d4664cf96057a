// Calendars elsewhere that cannot be read: why, since when, and whether people know.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "desk/turn.hpp"

#include <string>
#include <string_view>

namespace qm::desk {

// `subject`: of what, "rota" or "absences"; `name`: of which.
void calendar_worked(Turn& turn, std::string_view subject, const std::string& name);
// Since when, once nothing has worked for half an hour and nobody was told yet: they are to be now.
std::optional<Instant> calendar_failed(Turn& turn, std::string_view subject,
                                       const std::string& name, std::string_view why);
// Why it could not be read the last time; empty: it was, or there was no time yet.
std::string calendar_trouble(Turn& turn, std::string_view subject, const std::string& name);

}  // namespace qm::desk
