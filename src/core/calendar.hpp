// Local time ↔ instants; the only file pair that includes <date/tz.h>.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>
#include <quartermaster/team.hpp>
#include <quartermaster/time.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace qm::core {

bool known_zone(std::string_view zone);  // a name of tzdata, exactly as it is written there

// A local time that does not exist → the first instant after the gap. One that comes twice → the
// first for starts, the second for ends. An unknown zone is read as UTC: the configuration has
// refused it already. Debian's tzdata lists changes until 2037; later years stay on winter time.
enum class Edge { start, end };
Instant to_instant(Date date, TimeOfDay time, const Zone& zone, Edge edge = Edge::start);

struct LocalTime {
    Date date;
    TimeOfDay time;  // whole minutes
    int seconds = 0;
};
LocalTime to_local(Instant at, const Zone& zone);

bool is_working_day(const Team& team, Date date);
Date next_working_day(const Team& team, Date after);  // strictly after; bounded to 400 days
Date working_day_at_or_before(const Team& team, Date date);

// Duty minutes only: working days, within hours, without breaks. Used for every promise. Sums reach
// ten years ahead and are elapsed time: no minute counts twice or is skipped where clocks change.
bool in_duty_hours(const Team& team, Instant at);
Instant add_duty_minutes(const Team& team, Instant from, Minutes minutes);  // ≤ 0: `from` itself
Minutes duty_minutes_between(const Team& team, Instant from, Instant until);
Instant next_duty_start(const Team& team, Instant at);  // `at` itself when on duty
Instant duty_end(const Team& team, Instant at);         // end of the duty day `at` lies in or next

// "18:00" on the same local day, "Wed 09:00" in the six days after it, "30 Nov 09:00" otherwise (a
// weekday of the past reads as the next one), with the year when it is 300 days away or more.
std::string say_time(Instant at, Instant now, const Zone& zone, std::string_view locale);
std::string say_day(Date date, std::string_view locale);  // "Wed 7 Oct", « mer. 7 oct. »
// "45 min", "2 h 10", "1 day 3 h", "3 days"
std::string say_lasting(std::chrono::seconds time, std::string_view locale);

std::string rfc3339(Instant at);                      // "2026-10-06T08:00:00Z"
result<Instant> read_rfc3339(std::string_view text);  // any offset; seconds may have fractions
result<Date> read_date(std::string_view text);        // "2026-10-06"
// "friday", "fri", « vendredi », « ven » in the days after `today`; nothing for other words.
std::optional<Date> read_weekday(std::string_view text, Date today);
// "30/11", the next such day from `today` on; "30/11/2026", "30/11/26". Day before month.
std::optional<Date> read_day_month(std::string_view text, Date today);
result<TimeOfDay> read_time(std::string_view text);  // "09:00", "9:00", "24:00"
std::string iso_date(Date date);

}  // namespace qm::core
