// Local time, working days and duty minutes: tables, then properties over whole years.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"

#include "core/holidays.hpp"

#include <gtest/gtest.h>

#include <random>

namespace qm::core {
namespace {

using namespace std::chrono_literals;

const Zone paris = "Europe/Paris";

Date day(std::string_view text) {
    return read_date(text).value();
}
Instant utc(std::string_view text) {
    return read_rfc3339(text).value();
}

Team office() {
    Team team;
    team.id = TeamId("sre-core");
    team.duty.breaks = {{12h + 30min, 13h + 30min}};
    team.holidays = holidays("FR", 2025, 2028).value();
    return team;
}

TEST(Calendar, gap_goes_to_the_first_instant_after_it) {
    EXPECT_EQ(rfc3339(to_instant(day("2026-03-29"), 2h + 30min, paris)), "2026-03-29T01:00:00Z");
    EXPECT_EQ(rfc3339(to_instant(day("2026-03-29"), 2h, paris)), "2026-03-29T01:00:00Z");
    EXPECT_EQ(rfc3339(to_instant(day("2026-03-29"), 2h + 30min, paris, Edge::end)),
              "2026-03-29T01:00:00Z");
    EXPECT_EQ(rfc3339(to_instant(day("2026-03-29"), 3h, paris)), "2026-03-29T01:00:00Z");
    EXPECT_EQ(rfc3339(to_instant(day("2026-03-29"), 1h + 59min, paris)), "2026-03-29T00:59:00Z");
}

TEST(Calendar, overlap_is_first_for_starts_and_last_for_ends) {
    const Date date = day("2026-10-25");
    EXPECT_EQ(rfc3339(to_instant(date, 2h + 30min, paris)), "2026-10-25T00:30:00Z");
    EXPECT_EQ(rfc3339(to_instant(date, 2h + 30min, paris, Edge::end)), "2026-10-25T01:30:00Z");
    EXPECT_EQ(rfc3339(to_instant(date, 3h, paris, Edge::end)), "2026-10-25T02:00:00Z");
}

TEST(Calendar, half_hour_and_whole_day_changes) {
    // Lord Howe moves by half an hour; Samoa left out 30 December 2011.
    EXPECT_EQ(rfc3339(to_instant(day("2026-10-04"), 2h + 10min, "Australia/Lord_Howe")),
              "2026-10-03T15:30:00Z");
    EXPECT_EQ(rfc3339(to_instant(day("2011-12-30"), 9h, "Pacific/Apia")), "2011-12-30T10:00:00Z");
    EXPECT_EQ(rfc3339(to_instant(day("2011-12-31"), 0h, "Pacific/Apia")), "2011-12-30T10:00:00Z");
}

TEST(Calendar, twenty_four_is_the_next_midnight) {
    EXPECT_EQ(to_instant(day("2026-10-06"), 24h, paris), to_instant(day("2026-10-07"), 0h, paris));
}

TEST(Calendar, local_time_has_minutes_and_seconds) {
    const LocalTime local = to_local(utc("2026-10-06T22:30:59Z"), paris);
    EXPECT_EQ(iso_date(local.date), "2026-10-07");
    EXPECT_EQ(local.time, 30min);
    EXPECT_EQ(local.seconds, 59);
    const LocalTime before = to_local(utc("1969-12-31T22:59:01Z"), paris);
    EXPECT_EQ(iso_date(before.date), "1969-12-31");
    EXPECT_EQ(before.time, 23h + 59min);
    EXPECT_EQ(before.seconds, 1);
}

TEST(Calendar, zones_are_tzdata_names_and_unknown_ones_read_as_utc) {
    EXPECT_TRUE(known_zone("Europe/Paris"));
    EXPECT_TRUE(known_zone("UTC"));
    for (const char* bad : {"", "Europe", "europe/paris", "Mars/Base", "../etc/passwd", "localtime",
                            "right/Europe/Paris", "/etc/localtime"})
        EXPECT_FALSE(known_zone(bad)) << bad;
    EXPECT_FALSE(known_zone(std::string(1 << 20, 'x')));
    EXPECT_EQ(rfc3339(to_instant(day("2026-10-06"), 9h, "Mars/Base")), "2026-10-06T09:00:00Z");
    EXPECT_EQ(to_local(utc("2026-10-06T09:00:00Z"), "Mars/Base").time, 9h);
}

TEST(Calendar, working_days_leave_out_weekends_and_holidays) {
    const Team team = office();
    EXPECT_TRUE(is_working_day(team, day("2026-10-06")));
    EXPECT_FALSE(is_working_day(team, day("2026-10-10")));
    EXPECT_FALSE(is_working_day(team, day("2026-07-14")));
    EXPECT_EQ(iso_date(next_working_day(team, day("2026-07-10"))), "2026-07-13");
    EXPECT_EQ(iso_date(next_working_day(team, day("2026-07-13"))), "2026-07-15");
    EXPECT_EQ(iso_date(working_day_at_or_before(team, day("2026-10-11"))), "2026-10-09");
    EXPECT_EQ(iso_date(working_day_at_or_before(team, day("2026-10-09"))), "2026-10-09");
}

TEST(Calendar, a_team_without_working_days_still_gets_answers) {
    Team team;
    team.working_days.fill(false);
    const Instant now = utc("2026-10-06T08:00:00Z");
    EXPECT_EQ(iso_date(next_working_day(team, day("2026-10-06"))), "2026-10-07");
    EXPECT_EQ(iso_date(working_day_at_or_before(team, day("2026-10-06"))), "2026-10-06");
    EXPECT_FALSE(in_duty_hours(team, now));
    EXPECT_EQ(add_duty_minutes(team, now, 60min), now);
    EXPECT_EQ(duty_minutes_between(team, now, now + 1000h), 0min);
    EXPECT_EQ(next_duty_start(team, now), now);
    EXPECT_EQ(duty_end(team, now), now);
}

TEST(Calendar, duty_hours_respect_breaks_weekends_and_holidays) {
    const Team team = office();
    struct Case {
        const char* at;
        bool on;
        const char* start;
        const char* end;
    };
    const Case cases[] = {
        // Tuesday 6 October 2026, Paris is two hours ahead of UTC.
        {"2026-10-06T06:59:59Z", false, "2026-10-06T07:00:00Z", "2026-10-06T16:00:00Z"},
        {"2026-10-06T07:00:00Z", true, "2026-10-06T07:00:00Z", "2026-10-06T16:00:00Z"},
        {"2026-10-06T10:29:59Z", true, "2026-10-06T10:29:59Z", "2026-10-06T16:00:00Z"},
        {"2026-10-06T10:30:00Z", false, "2026-10-06T11:30:00Z", "2026-10-06T16:00:00Z"},
        {"2026-10-06T15:59:59Z", true, "2026-10-06T15:59:59Z", "2026-10-06T16:00:00Z"},
        {"2026-10-06T16:00:00Z", false, "2026-10-07T07:00:00Z", "2026-10-07T16:00:00Z"},
        {"2026-10-09T17:00:00Z", false, "2026-10-12T07:00:00Z", "2026-10-12T16:00:00Z"},
        {"2026-07-13T17:00:00Z", false, "2026-07-15T07:00:00Z", "2026-07-15T16:00:00Z"},
        // The clocks went back on Sunday: Monday starts an hour later in UTC.
        {"2026-10-24T12:00:00Z", false, "2026-10-26T08:00:00Z", "2026-10-26T17:00:00Z"},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(in_duty_hours(team, utc(c.at)), c.on) << c.at;
        EXPECT_EQ(rfc3339(next_duty_start(team, utc(c.at))), c.start) << c.at;
        EXPECT_EQ(rfc3339(duty_end(team, utc(c.at))), c.end) << c.at;
    }
}

TEST(Calendar, promises_are_counted_in_duty_minutes) {
    const Team team = office();
    struct Case {
        const char* from;
        Minutes minutes;
        const char* due;
    };
    const Case cases[] = {
        {"2026-10-06T07:00:00Z", 60min, "2026-10-06T08:00:00Z"},
        {"2026-10-06T10:00:00Z", 60min, "2026-10-06T12:00:00Z"},   // over lunch
        {"2026-10-06T15:30:00Z", 60min, "2026-10-07T07:30:00Z"},   // over the night
        {"2026-10-06T18:00:00Z", 60min, "2026-10-07T08:00:00Z"},   // asked in the evening
        {"2026-10-09T15:30:00Z", 60min, "2026-10-12T07:30:00Z"},   // over the weekend
        {"2026-07-13T15:45:00Z", 30min, "2026-07-15T07:15:00Z"},   // over 14 July
        {"2026-10-06T07:00:00Z", 480min, "2026-10-06T16:00:00Z"},  // a whole day ends with it
        {"2026-10-06T07:00:00Z", 481min, "2026-10-07T07:01:00Z"},
        {"2026-10-06T18:00:00Z", 0min, "2026-10-06T18:00:00Z"},
        {"2026-10-06T18:00:00Z", -5min, "2026-10-06T18:00:00Z"},
    };
    for (const Case& c : cases)
        EXPECT_EQ(rfc3339(add_duty_minutes(team, utc(c.from), c.minutes)), c.due) << c.from;
}

TEST(Calendar, duty_around_the_clock_counts_no_minute_twice) {
    Team team;
    team.working_days.fill(true);
    team.duty = {{0min, 24h}, {}};
    for (const char* zone : {"Europe/Paris", "America/Havana", "Australia/Lord_Howe",
                             "Africa/Cairo", "America/Sao_Paulo"}) {
        team.zone = zone;
        const Instant from = utc("2024-01-01T12:00:00Z");
        const Instant until = utc("2025-01-01T12:00:00Z");
        EXPECT_EQ(duty_minutes_between(team, from, until), until - from) << zone;
    }
    // A break inside the hour that comes twice is a break once.
    team.zone = "Europe/Paris";
    team.duty = {{1h, 5h}, {{2h + 15min, 2h + 45min}}};
    EXPECT_EQ(duty_minutes_between(team, utc("2026-10-24T12:00:00Z"), utc("2026-10-25T12:00:00Z")),
              5h - 0min);
}

TEST(Calendar, adding_and_measuring_agree) {
    std::mt19937 random(7);
    for (const char* zone : {"Europe/Paris", "America/New_York", "Asia/Kathmandu",
                             "Australia/Lord_Howe", "America/Havana"}) {
        Team team = office();
        team.zone = zone;
        team.duty.breaks = {{15h, 15h + 20min}, {12h, 13h}, {12h + 30min, 13h + 10min}};
        for (int i = 0; i < 300; ++i) {
            const Instant from = utc("2026-01-01T00:00:00Z") +
                                 std::chrono::minutes{random() % (60 * 24 * 700)} +
                                 std::chrono::seconds{random() % 60};
            const Minutes minutes{1 + random() % 3000};
            const Instant due = add_duty_minutes(team, from, minutes);
            ASSERT_EQ(duty_minutes_between(team, from, due), minutes) << zone << rfc3339(from);
            // The last second of the promise is a second on duty, and no less would do.
            ASSERT_TRUE(in_duty_hours(team, due - 1s)) << zone << rfc3339(from);
            ASSERT_LT(duty_minutes_between(team, from, due - 1s), minutes);
            ASSERT_TRUE(in_duty_hours(team, next_duty_start(team, from)));
        }
    }
}

TEST(Calendar, measuring_agrees_with_walking_minute_by_minute) {
    Team team = office();
    team.holidays = {day("2026-10-27")};
    const Instant from = utc("2026-10-23T00:00:00Z");
    Minutes walked{0};
    for (Instant at = from; at < from + 6 * 24h; at += 1min) {
        ASSERT_EQ(duty_minutes_between(team, from, at), walked) << rfc3339(at);
        if (in_duty_hours(team, at)) walked += 1min;
    }
    EXPECT_EQ(walked, 3 * 480min);  // Friday, Monday, Wednesday
}

TEST(Calendar, times_are_said_as_people_say_them) {
    const Instant now = utc("2026-10-06T08:00:00Z");  // a Tuesday
    struct Case {
        const char* at;
        const char* en;
        const char* fr;
    };
    const Case cases[] = {
        {"2026-10-06T16:00:00Z", "18:00", "18:00"},
        {"2026-10-06T21:59:00Z", "23:59", "23:59"},
        {"2026-10-06T22:00:00Z", "Wed 00:00", "mer. 00:00"},
        {"2026-10-12T07:00:00Z", "Mon 09:00", "lun. 09:00"},
        {"2026-10-13T07:00:00Z", "13 Oct 09:00", "13 oct. 09:00"},
        {"2026-11-30T08:00:00Z", "30 Nov 09:00", "30 nov. 09:00"},
        {"2026-12-01T08:00:00Z", "1 Dec 09:00", "1er déc. 09:00"},
        {"2026-10-05T07:00:00Z", "5 Oct 09:00", "5 oct. 09:00"},
        {"2027-11-30T08:00:00Z", "30 Nov 2027 09:00", "30 nov. 2027 09:00"},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(say_time(utc(c.at), now, paris, "en"), c.en);
        EXPECT_EQ(say_time(utc(c.at), now, paris, "fr"), c.fr);
    }
    EXPECT_EQ(say_day(day("2026-10-07"), "en"), "Wed 7 Oct");
    EXPECT_EQ(say_day(day("2026-10-07"), "fr-CA"), "mer. 7 oct.");
    EXPECT_EQ(say_day(day("2026-10-01"), "fr"), "jeu. 1er oct.");
    EXPECT_EQ(say_day(day("2026-10-07"), "de"), "Wed 7 Oct");
}

TEST(Calendar, durations_are_said_as_people_say_them) {
    const std::pair<std::chrono::seconds, const char*> cases[] = {
        {-5s, "0 min"},       {59s, "0 min"},     {60s, "1 min"},      {59min, "59 min"},
        {60min, "1 h"},       {125min, "2 h 05"}, {130min, "2 h 10"},  {23h + 59min, "23 h 59"},
        {24h, "1 day"},       {27h, "1 day 3 h"}, {24h * 2, "2 days"}, {24h * 2 + 5h, "2 days"},
        {24h * 30, "30 days"}};
    for (const auto& [time, said] : cases)
        EXPECT_EQ(say_lasting(time, "en"), said);
    EXPECT_EQ(say_lasting(27h, "fr"), "1 jour 3 h");
    EXPECT_EQ(say_lasting(48h, "fr"), "2 jours");
}

TEST(Calendar, rfc3339_is_read_strictly) {
    EXPECT_EQ(rfc3339(utc("2026-10-06T10:00:00+02:00")), "2026-10-06T08:00:00Z");
    EXPECT_EQ(rfc3339(utc("2026-10-06t10:00:00.999999z")), "2026-10-06T10:00:00Z");
    EXPECT_EQ(rfc3339(utc("2026-10-06 10:00:00-03:30")), "2026-10-06T13:30:00Z");
    EXPECT_EQ(rfc3339(utc("2016-12-31T23:59:60Z")), "2017-01-01T00:00:00Z");
    EXPECT_EQ(rfc3339(utc("1969-12-31T23:59:59Z")), "1969-12-31T23:59:59Z");
    for (const char* bad :
         {"", "2026-10-06", "2026-10-06T10:00Z", "2026-10-06T10:00:00", "2026-13-06T10:00:00Z",
          "2026-02-29T10:00:00Z", "2026-10-06T24:00:00Z", "2026-10-06T10:60:00Z",
          "2026-10-06T10:00:61Z", "2026-10-06T10:00:00.Z", "2026-10-06T10:00:00+2:00",
          "2026-10-06T10:00:00+24:00", "2026-10-06T10:00:00Zz", " 2026-10-06T10:00:00Z"})
        EXPECT_FALSE(read_rfc3339(bad)) << bad;
}

TEST(Calendar, days_before_months_are_read_as_people_write_them) {
    const Date today = *read_date("2026-10-06");
    const auto read = [&](std::string_view text) {
        const auto date = read_day_month(text, today);
        return date ? iso_date(*date) : "";
    };
    EXPECT_EQ(read("30/11"), "2026-11-30");
    EXPECT_EQ(read("30/11/2026"), "2026-11-30");
    EXPECT_EQ(read("30/11/26"), "2026-11-30");
    EXPECT_EQ(read("6/10"), "2026-10-06");  // today
    EXPECT_EQ(read("5/10"), "2027-10-05");
    EXPECT_EQ(read("5/10/2026"), "2026-10-05");
    EXPECT_EQ(read("29/2"), "2028-02-29");
    for (const char* none : {"", "30", "30/", "11/30", "31/11", "30/11/", "30/11/202", "a/b",
                             "30/11/2026x", "0/1", "1/0", "30-11", "030/11"})
        EXPECT_EQ(read(none), "") << none;
}

TEST(Calendar, dates_and_times_of_day_are_read_strictly) {
    EXPECT_EQ(iso_date(day("2028-02-29")), "2028-02-29");
    for (const char* bad : {"", "2026-2-9", "2026-02-29", "06/10/2026", "2026-10-06x", "tomorrow"})
        EXPECT_FALSE(read_date(bad)) << bad;
    EXPECT_EQ(read_time("09:00").value(), 9h);
    EXPECT_EQ(read_time("9:05").value(), 9h + 5min);
    EXPECT_EQ(read_time("24:00").value(), 24h);
    for (const char* bad : {"", "24:01", "9", "9:5", "09:60", "25:00", "09:000", "9h00", "-1:00"})
        EXPECT_FALSE(read_time(bad)) << bad;
    // A complaint repeats what was written, short and whole.
    const std::string said = read_date(std::string(39, 'x') + "é and more").error().what;
    EXPECT_EQ(said, "“" + std::string(39, 'x') + "…” is no date; write it as 2026-10-06.");
}

}  // namespace
}  // namespace qm::core
