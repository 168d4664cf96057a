// Easter against the published tables, and the holidays of France.
// SPDX-License-Identifier: Apache-2.0
#include "core/holidays.hpp"

#include "core/calendar.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace qm::core {
namespace {

std::vector<std::string> words(const std::vector<Date>& dates) {
    std::vector<std::string> out;
    for (const Date date : dates)
        out.push_back(iso_date(date));
    return out;
}

TEST(Holidays, easter) {
    // Earliest and latest possible dates are 22 March 1818 and 25 April 1943 / 2038.
    for (const char* sunday :
         {"1818-03-22", "1943-04-25", "1961-04-02", "1999-04-04", "2000-04-23", "2008-03-23",
          "2011-04-24", "2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28",
          "2028-04-16", "2029-04-01", "2030-04-21", "2038-04-25", "2076-04-19", "2099-04-12"}) {
        const Date date = read_date(sunday).value();
        const int year = static_cast<int>(std::chrono::year_month_day{date}.year());
        EXPECT_EQ(iso_date(easter(year)), sunday);
    }
}

TEST(Holidays, easter_is_a_sunday_between_its_bounds_for_four_hundred_years) {
    for (int year = 1900; year < 2300; ++year) {
        const Date date = easter(year);
        EXPECT_EQ(std::chrono::weekday{date}, std::chrono::Sunday) << year;
        EXPECT_GE(iso_date(date).substr(5), "03-22") << year;
        EXPECT_LE(iso_date(date).substr(5), "04-25") << year;
    }
}

TEST(Holidays, france) {
    EXPECT_EQ(words(holidays("FR", 2026, 2026).value()),
              (std::vector<std::string>{"2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08",
                                        "2026-05-14", "2026-05-25", "2026-07-14", "2026-08-15",
                                        "2026-11-01", "2026-11-11", "2026-12-25"}));
    const auto east = words(holidays("FR-57", 2026, 2026).value());
    EXPECT_EQ(east.size(), 13u);
    EXPECT_EQ(std::count(east.begin(), east.end(), "2026-04-03"), 1);
    EXPECT_EQ(std::count(east.begin(), east.end(), "2026-12-26"), 1);
    EXPECT_EQ(holidays("FR-67", 2026, 2026).value(), holidays("FR-68", 2026, 2026).value());
}

TEST(Holidays, overseas_departments_add_their_day) {
    for (const auto& [country, day] : {std::pair{"FR-971", "2026-05-27"},
                                       {"FR-972", "2026-05-22"},
                                       {"FR-973", "2026-06-10"},
                                       {"FR-974", "2026-12-20"},
                                       {"FR-976", "2026-04-27"}}) {
        const auto dates = words(holidays(country, 2026, 2026).value());
        EXPECT_EQ(dates.size(), 12u) << country;
        EXPECT_EQ(std::count(dates.begin(), dates.end(), day), 1) << country;
    }
}

TEST(Holidays, rules_move_days_off_the_weekend) {
    using Kind = HolidayRule::Kind;
    HolidayCalendar calendar;
    calendar.rules = {{Kind::fixed, 12, 25},    {Kind::fixed, 12, 26},
                      {Kind::fixed, 1, 1},      {Kind::nth, 5, 1, 0, -1, 1},
                      {Kind::easter, 1, 1, -2}, {Kind::fixed, 6, 19, 0, 1, 1, 2021, 2022}};
    HolidayCalendars calendars{{"XX", calendar}};
    // 25 December 2021 was a Saturday, 1 January 2022 too; 19 June 2022 a Sunday.
    EXPECT_EQ(words(holidays("XX", 2021, 2021, calendars).value()),
              (std::vector<std::string>{"2021-01-01", "2021-04-02", "2021-05-31", "2021-06-19",
                                        "2021-12-25", "2021-12-26"}));
    calendars["XX"].on_weekend = OnWeekend::next;
    EXPECT_EQ(words(holidays("XX", 2021, 2021, calendars).value()),
              (std::vector<std::string>{"2021-01-01", "2021-04-02", "2021-05-31", "2021-06-21",
                                        "2021-12-27", "2021-12-28"}));
    calendars["XX"].on_weekend = OnWeekend::nearest;
    EXPECT_EQ(words(holidays("XX", 2021, 2022, calendars).value()),
              (std::vector<std::string>{"2021-01-01", "2021-04-02", "2021-05-31", "2021-06-18",
                                        "2021-12-24", "2021-12-27", "2021-12-31", "2022-04-15",
                                        "2022-05-30", "2022-06-20", "2022-12-26"}));
    calendars["XX"].once = {read_date("2021-07-07").value()};
    calendars["XX"].except = {read_date("2021-05-31").value()};
    const auto dates = words(holidays("XX", 2021, 2021, calendars).value());
    EXPECT_EQ(std::count(dates.begin(), dates.end(), "2021-07-07"), 1);
    EXPECT_EQ(std::count(dates.begin(), dates.end(), "2021-05-31"), 0);
    EXPECT_NE(holidays("DE", 2021, 2021, calendars).error().what.find("XX"), std::string::npos);
}

TEST(Holidays, two_on_one_day_are_one) {
    // Ascension 2008 fell on 1 May.
    EXPECT_EQ(holidays("FR", 2008, 2008).value().size(), 10u);
}

TEST(Holidays, none_and_the_unknown) {
    EXPECT_TRUE(holidays("none", 2026, 2030).value().empty());
    const auto unknown = holidays("DE", 2026, 2026);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, errc::not_found);
    EXPECT_NE(unknown.error().what.find("FR-57"), std::string::npos);
    EXPECT_EQ(holidays("FR", 2026, 20260).error().code, errc::too_large);
    EXPECT_EQ(holidays("FR", 1, 1).error().code, errc::too_large);
    EXPECT_TRUE(holidays("FR", 2027, 2026).value().empty());
}

}  // namespace
}  // namespace qm::core
