// Until when something was given, as people write it in English and French.
// SPDX-License-Identifier: Apache-2.0
#include "core/end_date.hpp"

#include "core/calendar.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace qm::core {
namespace {

std::string end_of(std::string_view text) {
    const auto date = end_date(text, *read_date("2026-10-06"));  // a Tuesday
    return date ? iso_date(*date) : "";
}

TEST(EndDate, IsReadAsPeopleWriteIt) {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"payments_ro on stg-db-3 until 30 Nov", "2026-11-30"},
        {"read access until 30 November 2026, approved by Ann", "2026-11-30"},
        {"until Nov 30.", "2026-11-30"},
        {"until the 1st december", "2026-12-01"},
        {"(till friday)", "2026-10-09"},
        {"accès jusqu'au 30/11", "2026-11-30"},
        {"jusqu’au 30/11/26 !", "2026-11-30"},
        {"jusqu'au 1er décembre", "2026-12-01"},
        {"jusqu'à vendredi", "2026-10-09"},
        {"jusqu'au 15 août", "2027-08-15"},
        {"jusqu'au 14 juillet", "2027-07-14"},
        {"jusqu'au 14 juin", "2027-06-14"},
        {"until 2026-11-30", "2026-11-30"},
        {"granted, ends 2026-11-30", "2026-11-30"},
        {"until 5 jan", "2027-01-05"},  // the next one
    };
    for (const auto& [text, end] : cases)
        EXPECT_EQ(end_of(text), end) << text;
}

TEST(EndDate, IsNotGuessed) {
    for (const std::string text :
         {"", "until", "until further notice", "for 3 weeks", "on 30 Nov", "until 31/02",
          "until 30/13", "until 2026-10-06", "until 2025-11-30", "created 2026-01-05",
          "until 30 Nov 2031", "until 99999999999999999999 nov", "room 12/11", "jusqu'au bout"})
        EXPECT_EQ(end_of(text), "") << text;
    EXPECT_EQ(end_of(std::string(5000, 'x') + " until 30 nov"), "");
}

TEST(EndDate, ADayWithItsMonthIsReadWhole) {
    const Date day{std::chrono::year{2026} / 10 / 6};
    const auto read = [&](std::string_view text) {
        const auto date = read_named_month(text, day);
        return date ? iso_date(*date) : "";
    };
    EXPECT_EQ(read("9 october"), "2026-10-09");
    EXPECT_EQ(read("Oct 9th 2026"), "2026-10-09");
    EXPECT_EQ(read("le 9 octobre"), "2026-10-09");
    EXPECT_EQ(read("6 oct"), "2026-10-06") << "today";
    EXPECT_EQ(read("5 oct"), "2027-10-05");
    for (const char* text : {"", "9", "october", "9 october at noon", "31 february", "9 9 october"})
        EXPECT_EQ(read(text), "") << text;
    EXPECT_EQ(without_until("until friday"), "friday");
    EXPECT_EQ(without_until("jusqu'au 9 octobre"), "9 octobre");
    EXPECT_EQ(without_until("friday"), "friday");
}

}  // namespace
}  // namespace qm::core
