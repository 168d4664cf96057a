// Public holidays computed offline from rules, for the working days of a rotation.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>
#include <quartermaster/time.hpp>

#include <string_view>
#include <vector>

namespace qm::core {

Date easter(int year);  // Gregorian

// Country "FR" (metropolitan), "FR-57" (Alsace-Moselle: 57, 67, 68), "none". Unknown → not_found
// naming what is known.
result<std::vector<Date>> holidays(std::string_view country, int first_year, int last_year);

}  // namespace qm::core
