// Public holidays by rule: fixed days and days counted from Easter.
// SPDX-License-Identifier: Apache-2.0
#include "core/holidays.hpp"

#include <algorithm>
#include <string>

namespace qm::core {

namespace {

using std::chrono::days;

constexpr int first_year_known = 1583;  // the first whole year of the Gregorian calendar
constexpr int last_year_known = 9999;
constexpr int years_bound = 200;

Date day_of(int year, unsigned month, unsigned day) {
    return Date{std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{month},
                                            std::chrono::day{day}}};
}

// The abolition of slavery, by department (code du travail, L3422-2).
struct Overseas {
    std::string_view name;
    unsigned month;
    unsigned day;
};
constexpr Overseas overseas[] = {{"FR-971", 5, 27},   // Guadeloupe
                                 {"FR-972", 5, 22},   // Martinique
                                 {"FR-973", 6, 10},   // French Guiana
                                 {"FR-974", 12, 20},  // Réunion
                                 {"FR-976", 4, 27}};  // Mayotte

bool is_alsace_moselle(std::string_view country) {
    return country == "FR-57" || country == "FR-67" || country == "FR-68";
}

const Overseas* overseas_of(std::string_view country) {
    for (const Overseas& one : overseas) {
        if (one.name == country) return &one;
    }
    return nullptr;
}

void add_france(int year, std::string_view country, std::vector<Date>& into) {
    const Date sunday = easter(year);
    into.insert(into.end(),
                {day_of(year, 1, 1), sunday + days{1}, day_of(year, 5, 1), day_of(year, 5, 8),
                 sunday + days{39}, sunday + days{50}, day_of(year, 7, 14), day_of(year, 8, 15),
                 day_of(year, 11, 1), day_of(year, 11, 11), day_of(year, 12, 25)});
    if (is_alsace_moselle(country))
        into.insert(into.end(), {sunday - days{2}, day_of(year, 12, 26)});
    if (const Overseas* one = overseas_of(country))
        into.push_back(day_of(year, one->month, one->day));
}

Date by_rule(const HolidayRule& rule, int year) {
    if (rule.kind == HolidayRule::Kind::easter) return easter(year) + days{rule.offset};
    const auto month = static_cast<unsigned>(rule.month);
    if (rule.kind == HolidayRule::Kind::fixed)
        return day_of(year, month, static_cast<unsigned>(rule.day));
    const std::chrono::weekday weekday{rule.weekday};
    const std::chrono::year_month of = std::chrono::year{year} / std::chrono::month{month};
    if (rule.nth < 0) return Date{of / weekday[std::chrono::last]};
    return Date{of / weekday[static_cast<unsigned>(rule.nth)]};
}

bool is_weekend(Date date) {
    const unsigned weekday = std::chrono::weekday{date}.c_encoding();
    return weekday == 0 || weekday == 6;
}

// One year's days; those that move may leave it.
std::vector<Date> year_of(const HolidayCalendar& calendar, int year) {
    std::vector<Date> found, on_weekend;
    for (const HolidayRule& rule : calendar.rules) {
        if (year < rule.from_year || year > rule.until_year) continue;
        const Date date = by_rule(rule, year);
        const bool moves = rule.kind == HolidayRule::Kind::fixed && is_weekend(date) &&
                           calendar.on_weekend != OnWeekend::stays;
        (moves ? on_weekend : found).push_back(date);
    }
    std::sort(on_weekend.begin(), on_weekend.end());
    for (Date date : on_weekend) {
        if (calendar.on_weekend == OnWeekend::nearest) {
            date += std::chrono::weekday{date}.c_encoding() == 6 ? days{-1} : days{1};
        } else {
            while (is_weekend(date) || std::find(found.begin(), found.end(), date) != found.end())
                date += days{1};
        }
        found.push_back(date);
    }
    return found;
}

int year_in(Date date) {
    return static_cast<int>(std::chrono::year_month_day{date}.year());
}

void add_calendar(const HolidayCalendar& calendar, int first_year, int last_year,
                  std::vector<Date>& into) {
    const auto belongs = [&](Date date) {
        return year_in(date) >= first_year && year_in(date) <= last_year &&
               std::find(calendar.except.begin(), calendar.except.end(), date) ==
                   calendar.except.end();
    };
    // A day of the year after may be kept at the end of this one.
    for (int year = first_year; year <= last_year + 1; ++year) {
        for (const Date date : year_of(calendar, year)) {
            if (belongs(date)) into.push_back(date);
        }
    }
    for (const Date date : calendar.once) {
        if (belongs(date)) into.push_back(date);
    }
}

Error unknown(std::string_view country, const HolidayCalendars& calendars) {
    std::string others;
    for (const auto& [name, calendar] : calendars)
        others += ", " + name;
    return Error{errc::not_found, "No holidays are known for “" +
                                      std::string(country.substr(0, 40)) +
                                      "”; use FR, FR-57 (also FR-67, FR-68), FR-971, FR-972, "
                                      "FR-973, FR-974, FR-976" +
                                      others + " or none, and list other days."};
}

}  // namespace

Date easter(int year) {  // the anonymous Gregorian computus (Nature, 1876)
    const int a = year % 19;
    const int b = year / 100;
    const int c = year % 100;
    const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int n = h + l - 7 * m + 114;
    return day_of(year, static_cast<unsigned>(n / 31), static_cast<unsigned>(n % 31 + 1));
}

result<std::vector<Date>> holidays(std::string_view country, int first_year, int last_year,
                                   const HolidayCalendars& calendars) {
    const bool france =
        country == "FR" || is_alsace_moselle(country) || overseas_of(country) != nullptr;
    const auto calendar = calendars.find(country);
    if (!france && country != "none" && calendar == calendars.end())
        return unknown(country, calendars);
    if (first_year < first_year_known || last_year > last_year_known ||
        last_year - first_year >= years_bound) {
        return Error{errc::too_large,
                     "Holidays are computed for at most 200 years at a time, "
                     "between 1583 and 9999."};
    }
    std::vector<Date> all;
    for (int year = first_year; france && year <= last_year; ++year)
        add_france(year, country, all);
    if (!france && calendar != calendars.end())
        add_calendar(calendar->second, first_year, last_year, all);
    std::sort(all.begin(), all.end());
    // Ascension may fall on 1 May or 8 May.
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

result<std::vector<Date>> holidays(std::string_view country, int first_year, int last_year) {
    return holidays(country, first_year, last_year, {});
}

}  // namespace qm::core
