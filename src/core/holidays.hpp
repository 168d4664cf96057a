// Public holidays computed offline from rules, for the working days of a rotation.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>
#include <quartermaster/time.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace qm::core {

Date easter(int year);  // Gregorian

struct HolidayRule {
    enum class Kind {
        fixed,   // month, day
        easter,  // days from Easter Sunday
        nth,     // the nth weekday of a month; -1: its last
    };
    Kind kind = Kind::fixed;
    int month = 1;
    int day = 1;
    int offset = 0;
    int nth = 1;
    unsigned weekday = 1;  // by c_encoding, Sunday 0
    int from_year = 0;
    int until_year = 9999;  // included
};

// What becomes of a fixed day on a weekend.
enum class OnWeekend {
    stays,
    nearest,  // Saturday: Friday before; Sunday: Monday after
    next,     // the next weekday that is no holiday yet
};

struct HolidayCalendar {
    std::vector<HolidayRule> rules;
    OnWeekend on_weekend = OnWeekend::stays;
    std::vector<Date> once;    // added
    std::vector<Date> except;  // taken away: moved for once
};

// By name: "BE", "DE", "GB-ENG" …
using HolidayCalendars = std::map<std::string, HolidayCalendar, std::less<>>;

// "FR" (metropolitan), "FR-57" (Alsace-Moselle: 57, 67, 68), "FR-971" … "FR-976" (overseas, with
// their day of the abolition of slavery), "none", and those of `calendars`. Unknown → not_found
// naming what is known.
result<std::vector<Date>> holidays(std::string_view country, int first_year, int last_year,
                                   const HolidayCalendars& calendars);
result<std::vector<Date>> holidays(std::string_view country, int first_year, int last_year);

}  // namespace qm::core
