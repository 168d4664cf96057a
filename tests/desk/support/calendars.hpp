// Other people's calendars in a transcript: what they say reaches the desk as app/rota_follow
// brings it. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "company.hpp"

#include <string>

namespace qm::tests {

// "the rota of sre-core says bob 2026-10-07, carol 2026-10-08", "the absences of sre-core say …
// bob 2026-10-07 2026-10-09", "the absences of carol in sre-core say …", "… fails: WHY". False:
// the step is another one.
bool calendar_step(Company& company, const std::string& what);

}  // namespace qm::tests
