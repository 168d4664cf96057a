// Days of a rotation, handovers, sources and searches, on every engine.
// SPDX-License-Identifier: Apache-2.0
#include "store/day_rows.hpp"
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

TEST_P(Days, ADayMovesOnlyFromWhoHasIt) {
    const TeamId team("core");
    publish(*db_, team, {"2026-10-06", "bob", "plan", "carol", "zoe", "{}"});
    EXPECT_FALSE(move_day(*db_, team, {"2026-10-06", "dan", "cover"}, "alice"));
    EXPECT_TRUE(move_day(*db_, team, {"2026-10-06", "carol", "cover"}, "bob"));
    const auto day = shifts(*db_, team, "2026-10-06", "2026-10-06").at(0);
    EXPECT_EQ(day.username, "carol");
    EXPECT_EQ(day.backup, "");  // nobody is their own backup
    EXPECT_EQ(day.shadow, "zoe");
    EXPECT_EQ(day.why, "");
}

TEST_P(Days, TheFirstAnswerWins) {
    const TeamId team("core");
    AskRow row;
    row.id = 1;
    row.team = team;
    row.kind = "cover";
    row.day = "2026-10-06";
    row.asker = "bob";
    EXPECT_TRUE(add_ask(*db_, row));
    row.id = 2;
    EXPECT_FALSE(add_ask(*db_, row));  // one open ask a day
    EXPECT_EQ(open_ask(*db_, team, "2026-10-06")->id, 1);
    EXPECT_EQ(open_asks_of(*db_, "bob").size(), 1U);
    EXPECT_TRUE(close_ask(*db_, 1, "taken", "carol"));
    EXPECT_FALSE(close_ask(*db_, 1, "taken", "dan"));
    EXPECT_EQ(ask(*db_, 1)->taker, "carol");
    EXPECT_EQ(ask(*db_, 1)->version, 2);
    EXPECT_FALSE(open_ask(*db_, team, "2026-10-06"));
    row.kind = "swap";
    row.other_day = "2026-10-08";
    EXPECT_TRUE(add_ask(*db_, row));
}

TEST_P(Days, ASwapHasTwoHalvesThatStandTogether) {
    const TeamId team("core");
    const Instant at = from_unix(1'790'000'000);
    const auto change = [&](std::int64_t id, const char* day, const char* before, const char* after,
                            const char* origin, Instant when) {
        add_change(*db_, {id, team, day, before, "plan", "", after, origin, "dan", when});
    };
    change(1, "2026-10-06", "bob", "dan", "swap", at);
    change(2, "2026-10-08", "dan", "bob", "swap", at);
    change(3, "2026-10-06", "dan", "carol", "swap", at + std::chrono::minutes{1});
    change(4, "2026-10-07", "carol", "dan", "swap", at + std::chrono::minutes{1});
    change(5, "2026-10-09", "erin", "dan", "take", at);
    const auto half = [&](const char* day) {
        const auto other = other_half(*db_, *last_change(*db_, team, day));
        return other ? other->day : "";
    };
    EXPECT_EQ(half("2026-10-06"), "2026-10-07");
    EXPECT_EQ(half("2026-10-08"), "2026-10-06");  // of the first swap
    EXPECT_EQ(half("2026-10-09"), "");
    EXPECT_EQ(first_change(*db_, team, "2026-10-06")->before_user, "bob");
    mark_undone(*db_, 3);
    mark_undone(*db_, 4);
    EXPECT_EQ(half("2026-10-06"), "2026-10-08");
    mark_undone(*db_, 1);
    EXPECT_EQ(half("2026-10-08"), "");
}

TEST_P(Days, AbsencesRosterChangesAndClosedDays) {
    const TeamId team("core");
    save_absence(*db_, {"bob", "2026-10-06", "2026-10-09"});
    save_absence(*db_, {"bob", "2026-10-06", "2026-10-07"});
    save_absence(*db_, {"carol", "2026-09-01", "2026-09-02"});
    ASSERT_EQ(absences_since(*db_, "2026-10-01").size(), 1U);
    EXPECT_EQ(absences_since(*db_, "2026-10-01")[0].until_day, "2026-10-07");
    drop_absence(*db_, "bob", "2026-10-06");
    EXPECT_TRUE(absences_since(*db_, "2026-10-01").empty());

    note_member(*db_, team, "bob", "");
    note_member(*db_, team, "bob", "2026-10-06");
    EXPECT_EQ(roster(*db_, team).at("bob"), "");
    drop_member(*db_, team, "bob");
    EXPECT_TRUE(roster(*db_, team).empty());

    EXPECT_FALSE(last_change(*db_, team, "2026-10-06"));
    add_change(*db_, {1, team, "2026-10-06", "bob", "plan", "{}", "dan", "take", "dan", noon});
    add_change(*db_, {2, team, "2026-10-06", "dan", "take", "", "eve", "cover", "eve", noon});
    EXPECT_EQ(last_change(*db_, team, "2026-10-06")->after_user, "eve");
    EXPECT_TRUE(mark_undone(*db_, 2));
    EXPECT_FALSE(mark_undone(*db_, 2));
    const auto first = last_change(*db_, team, "2026-10-06");
    EXPECT_EQ(first->before_why, "{}");
    EXPECT_EQ(first->by, "dan");
    EXPECT_EQ(first->at, noon);

    EXPECT_TRUE(close_day(*db_, {team, "2026-12-24", "team event"}));
    EXPECT_FALSE(close_day(*db_, {team, "2026-12-24", "team event"}));
    ASSERT_EQ(closed_days(*db_).size(), 1U);
    EXPECT_EQ(closed_days(*db_)[0].day, "2026-12-24");
    EXPECT_EQ(closed_days(*db_)[0].reason, "team event");
    EXPECT_TRUE(open_day(*db_, team, "2026-12-24"));
    EXPECT_FALSE(open_day(*db_, team, "2026-12-24"));
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

TEST_P(Days, ASourceStandsAsItWasSavedLast) {
    SourceRow row;
    row.name = "helm";
    row.head = "abc";
    save_source(*db_, row);
    row.head = "abd";
    row.stamp = "s";
    row.synced = noon + 1s;
    row.error = "late";
    row.entries = 3;
    row.visibility = "private";
    row.wanted = Wanted::accept;
    row.gone = noon;
    save_source(*db_, row);
    ASSERT_EQ(sources(*db_).size(), 1U);
    const SourceRow back = sources(*db_)[0];
    EXPECT_EQ(back.head + back.stamp + back.error + back.visibility, "abdslateprivate");
    EXPECT_EQ(back.synced, noon + 1s);
    EXPECT_EQ(back.entries, 3);
    EXPECT_EQ(back.wanted, Wanted::accept);
    EXPECT_EQ(back.gone, noon);
    want_source(*db_, "helm", Wanted::no);
    EXPECT_EQ(sources(*db_)[0].wanted, Wanted::no);
}

TEST_P(Days, EntriesComeAreHeldGoAndComeBack) {
    const auto row = [](std::string path, std::string doc, Instant added) {
        return EntryRow{"helm", std::move(path), "helm-chart", "redis", std::move(doc),
                        added,  std::nullopt,    false,        ""};
    };
    put_entry(*db_, row("a", "1", noon));
    put_entry(*db_, row("b", "2", noon));
    put_entry(*db_, row("a", "3", noon + 1s));
    auto rows = entries_of(*db_, "helm");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].doc, "3");
    EXPECT_EQ(rows[0].added, noon) << "it came once";
    hold(*db_, rows[0]);
    EXPECT_TRUE(entries_of(*db_, "helm")[0].held);
    bury(*db_, row("a", "4", noon), noon + 2s);
    EXPECT_EQ(entries_of(*db_, "helm")[0].gone, noon + 2s);
    EXPECT_EQ(entries_of(*db_, "helm")[0].doc, "4");
    EXPECT_FALSE(entries_of(*db_, "helm")[0].held);
    put_entry(*db_, row("a", "5", noon + 3s));
    EXPECT_FALSE(entries_of(*db_, "helm")[0].gone);
    auto alike = row("b", "", noon);
    alike.alike = "redis (sre)";
    note_alike(*db_, alike);
    EXPECT_EQ(alike_between(*db_, noon - 1s, noon, 5).at(0).alike, "redis (sre)");
    EXPECT_TRUE(alike_between(*db_, noon, noon + 1s, 5).empty());
    EXPECT_EQ(all_entries(*db_).size(), 2U);
}

TEST_P(Days, ProblemsAreReplacedAndReleasesKept) {
    replace_problems(*db_, "helm", {{"a", 3, "broken"}, {"a", 3, "broken"}, {"b", 1, "odd"}});
    EXPECT_EQ(problems_of(*db_, "helm", 10).size(), 2U);
    replace_problems(*db_, "helm", {{"b", 2, "odd"}});
    EXPECT_EQ(problems_of(*db_, "helm", 10).at(0).line, 2);
    ReleaseRow release{"helm", "a", "helm-chart", "redis", "1.0.0", noon, "{}"};
    save_release(*db_, release);
    release.version = "2.0.0";
    release.at = noon + 1s;
    save_release(*db_, release);
    EntryRow of;
    of.source = "helm";
    of.path = "a";
    of.kind = "helm-chart";
    of.name = "redis";
    ASSERT_EQ(releases_of(*db_, of).size(), 2U);
    EXPECT_EQ(releases_of(*db_, of)[0].version, "2.0.0") << "newest first";
    EXPECT_EQ(release_names(*db_, "helm").size(), 2U);
}

TEST_P(Days, SearchesAreCounted) {
    count_search(*db_, "redis", 0, noon);
    count_search(*db_, "redis", 3, noon);
    count_search(*db_, "redis", 0, noon + 1s);  // by somebody who may not find it
    const auto rows = db_->run("select times, found, last_at from searches where words = 'redis'");
    EXPECT_EQ(number(rows.at(0)[0]), 3);
    EXPECT_EQ(number(rows.at(0)[1]), 3);
    EXPECT_EQ(number(rows.at(0)[2]), to_unix(noon + 1s));
    count_search(*db_, "kafka", 0, noon);
    count_search(*db_, "kafka", 0, noon);
    count_search(*db_, "solr", 0, noon);
    const auto vain = searches_in_vain(*db_, 5);
    ASSERT_EQ(vain.size(), 2U);
    EXPECT_EQ(vain[0].words, "kafka") << "most often first";
}

}  // namespace
}  // namespace qm::store::tests
