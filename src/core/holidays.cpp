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

void add_france(int year, bool alsace_moselle, std::vector<Date>& into) {
    const Date sunday = easter(year);
    into.insert(into.end(),
                {day_of(year, 1, 1), sunday + days{1}, day_of(year, 5, 1), day_of(year, 5, 8),
                 sunday + days{39}, sunday + days{50}, day_of(year, 7, 14), day_of(year, 8, 15),
                 day_of(year, 11, 1), day_of(year, 11, 11), day_of(year, 12, 25)});
    if (alsace_moselle) into.insert(into.end(), {sunday - days{2}, day_of(year, 12, 26)});
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

result<std::vector<Date>> holidays(std::string_view country, int first_year, int last_year) {
    const bool alsace_moselle = country == "FR-57" || country == "FR-67" || country == "FR-68";
    if (country != "FR" && country != "none" && !alsace_moselle) {
        return Error{errc::not_found,
                     "No holidays are known for “" + std::string(country.substr(0, 40)) +
                         "”; use FR, FR-57 (also FR-67, FR-68) or none, and list other days."};
    }
    if (first_year < first_year_known || last_year > last_year_known ||
        last_year - first_year >= years_bound) {
        return Error{errc::too_large,
                     "Holidays are computed for at most 200 years at a time, "
                     "between 1583 and 9999."};
    }
    std::vector<Date> all;
    for (int year = first_year; country != "none" && year <= last_year; ++year)
        add_france(year, alsace_moselle, all);
    std::sort(all.begin(), all.end());
    // Ascension may fall on 1 May or 8 May.
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

}  // namespace qm::core
