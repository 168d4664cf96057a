// Instants, local dates and times of day. No clock lives here: `now` is always an argument.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace qm {

using Instant = std::chrono::sys_seconds;  // UTC
using Date = std::chrono::local_days;      // a day on somebody's calendar, no zone
using Minutes = std::chrono::minutes;
using TimeOfDay = std::chrono::minutes;  // since local midnight, 00:00 to 24:00
using Zone = std::string;                // a tzdata name: "Europe/Paris"

struct Span {  // [from, until)
    TimeOfDay from{};
    TimeOfDay until{};
    bool operator==(const Span&) const = default;
};

// When people of a team answer: weekdays, hours and breaks; outside, nobody is mentioned.
struct DutyHours {
    Span day{TimeOfDay{9 * 60}, TimeOfDay{18 * 60}};
    std::vector<Span> breaks;
};

constexpr std::int64_t to_unix(Instant at) {
    return at.time_since_epoch().count();
}
constexpr Instant from_unix(std::int64_t seconds) {
    return Instant{std::chrono::seconds{seconds}};
}

// "2026-11-30": what every command that takes a day reads.
inline std::string iso_day(Date date) {
    const std::chrono::year_month_day day{date};
    const auto two = [](unsigned number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return std::to_string(static_cast<int>(day.year())) + "-" +
           two(static_cast<unsigned>(day.month())) + "-" + two(static_cast<unsigned>(day.day()));
}

}  // namespace qm
