// Until when something was given, as people write it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/time.hpp>

#include <optional>
#include <string_view>

namespace qm::core {

// "until 30 Nov", "till friday", « jusqu'au 30/11 », « jusqu'à vendredi », or a date like
// 2026-11-30 anywhere: the first of the year that begins after `today`. Day before month; without a
// year the next such day. Nothing: no day ahead is named. Reads the first 4,000 bytes.
std::optional<Date> end_date(std::string_view text, Date today);

// All of it is a day with its month's name: "9 october", "Oct 9th 2026", « le 9 octobre ». Today,
// or the next such day.
std::optional<Date> read_named_month(std::string_view text, Date today);

// "until friday", « jusqu'à vendredi » without the word that leads to the day.
std::string_view without_until(std::string_view text);

}  // namespace qm::core
