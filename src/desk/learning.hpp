// What people did with the answers to their searches, counted without a name (docs/search.md).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/learned.hpp"
#include "desk/route.hpp"
#include "store/rows.hpp"

#include <memory>

namespace qm::desk {

inline constexpr std::int64_t habits_max = 20'000;

// An answer of the first two lanes was given: a search, or what was opened of one. What looks like
// a secret is not counted.
void note_habit(store::Db& db, const Routed& routed, std::int64_t found, Instant now);

// For the index.
std::shared_ptr<const catalog::Learned> learned(store::Db& db);

}  // namespace qm::desk
