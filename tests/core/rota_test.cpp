// Who is on duty: tables for a team of five, properties against counting day by day.
// SPDX-License-Identifier: Apache-2.0
#include "core/rota.hpp"

#include "core/calendar.hpp"
#include "core/holidays.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <set>

namespace qm::core {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

Date day(std::string_view text) {
    return read_date(text).value();
}
Instant utc(std::string_view text) {
    return read_rfc3339(text).value();
}

Team team_of(int size) {
    const char* names[] = {"ana", "bob", "cleo", "dan", "eve", "fay", "gus", "hal", "ivy"};
    Team team;
    team.id = TeamId("sre-core");
    for (int i = 0; i < size; ++i)
        team.members.push_back({{UserId(), names[i], "", "", ""}, false});
    team.rotation.start = day("2026-10-05");  // a Monday
    return team;
}

Team weekday_team() {
    Team team = team_of(5);
    team.rotation.mode = RotationMode::weekday;
    team.rotation.weekday_members = {"", "ana", "bob", "cleo", "dan", "eve", ""};
    return team;
}

TEST(Rota, five_people_by_weekday) {
    const Team team = weekday_team();
    const std::pair<const char*, const char*> cases[] = {
        {"2026-10-05", "ana"}, {"2026-10-06", "bob"}, {"2026-10-07", "cleo"},
        {"2026-10-08", "dan"}, {"2026-10-09", "eve"}, {"2026-10-12", "ana"}};
    for (const auto& [date, who] : cases)
        EXPECT_EQ(planned(team, day(date)), who) << date;
}

TEST(Rota, friday_owns_until_monday) {
    const Team team = weekday_team();
    struct Case {
        const char* at;
        const char* who;
        const char* date;
    };
    const Case cases[] = {
        {"2026-10-05T06:59:59Z", "eve", "2026-10-02"},  // before Monday's handover
        {"2026-10-05T07:00:00Z", "ana", "2026-10-05"},
        {"2026-10-05T23:00:00Z", "ana", "2026-10-05"},  // Tuesday 01:00 in Paris
        {"2026-10-06T07:00:00Z", "bob", "2026-10-06"},
        {"2026-10-09T16:00:00Z", "eve", "2026-10-09"},
        {"2026-10-10T12:00:00Z", "eve", "2026-10-09"},
        {"2026-10-12T06:59:59Z", "eve", "2026-10-09"},
        {"2026-10-12T07:00:00Z", "ana", "2026-10-12"},
    };
    for (const Case& c : cases) {
        const Shift shift = on_duty(team, utc(c.at), {});
        EXPECT_EQ(shift.username, c.who) << c.at;
        EXPECT_EQ(iso_date(shift.date), c.date) << c.at;
        EXPECT_EQ(shift.origin, "plan");
        EXPECT_LE(shift.from, utc(c.at));
        EXPECT_GT(shift.until, utc(c.at));
    }
    const Shift friday = shift_on(team, day("2026-10-09"), {});
    EXPECT_EQ(rfc3339(friday.from), "2026-10-09T07:00:00Z");
    EXPECT_EQ(rfc3339(friday.until), "2026-10-12T07:00:00Z");
    EXPECT_EQ(friday.team, team.id);
}

TEST(Rota, a_holiday_belongs_to_the_day_before_and_takes_no_turn) {
    Team team = team_of(3);
    team.holidays = {day("2026-11-11")};  // a Wednesday
    team.rotation.start = day("2026-11-09");
    EXPECT_EQ(planned(team, day("2026-11-09")), "ana");
    EXPECT_EQ(planned(team, day("2026-11-10")), "bob");
    EXPECT_EQ(planned(team, day("2026-11-12")), "cleo");
    EXPECT_EQ(planned(team, day("2026-11-13")), "ana");
    EXPECT_EQ(on_duty(team, utc("2026-11-11T12:00:00Z"), {}).username, "bob");
    EXPECT_EQ(rfc3339(shift_on(team, day("2026-11-10"), {}).until), "2026-11-12T08:00:00Z");

    // A fixed weekday keeps its person: Wednesday's simply has no turn this week.
    Team fixed = weekday_team();
    fixed.holidays = team.holidays;
    EXPECT_EQ(on_duty(fixed, utc("2026-11-11T12:00:00Z"), {}).username, "bob");
    EXPECT_EQ(on_duty(fixed, utc("2026-11-12T12:00:00Z"), {}).username, "dan");
}

// What is published stays: the day after it must not be the same person's again.
TEST(Rota, a_day_that_a_lead_closes_takes_its_turn) {
    Team team = team_of(3);
    team.rotation.start = day("2026-11-09");
    team.holidays = team.closed = {day("2026-11-10")};
    EXPECT_EQ(planned(team, day("2026-11-09")), "ana");
    EXPECT_EQ(planned(team, day("2026-11-11")), "cleo");
    EXPECT_EQ(planned(team, day("2026-11-12")), "ana");
}

TEST(Rota, who_is_relieved_within_the_duty_hours_is_there_until_then) {
    Team team = team_of(3);
    EXPECT_EQ(rfc3339(on_duty_until(team, utc("2026-11-10T09:00:00Z"))), "2026-11-10T17:00:00Z");
    team.handover = TimeOfDay{10 * 60};
    EXPECT_EQ(rfc3339(on_duty_until(team, utc("2026-11-10T08:30:00Z"))), "2026-11-10T09:00:00Z");
    EXPECT_EQ(rfc3339(on_duty_until(team, utc("2026-11-10T09:00:00Z"))), "2026-11-10T17:00:00Z");
    EXPECT_EQ(rfc3339(on_duty_until(team, utc("2026-11-10T20:00:00Z"))), "2026-11-11T17:00:00Z");
}

TEST(Rota, a_closed_week_belongs_to_the_last_day_before_it) {
    Team team = weekday_team();
    for (int i = 0; i < 5; ++i)
        team.holidays.push_back(day("2026-12-21") + days{i});
    const Shift shift = on_duty(team, utc("2026-12-24T12:00:00Z"), {});
    EXPECT_EQ(shift.username, "eve");
    EXPECT_EQ(iso_date(shift.date), "2026-12-18");
    EXPECT_EQ(rfc3339(shift.until), "2026-12-28T08:00:00Z");
}

TEST(Rota, the_start_is_the_first_members_first_working_day) {
    Team team = team_of(5);
    team.rotation.start = day("2026-10-10");  // a Saturday
    EXPECT_EQ(planned(team, day("2026-10-12")), "ana");
    EXPECT_EQ(planned(team, day("2026-10-13")), "bob");
    EXPECT_EQ(planned(team, day("2026-10-09")), "eve");
    EXPECT_EQ(planned(team, day("2026-10-08")), "dan");
}

TEST(Rota, turns_agree_with_counting_day_by_day_for_ten_years) {
    for (const int size : {1, 2, 5, 7, 9}) {
        Team team = team_of(size);
        team.holidays = holidays("FR", 2024, 2037).value();
        // The configuration's own list repeats a rule, and is in no order.
        team.holidays.push_back(day("2027-07-14"));
        team.holidays.insert(team.holidays.begin(), day("2030-12-24"));
        Date date = working_day_at_or_before(team, team.rotation.start);
        for (std::size_t turn = 0; date < team.rotation.start + days{3653}; ++turn) {
            ASSERT_EQ(planned(team, date), team.members[turn % team.members.size()].person.username)
                << iso_date(date);
            date = next_working_day(team, date);
        }
        // Backwards too: every two neighbours are neighbours in the order.
        date = working_day_at_or_before(team, team.rotation.start);
        for (std::size_t turn = 10'000 * team.members.size(); date > day("2024-01-15"); --turn) {
            ASSERT_EQ(planned(team, date), team.members[turn % team.members.size()].person.username)
                << iso_date(date);
            date = working_day_at_or_before(team, date - days{1});
        }
    }
}

TEST(Rota, who_has_no_turns_that_day_is_passed_over) {
    Team team = team_of(5);
    team.rotation.mode = RotationMode::round_robin;
    const auto weeks = [&](const char* from, int count) {
        std::string initials;
        Date date = day(from) - days{1};
        for (int i = 0; i < count; ++i) {
            date = next_working_day(team, date);
            initials += planned(team, date).front();
        }
        return initials;
    };
    EXPECT_EQ(weeks("2026-10-05", 10), "abcdeabcde");
    team.members[2].left = day("2026-10-12");  // cleo; what was before stays as it was
    EXPECT_EQ(weeks("2026-10-05", 15), "abcdeabdeabdeab");
    team.members[4].left = day("2026-10-14");  // eve, whose turn comes next after Tuesday's
    EXPECT_EQ(weeks("2026-10-05", 12), "abcdeabdabda");
    team = team_of(4);
    team.rotation.mode = RotationMode::round_robin;
    team.members[1].joined = day("2026-10-14");
    EXPECT_EQ(weeks("2026-10-05", 12), "acdacdabcdab");
    team.members[1].joined.reset();
    team.members[3].shadow_until = day("2026-10-14");
    EXPECT_EQ(weeks("2026-10-05", 12), "abcabcabcdab");
    // Before the start the order goes backwards, and nobody at all is nobody to choose from.
    EXPECT_EQ(weeks("2026-09-28", 5), "bcabc");
    for (Member& member : team.members)
        member.left = day("2026-10-01");
    EXPECT_EQ(weeks("2026-10-05", 3), "aaa");
}

TEST(Rota, an_empty_weekday_goes_to_the_next_member) {
    Team team = weekday_team();
    team.rotation.weekday_members[3] = "";                // Wednesday has nobody
    team.rotation.weekday_members[5] = "zoe";             // Friday's has left
    EXPECT_EQ(planned(team, day("2026-10-07")), "cleo");  // after bob
    EXPECT_EQ(planned(team, day("2026-10-09")), "eve");   // after dan
    team.rotation.weekday_members.fill("");
    std::set<std::string> people;
    for (const char* date : {"2026-10-05", "2026-10-06", "2026-10-07", "2026-10-08", "2026-10-09"})
        people.insert(planned(team, day(date)));
    EXPECT_EQ(people.size(), 5u);  // even then everybody has a day
    EXPECT_EQ(planned(team, day("2026-10-05")), "ana");
    EXPECT_EQ(planned(team_of(0), day("2026-10-05")), "");
}

TEST(Rota, facts_win) {
    const Team team = weekday_team();
    const Facts facts{{day("2026-10-06"), {"dan", "take"}},
                      {day("2026-10-09"), {"zoe", "plan"}},  // has left since: still who served
                      {day("2026-10-08"), {"", "take"}}};    // says nothing
    EXPECT_EQ(on_duty(team, utc("2026-10-06T12:00:00Z"), facts).username, "dan");
    EXPECT_EQ(on_duty(team, utc("2026-10-06T12:00:00Z"), facts).origin, "take");
    EXPECT_EQ(on_duty(team, utc("2026-10-10T12:00:00Z"), facts).username, "zoe");
    EXPECT_EQ(on_duty(team, utc("2026-10-08T12:00:00Z"), facts).username, "dan");
    EXPECT_EQ(on_duty(team, utc("2026-10-07T12:00:00Z"), facts).username, "cleo");
}

TEST(Rota, what_comes_next) {
    Team team = weekday_team();
    team.holidays = {day("2026-10-12")};
    const auto next =
        shifts_after(team, utc("2026-10-08T12:00:00Z"), 3, {{day("2026-10-13"), {"ana", "take"}}});
    ASSERT_EQ(next.size(), 3u);
    EXPECT_EQ(iso_date(next[0].date), "2026-10-09");
    EXPECT_EQ(next[0].username, "eve");
    EXPECT_EQ(iso_date(next[1].date), "2026-10-13");
    EXPECT_EQ(next[1].username, "ana");
    EXPECT_EQ(next[1].origin, "take");
    EXPECT_EQ(iso_date(next[2].date), "2026-10-14");
    EXPECT_TRUE(shifts_after(team, utc("2026-10-08T12:00:00Z"), -1, {}).empty());
    EXPECT_EQ(rfc3339(next_handover(team, utc("2026-10-09T06:59:59Z"))), "2026-10-09T07:00:00Z");
    EXPECT_EQ(rfc3339(next_handover(team, utc("2026-10-09T07:00:00Z"))), "2026-10-13T07:00:00Z");
}

// Whatever the zone and the hour of the handover: somebody is always on duty, exactly one, and
// shifts follow each other without gap or overlap.
TEST(Rota, shifts_tile_time_where_clocks_change) {
    for (const char* zone : {"Europe/Paris", "America/Havana", "Africa/Cairo", "Asia/Beirut",
                             "Australia/Lord_Howe", "America/Asuncion", "Pacific/Apia"}) {
        for (const TimeOfDay handover : {0min, 30min, 150min, 540min, 1410min, 1440min}) {
            Team team = team_of(5);
            team.zone = zone;
            team.working_days.fill(true);
            team.handover = handover;
            const bool samoa = team.zone == "Pacific/Apia";
            Instant at = utc(samoa ? "2011-12-20T00:30:00Z" : "2023-02-01T00:30:00Z");
            const Instant end = at + (samoa ? 20 : 330) * 24h;
            Shift before = on_duty(team, at, {});
            for (; at < end; at += samoa ? 10min : 420min) {
                const Shift shift = on_duty(team, at, {});
                ASSERT_LE(shift.from, at) << zone << rfc3339(at);
                ASSERT_GT(shift.until, at) << zone << rfc3339(at);
                ASSERT_EQ(next_handover(team, at), shift.until) << zone << rfc3339(at);
                if (shift.date != before.date) {
                    ASSERT_EQ(before.until, shift.from) << zone << rfc3339(at);
                }
                before = shift;
            }
        }
    }
}

TEST(Rota, ten_years_ahead_is_not_slower) {
    Team team = team_of(9);
    team.holidays = holidays("FR-57", 2024, 2040).value();
    const Facts none;
    const auto begin = std::chrono::steady_clock::now();
    constexpr int calls = 2000;
    std::size_t letters = 0;
    for (int i = 0; i < calls; ++i)
        letters += on_duty(team, utc("2036-10-06T08:00:00Z") + i * 1h, none).username.size();
    const auto each = (std::chrono::steady_clock::now() - begin) / calls;
    EXPECT_GT(letters, 0u);
    RecordProperty("microseconds_each",
                   static_cast<int>(std::chrono::ceil<std::chrono::microseconds>(each).count()));
    EXPECT_LT(each, 1ms);  // 50 µs is the budget on a quiet machine; the bench measures it
}

}  // namespace
}  // namespace qm::core
