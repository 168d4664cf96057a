// The fair share: everybody's part for teams of every size, rest, what an absence moves, who
// joins, part-time, shadowing, backups.
// SPDX-License-Identifier: Apache-2.0
#include "core/ledger.hpp"

#include "core/calendar.hpp"
#include "core/holidays.hpp"
#include "core/rota.hpp"
#include "support/fair_team.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace qm::core {
namespace {

using std::chrono::days;

// Fewest free working days between two turns of one person.
int least_rest(const Facts& facts) {
    std::map<std::string, int> last;
    int least = 1000;
    int i = 0;
    for (const auto& [date, fact] : facts) {
        if (last.contains(fact.username)) least = std::min(least, i - last[fact.username] - 1);
        last[fact.username] = i++;
    }
    return least;
}

std::map<std::string, std::map<unsigned, int>> weekdays_of(const Facts& facts) {
    std::map<std::string, std::map<unsigned, int>> count;
    for (const auto& [date, fact] : facts)
        ++count[fact.username][std::chrono::weekday{date}.c_encoding()];
    return count;
}

TEST(Ledger, who_has_no_share_has_no_turn_in_any_mode) {
    const Absences nobody_away;
    const Facts no_facts;
    for (const auto mode :
         {RotationMode::ledger, RotationMode::round_robin, RotationMode::weekday}) {
        Team team = fair_team(5);
        team.rotation.mode = mode;
        team.rotation.backup = true;
        team.members[2].share = 0;
        const Facts facts = published({team, nobody_away, no_facts}, "2026-10-05", 40);
        auto served = days_of(facts);
        EXPECT_FALSE(served.contains("c"));
        EXPECT_EQ(served.size(), 4u);
        for (const auto& [date, fact] : facts)
            EXPECT_NE(fact.backup, "c");
        if (mode != RotationMode::weekday) {
            for (const auto& [name, count] : served)
                EXPECT_EQ(count, 10) << name;
        }
        EXPECT_NE(planned(team, day("2028-10-02")), "c") << "beyond what is published too";
    }
    // Somebody may take a day all the same, and owes nothing for it.
    Team team = fair_team(3);
    team.members[0].share = 0;
    const Facts taken = {{day("2026-10-05"), {"a", "take", "", ""}}};
    const Facts facts = published({team, nobody_away, taken}, "2026-10-06", 20);
    EXPECT_EQ(days_of(facts)["a"], 1);
}

TEST(Ledger, everybody_gets_a_share_and_rest_in_teams_of_every_size) {
    for (const int size : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 25}) {
        const Team team = fair_team(size);
        const Facts facts = published({team, {}, {}}, "2026-01-01", 250);
        ASSERT_EQ(facts.size(), 250u);
        const auto count = days_of(facts);
        ASSERT_EQ(count.size(), static_cast<std::size_t>(size));
        for (const auto& [who, had] : count)
            EXPECT_NEAR(had, 250.0 / size, 1.01) << who << " of " << size;
        if (size >= 3) {
            EXPECT_GE(least_rest(facts), 2) << size;
        }
        if (size < 4) continue;
        for (const auto& [who, weekdays] : weekdays_of(facts)) {
            for (unsigned weekday = 1; weekday <= 5; ++weekday) {
                const auto found = weekdays.find(weekday);
                const int had = found == weekdays.end() ? 0 : found->second;
                EXPECT_NEAR(had, 50.0 / size, 2.5) << who << " of " << size << ", " << weekday;
            }
        }
    }
}

TEST(Ledger, is_the_same_every_time_and_day_by_day) {
    const Team team = fair_team(7);
    const Absences absences{{"b", {{day("2026-02-02"), day("2026-02-20")}}}};
    const Facts once = published({team, absences, {}}, "2026-01-01", 120);
    Facts daily;
    Date date = day("2026-01-01");
    for (int i = 0; i < 120; ++i) {
        date = next_working_day(team, date - days{i == 0 ? 1 : 0});
        daily = published({team, absences, daily}, iso_date(date), 1);
    }
    ASSERT_EQ(once.size(), daily.size());
    for (const auto& [at, fact] : once)
        EXPECT_EQ(fact.username, daily[at].username) << iso_date(at);
}

TEST(Ledger, an_absence_changes_only_its_own_days) {
    const Team team = fair_team(8);
    const Facts facts = published({team, {}, {}}, "2026-09-01", 30);
    const Absences absences{{"c", {{day("2026-09-14"), day("2026-09-25")}}}};
    std::vector<Date> lost;
    for (const auto& [date, fact] : facts) {
        if (is_away(absences, fact.username, date)) lost.push_back(date);
    }
    ASSERT_FALSE(lost.empty());
    const auto covers = decide({team, absences, facts}, lost, true);
    ASSERT_EQ(covers.size(), lost.size());
    Facts after = facts;
    for (const Decision& cover : covers) {
        EXPECT_TRUE(cover.is_cover);
        EXPECT_NE(cover.username, "c");
        EXPECT_EQ(cover.weighed.front().username, cover.username);
        after[cover.date] = {cover.username, "cover"};
    }
    for (const auto& [date, fact] : facts) {
        if (std::find(lost.begin(), lost.end(), date) != lost.end()) continue;
        EXPECT_EQ(after[date].username, fact.username);
    }
    EXPECT_GE(least_rest(after), 2);  // with the published days on both sides
    // Planning on finds every published day as it is.
    EXPECT_TRUE(plan({team, absences, after}, day("2026-09-01"), 30).empty());
}

TEST(Ledger, covers_come_back_as_free_days) {
    const Team team = fair_team(5);
    Facts facts = published({team, {}, {}}, "2026-01-05", 20);
    int given = 0;
    for (auto& [date, fact] : facts) {
        if (fact.username == "a" && given < 3) {
            fact = {"b", "cover"};
            ++given;
        }
    }
    const Facts all = published({team, {}, facts}, "2026-01-05", 120);
    const auto count = days_of(all);
    EXPECT_NEAR(count.at("a"), 24, 1);  // was there, so the days are still owed
    EXPECT_NEAR(count.at("b"), 24, 1);
}

TEST(Ledger, covers_are_shared_out) {
    const Team team = fair_team(6);
    Facts facts = published({team, {}, {}}, "2026-01-05", 200);
    std::map<std::string, int> covers;
    const auto planned_days = facts;
    int i = 0;
    for (const auto& [date, fact] : planned_days) {
        if (++i % 5 != 0) continue;
        const Absences ill{{fact.username, {{date, date}}}};
        const auto cover = decide({team, ill, facts}, {date}, true);
        ++covers[cover.front().username];
        facts[date] = {cover.front().username, "cover"};
    }
    ASSERT_EQ(covers.size(), 6u);
    for (const auto& [who, count] : covers)
        EXPECT_NEAR(count, 40.0 / 6, 2.5) << who;
}

TEST(Ledger, who_joins_starts_at_the_teams_average) {
    Team team = fair_team(6);
    team.members.back().joined = day("2026-06-01");
    const Facts facts = published({team, {}, {}}, "2026-01-01", 250);
    EXPECT_FALSE(days_of(facts, Date::min(), day("2026-06-01")).contains("f"));
    const auto after = days_of(facts, day("2026-06-01"));
    int least = 1000, most = 0;
    for (const auto& [who, count] : after) {
        least = std::min(least, count);
        most = std::max(most, count);
    }
    EXPECT_LE(most - least, 2);
    // Nothing is made up for in the first weeks.
    EXPECT_LE(days_of(facts, day("2026-06-01"), day("2026-07-01")).at("f"), 4);
}

TEST(Ledger, who_has_left_is_planned_no_more) {
    Team team = fair_team(5);
    team.members[1].left = day("2026-03-02");
    const Facts facts = published({team, {}, {}}, "2026-01-01", 100);
    EXPECT_TRUE(days_of(facts, Date::min(), day("2026-03-02")).contains("b"));
    EXPECT_FALSE(days_of(facts, day("2026-03-02")).contains("b"));
}

TEST(Ledger, half_a_share_is_half_the_days) {
    Team team = fair_team(5);
    team.members[0].share = 50;
    const auto count = days_of(published({team, {}, {}}, "2026-01-01", 225));
    EXPECT_NEAR(count.at("a"), 25, 1.5);
    for (const char* who : {"b", "c", "d", "e"})
        EXPECT_NEAR(count.at(who), 50, 1.5);
}

TEST(Ledger, shadowing_members_are_never_alone) {
    Team team = fair_team(6);
    team.members[2].shadow_until = day("2026-03-02");
    const Facts facts = published({team, {}, {}}, "2026-01-01", 120);
    int beside = 0;
    for (const auto& [date, fact] : facts) {
        if (date >= day("2026-03-02")) continue;
        EXPECT_NE(fact.username, "c");
        EXPECT_NE(fact.backup, "c");
        beside += fact.shadow == "c";
    }
    EXPECT_NEAR(beside, 41 / 6, 2);
    EXPECT_TRUE(days_of(facts, day("2026-03-02")).contains("c"));

    // Not even when everybody else is away: then the lead must know.
    Absences absences;
    for (const Member& member : team.members) {
        if (member.person.username != "c")
            absences[member.person.username] = {{day("2026-02-02"), day("2026-02-02")}};
    }
    const auto none = plan({team, absences, {}}, day("2026-02-02"), 1);
    ASSERT_EQ(none.size(), 1u);
    EXPECT_TRUE(none[0].nobody_there);
    EXPECT_FALSE(none[0].username.empty());
    EXPECT_NE(none[0].username, "c");
}

TEST(Ledger, a_backup_is_somebody_else_and_shared_too) {
    Team team = fair_team(6);
    team.rotation.backup = true;
    const Facts facts = published({team, {}, {}}, "2026-01-01", 240);
    std::map<std::string, int> count;
    for (const auto& [date, fact] : facts) {
        ASSERT_NE(fact.username, fact.backup) << iso_date(date);
        ++count[fact.backup];
    }
    for (const auto& [who, backups] : count)
        EXPECT_NEAR(backups, 40, 4) << who;
    EXPECT_TRUE(published({fair_team(6), {}, {}}, "2026-01-01", 1).begin()->second.backup.empty());
}

TEST(Ledger, a_backup_who_is_away_has_a_successor_while_anybody_is_left) {
    Team team = fair_team(3);
    team.rotation.backup = true;
    const Date monday = day("2026-10-05");
    Absences absences;
    Facts facts{{monday, {"a", "plan", "b"}}};
    absences["b"].push_back({monday, monday});
    EXPECT_EQ(backup_beside({team, absences, facts}, monday), "c");
    absences["c"].push_back({monday, monday});
    EXPECT_EQ(backup_beside({team, absences, facts}, monday), "");
    EXPECT_EQ(backup_beside({team, absences, facts}, day("2026-10-06")), "");  // nothing published
    EXPECT_EQ(backup_beside({team, absences, facts}, day("2026-10-10")), "");  // a Saturday
}

TEST(Ledger, scarce_days_are_seen_coming) {
    // On Wednesday and Thursday only a and b are there, so b is saved for them on Tuesday, although
    // b owes most.
    const Team team = fair_team(4);
    const Absences absences{{"c", {{day("2026-10-07"), day("2026-10-08")}}},
                            {"d", {{day("2026-10-07"), day("2026-10-08")}}}};
    const Facts facts{{day("2026-10-01"), {"c", "plan"}},
                      {day("2026-10-02"), {"a", "plan"}},
                      {day("2026-10-05"), {"d", "plan"}}};
    const auto next = plan({team, absences, facts}, day("2026-10-06"), 3);
    ASSERT_EQ(next.size(), 3u);
    EXPECT_EQ(next[0].username, "c");
    EXPECT_EQ(next[1].username, "b");
    EXPECT_EQ(next[2].username, "a");
    const auto& weighed = next[0].weighed;
    const auto b = std::find_if(weighed.begin(), weighed.end(),
                                [](const Weighed& one) { return one.username == "b"; });
    ASSERT_NE(b, weighed.end());
    EXPECT_EQ(b->standing, Standing::saved);
    EXPECT_GT(b->balance, weighed[0].balance);
}

TEST(Ledger, other_modes_keep_their_rule_but_for_absences) {
    Team team = fair_team(5);
    team.rotation.mode = RotationMode::weekday;
    team.rotation.weekday_members = {"", "a", "b", "c", "d", "e", ""};
    const Absences absences{{"b", {{day("2026-10-06"), day("2026-10-06")}}}};
    const auto week = plan({team, absences, {}}, day("2026-10-05"), 10);
    ASSERT_EQ(week.size(), 10u);
    EXPECT_EQ(week[0].username, "a");
    EXPECT_TRUE(week[0].by_rule);
    EXPECT_NE(week[1].username, "b");
    EXPECT_FALSE(week[1].by_rule);
    EXPECT_EQ(week[6].username, "b");
    team.rotation.mode = RotationMode::round_robin;
    team.rotation.start = day("2026-10-05");
    EXPECT_EQ(plan({team, {}, {}}, day("2026-10-05"), 7)[6].username, "b");
    team.members[1].left = day("2026-10-12");
    const auto after = plan({team, {}, {}}, day("2026-10-05"), 7);
    EXPECT_EQ(after[6].username, "c");
    EXPECT_TRUE(after[6].by_rule);
    EXPECT_EQ(after[1].username, "b");
}

TEST(Ledger, balances_say_what_was_weighed) {
    const Team team = fair_team(5);
    const Facts facts = published({team, {}, {}}, "2026-01-01", 60);
    const auto next = plan({team, {}, facts}, day("2026-01-01"), 61);
    ASSERT_EQ(next.size(), 1u);
    ASSERT_EQ(next[0].weighed.size(), 5u);
    int sum = 0, resting = 0;
    for (const Weighed& one : next[0].weighed) {
        sum += one.balance;
        resting += one.standing == Standing::resting;
    }
    EXPECT_NEAR(sum, 100, 3);  // the day itself is owed, by everybody together
    EXPECT_EQ(resting, 2);
    EXPECT_EQ(next[0].weighed[0].standing, Standing::free);
}

TEST(Ledger, nothing_to_plan) {
    const Team nobody = fair_team(0);
    EXPECT_TRUE(plan({nobody, {}, {}}, day("2026-01-01"), 5).empty());
    const Team team = fair_team(3);
    EXPECT_TRUE(plan({team, {}, {}}, day("2026-01-01"), -1).empty());
    EXPECT_TRUE(decide({team, {}, {}}, {day("2026-01-03")}, true).empty());  // a Saturday
    Team off = fair_team(3);
    off.working_days.fill(false);
    EXPECT_TRUE(plan({off, {}, {}}, day("2026-01-01"), 5).empty());
}

}  // namespace
}  // namespace qm::core
