// Why a hit stands where it stands, as values: for `/catalog why`, marks and counts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/asked.hpp"
#include "catalog/rank.hpp"

#include <vector>

namespace qm::catalog {

// How each word of the query was met, the rules in their order, and what to mark.
void give_reasons(const Plan& plan, const Segment& segment, const MetUnits& met, const Rank& rank,
                  int opened, Hit& hit);

// Counts one more result by kind and owner.
inline constexpr std::size_t counted_max = 2'000;
void count(const Entry& entry, Found& found);
void order_counts(Found& found);  // most often first

}  // namespace qm::catalog
