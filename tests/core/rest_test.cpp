// What rest weighs against days owed, where not everybody can rest.
// SPDX-License-Identifier: Apache-2.0
#include "core/rest.hpp"

#include "support/fair_team.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace qm::core {
namespace {

using std::chrono::days;

// Most days less fewest, of those who were there.
int spread_of(const Facts& facts, Date from = Date::min()) {
    int least = 1000, most = 0;
    for (const auto& [who, count] : days_of(facts, from)) {
        least = std::min(least, count);
        most = std::max(most, count);
    }
    return most - least;
}

int turns_in_a_row(const Facts& facts) {
    int most = 0, row = 0;
    std::string last;
    for (const auto& [date, fact] : facts) {
        row = fact.username == last ? row + 1 : 1;
        last = fact.username;
        most = std::max(most, row);
    }
    return most;
}

TEST(Rest, a_weekday_that_is_nobodys_is_shared) {
    Team team = fair_team(4);
    team.holidays.clear();
    team.rotation.mode = RotationMode::weekday;
    for (std::size_t i = 1; i <= 4; ++i)
        team.rotation.weekday_members[i] = team.members[i - 1].person.username;
    // Whose own day is next to it, before or after, has it less often, but not never.
    for (const int weeks : {13, 26, 52}) {
        const Facts facts = published({team, {}, {}}, "2026-11-02", 5 * weeks);
        EXPECT_LE(spread_of(facts), 4) << weeks << " weeks";
        EXPECT_LE(turns_in_a_row(facts), 2);
    }
}

TEST(Rest, the_weekday_of_who_has_left_is_shared) {
    Team team = fair_team(5);
    team.rotation.mode = RotationMode::weekday;
    team.rotation.weekday_members = {"", "a", "b", "c", "d", "e", ""};
    Facts facts = published({team, {}, {}}, "2026-01-05", 60);
    team.members[2].left = day("2026-04-06");
    facts = published({team, {}, facts}, "2026-04-06", 130);
    EXPECT_LE(spread_of(facts, day("2026-04-06")), 4);
}

TEST(Rest, a_debt_outweighs_no_two_days_in_a_row) {
    // Twelve days owed, all of which a colleague had: paid back with a free day between, no faster.
    const Team team = fair_team(5);
    Facts facts = published({team, {}, {}}, "2026-01-05", 60);
    for (auto& [date, fact] : facts) {
        if (fact.username == "a") fact = {"b", "cover", "", ""};
    }
    const Facts all = published({team, {}, facts}, "2026-01-05", 120);
    Facts after(all.lower_bound(std::prev(facts.end())->first + days{1}), all.end());
    EXPECT_EQ(turns_in_a_row(after), 1);
    EXPECT_GT(days_of(after).at("a"), 18);
}

TEST(Rest, says_where_rest_decides_and_where_it_does_not) {
    Team team = fair_team(4);
    team.holidays.clear();
    team.rotation.mode = RotationMode::weekday;
    for (std::size_t i = 1; i <= 4; ++i)
        team.rotation.weekday_members[i] = team.members[i - 1].person.username;
    std::map<Standing, int> chosen, others;
    for (const Decision& one : plan({team, {}, {}}, day("2026-11-02"), 130)) {
        if (one.by_rule) continue;
        ++chosen[one.weighed.front().standing];
        for (std::size_t i = 1; i < one.weighed.size(); ++i) {
            ++others[one.weighed[i].standing];
            EXPECT_FALSE(one.weighed[i].standing == Standing::owing);
            // Whoever owes more is told why the day is not theirs.
            EXPECT_TRUE(one.weighed[i].balance <= one.weighed[0].balance ||
                        one.weighed[i].standing == Standing::tighter);
        }
    }
    EXPECT_EQ(chosen[Standing::resting] + chosen[Standing::owing], 26);
    EXPECT_GT(chosen[Standing::owing], 5);
    EXPECT_GT(others[Standing::tighter], 20);
}

TEST(Rest, is_looked_for_from_the_last_day_backwards) {
    EXPECT_EQ(rest_broken(1, 1, 0), 3);
    EXPECT_EQ(rest_broken(1, 0, 1), 1);
    EXPECT_EQ(rest_broken(1, 0, 2), 0);
    EXPECT_EQ(rest_broken(nobody, nobody, nobody), 0);
    // Three people; only the first two on the second day, only the first on the third.
    const RestAhead ahead(3, {{0, 1, 2}, {0, 1}, {0}});
    EXPECT_EQ(ahead.least(0, nobody, nobody), 0);  // the third, the second, the first
    EXPECT_EQ(ahead.least(1, 0, nobody), 1);
    EXPECT_EQ(ahead.least(1, 1, nobody), 3);
    EXPECT_EQ(ahead.least(2, 0, 1), 3);
    EXPECT_EQ(ahead.least(3, 0, 1), 0);
    EXPECT_TRUE(RestAhead().empty());
}

}  // namespace
}  // namespace qm::core
