// Days of a rotation, handovers, sources and searches, on every engine.
// SPDX-License-Identifier: Apache-2.0
#include "support/engines.hpp"

namespace qm::store::tests {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon = from_unix(1'800'000'000);

class Days : public Store {};
INSTANTIATE_TEST_SUITE_P(Engines, Days, engines(), engine_name);

TEST_P(Days, PublishedDaysStayAndTakenDaysMove) {
    const TeamId team("core");
    publish(*db_, team, {"2026-10-06", "bob", "plan"});
    publish(*db_, team, {"2026-10-06", "carol", "plan"});
    publish(*db_, team, {"2026-10-07", "carol", "plan"});
    take_day(*db_, team, {"2026-10-07", "dan", "take"});
    take_day(*db_, team, {"2026-10-09", "dan", "take"});
    const auto days = shifts(*db_, team, "2026-10-06", "2026-10-08");
    ASSERT_EQ(days.size(), 2U);
    EXPECT_EQ(days[0].username, "bob");
    EXPECT_EQ(days[1].username + days[1].origin, "dantake");
    EXPECT_TRUE(shifts(*db_, TeamId("data"), "2026-01-01", "2027-01-01").empty());
}

TEST_P(Days, AHandoverIsOnceADayAndAcceptedOnce) {
    HandoverRow row;
    row.team = TeamId("core");
    row.day = "2026-10-06";
    row.covers_from = noon;
    row.outgoing = "alice";
    row.incoming = "bob";
    EXPECT_TRUE(add_handover(*db_, row));
    EXPECT_FALSE(add_handover(*db_, row));
    auto found = handover(*db_, row.team, row.day);
    EXPECT_FALSE(found->accepted_at);
    EXPECT_EQ(found->covers_from, noon);
    found->accepted_by = "bob";
    found->accepted_at = noon + 1min;
    EXPECT_TRUE(save_handover(*db_, *found));
    EXPECT_FALSE(save_handover(*db_, *found));
    EXPECT_EQ(handover(*db_, row.team, row.day)->accepted_at, noon + 1min);
    EXPECT_EQ(handover(*db_, row.team, row.day)->version, 2);
    row.day = "2026-10-07";
    add_handover(*db_, row);
    EXPECT_EQ(last_handover(*db_, row.team)->day, "2026-10-07");
    EXPECT_FALSE(last_handover(*db_, TeamId("data")));
}

TEST_P(Days, ASourceReplacesAllThatItSaidBefore) {
    save_source(*db_, {"helm", "https://git.example/helm", "abc", noon, "", 2});
    save_source(*db_, {"helm", "https://git.example/helm", "abd", noon + 1s, "late", 3});
    ASSERT_EQ(sources(*db_).size(), 1U);
    EXPECT_EQ(sources(*db_)[0].head, "abd");
    EXPECT_EQ(sources(*db_)[0].synced, noon + 1s);
    EXPECT_EQ(sources(*db_)[0].error, "late");
    EXPECT_EQ(sources(*db_)[0].entries, 3);
    replace_entries(*db_, "helm",
                    {{"a", "helm-chart", "redis", "1"}, {"b", "helm-chart", "x", "2"}},
                    {{"a", 3, "broken"}});
    replace_entries(*db_, "roles", {{"a", "ansible-role", "redis", "3"}}, {});
    EXPECT_EQ(entry_docs(*db_), (std::vector<std::string>{"1", "2", "3"}));
    replace_entries(*db_, "helm",
                    {{"a", "helm-chart", "redis", "4"}, {"a", "helm-chart", "redis", "5"}},
                    {{"a", 3, "broken"}, {"a", 3, "broken"}});
    EXPECT_EQ(entry_docs(*db_), (std::vector<std::string>{"5", "3"}));
    EXPECT_EQ(number(db_->run("select count(*) from problems")[0][0]), 1);
}

TEST_P(Days, SearchesAreCounted) {
    count_search(*db_, "redis", 3, noon);
    count_search(*db_, "redis", 0, noon + 1s);
    const auto rows = db_->run("select times, found, last_at from searches where words = 'redis'");
    EXPECT_EQ(number(rows.at(0)[0]), 2);
    EXPECT_EQ(number(rows.at(0)[1]), 0);
    EXPECT_EQ(number(rows.at(0)[2]), to_unix(noon + 1s));
}

}  // namespace
}  // namespace qm::store::tests
