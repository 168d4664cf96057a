// The calendars of config/holidays against the dates that governments have published.
// SPDX-License-Identifier: Apache-2.0
#include "app/config_read.hpp"
#include "core/calendar.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace qm::app {
namespace {

// "01-01 04-06 …" of one year.
std::string year_of(const std::string& country, int year) {
    std::string all;
    for (const Date date : core::holidays(country, year, year, holiday_calendars()).value())
        all += (all.empty() ? "" : " ") + core::iso_date(date).substr(5);
    return all;
}

TEST(Holidays, belgium) {
    EXPECT_EQ(year_of("BE", 2024), "01-01 04-01 05-01 05-09 05-20 07-21 08-15 11-01 11-11 12-25");
    EXPECT_EQ(year_of("BE", 2026), "01-01 04-06 05-01 05-14 05-25 07-21 08-15 11-01 11-11 12-25");
}

TEST(Holidays, germany) {
    EXPECT_EQ(year_of("DE", 2025), "01-01 04-18 04-21 05-01 05-29 06-09 10-03 12-25 12-26");
    EXPECT_EQ(year_of("DE", 2026), "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26");
}

TEST(Holidays, spain) {
    EXPECT_EQ(year_of("ES", 2026), "01-01 01-06 04-03 05-01 08-15 10-12 11-01 12-06 12-08 12-25");
}

TEST(Holidays, england) {
    EXPECT_EQ(year_of("GB-ENG", 2020), "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28");
    EXPECT_EQ(year_of("GB-ENG", 2021), "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28");
    EXPECT_EQ(year_of("GB-ENG", 2022),
              "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27");
    EXPECT_EQ(year_of("GB-ENG", 2023), "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26");
    EXPECT_EQ(year_of("GB-ENG", 2024), "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26");
    EXPECT_EQ(year_of("GB-ENG", 2026), "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28");
}

TEST(Holidays, united_states) {
    EXPECT_EQ(year_of("US", 2020), "01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25");
    // New Year 2022 was a Saturday: kept on 31 December 2021.
    EXPECT_EQ(year_of("US", 2021),
              "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31");
    EXPECT_EQ(year_of("US", 2022), "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26");
    EXPECT_EQ(year_of("US", 2023),
              "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25");
    EXPECT_EQ(year_of("US", 2026),
              "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25");
}

}  // namespace
}  // namespace qm::app
