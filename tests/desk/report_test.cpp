// What a head of SRE reads after some weeks is what happened, and of nobody.
// SPDX-License-Identifier: Apache-2.0
#include "desk/report.hpp"

#include "core/calendar.hpp"
#include "support/company.hpp"

#include <gtest/gtest.h>

namespace qm::tests {
namespace {

using namespace std::chrono_literals;

const Instant tuesday = from_unix(1'791'273'600);  // 2026-10-06 10:00 Europe/Paris
constexpr std::chrono::days day{1};

class Reported : public testing::Test {
protected:
    Reported() {
        Team core = a_team("core", {"alice", "bob"});
        core.products = {{"payments", {"payments"}, {}, {}}};
        company_.setup.teams = {core, a_team("data", {"dan", "dora"})};
        company_.setup.front_desk = core.id;
    }
    desk::Turn turn() { return {company_.db(), company_.setup, company_.now(), "test", {}, 0}; }
    desk::Report report(std::size_t team, Instant from) {
        desk::Turn now = turn();
        const auto common = [](const std::string& word) {
            return word == "please";
        };
        return desk::report_of(now, company_.setup.teams[team], from, company_.now() + 1s, common);
    }
    void ask(const std::string& text, const std::string& where = "payments") {
        company_.writes("pia", where, PostId(), "@quartermaster " + text);
    }

    Company company_;
};

TEST_F(Reported, CountsWhatHappenedToATeamsRequests) {
    company_.start(tuesday);
    ask("please renew the staging certificate");  // R1001: answered after half an hour
    ask("the staging proxy needs another certificate please");  // R1002: solved in ten minutes
    ask("please look after the staging disk");                  // R1003: nobody replies
    ask("never mind this one please");                          // R1004: no request
    ask("rebuild the whole staging world please");              // R1005: closed with a reason
    company_.advance(tuesday + 10min);
    company_.types("bob", "sre-core", "/req solve R1002 done");
    company_.types("bob", "sre-core", "/req drop R1004");
    company_.types("bob", "sre-core", "/req close R1005 that is the plan of next year");
    company_.advance(tuesday + 30min);
    company_.types("bob", "sre-core", "/req reply R1001 it runs");
    company_.advance(tuesday + 9h);
    const desk::Report said = report(0, tuesday);
    const TeamFigures& f = said.figures;
    EXPECT_EQ(f.opened, 4);
    EXPECT_EQ(f.not_requests, 1);
    EXPECT_EQ(f.solved, 1);
    EXPECT_EQ(f.closed, 1);
    EXPECT_EQ(f.late, 1) << "the one without a reply";
    EXPECT_EQ(f.unreplied, 1);
    EXPECT_EQ(f.unattended, 0);
    EXPECT_EQ(f.mentions_off_duty, 0);
    ASSERT_TRUE(f.reply_p50 && f.reply_p90);
    EXPECT_EQ(f.reply_p50->count(), 10);
    EXPECT_EQ(f.reply_p90->count(), 30);
    // Five status posts and five cards, one "solved", one "late".
    EXPECT_EQ(f.posts, 12);
    EXPECT_TRUE(said.topics.empty()) << "fewer than three say it, or most";
}

TEST_F(Reported, WhatIsMovedIsCountedWhereItLeft) {
    company_.start(tuesday);
    ask("please look at the database");
    company_.types("bob", "sre-core", "/req move R1001 data");
    EXPECT_EQ(report(0, tuesday).figures.moved, 1);
    EXPECT_EQ(report(1, tuesday).figures.moved, 0);
    EXPECT_EQ(report(1, tuesday).figures.opened, 1) << "it is theirs";
    company_.advance(tuesday + day);
    EXPECT_EQ(report(0, tuesday).figures.came_back, 1) << "nobody there took it";
    EXPECT_EQ(report(0, tuesday).figures.opened, 1);
}

TEST_F(Reported, NoTopicIsANameOrWasSaidInPrivateOrIsNobodysBusiness) {
    company_.channels["secrets"] = ChannelType::closed;
    company_.setup.teams[0].products.push_back({"secrets", {"secrets"}, {}, {}});
    company_.start(tuesday);
    for (int i = 0; i < 4; ++i) {
        ask("tell alice about the harbour");
        ask("rename the vault of the kraken", "secrets");
        ask("give me access to the treasure");
        ask("move something else " + std::string(static_cast<std::size_t>(i) + 4, 'y'));
    }
    std::vector<std::string> topics;
    for (const Count& topic : report(0, tuesday).topics)
        topics.push_back(topic.name);
    EXPECT_NE(std::find(topics.begin(), topics.end(), "harbour"), topics.end());
    for (const char* never : {"alice", "kraken", "vault", "treasure"})
        EXPECT_EQ(std::find(topics.begin(), topics.end(), never), topics.end()) << never;
}

TEST_F(Reported, ABaselineSetsTheQuietWeeksBesideTheLiveOnes) {
    company_.setup.teams[0].mode = TeamMode::quiet;
    company_.start(tuesday);
    const auto common = [](const std::string&) {
        return false;
    };
    desk::Turn first = turn();
    EXPECT_FALSE(desk::baseline_of(first, company_.setup.teams[0], 4, common).before);
    ask("please renew the staging certificate");
    company_.advance(tuesday + 8 * day);
    desk::Turn still = turn();
    auto baseline = desk::baseline_of(still, company_.setup.teams[0], 4, common);
    ASSERT_TRUE(baseline.before);
    EXPECT_FALSE(baseline.since);
    EXPECT_EQ(baseline.before->figures.opened, 1);
    EXPECT_EQ(baseline.before->figures.posts, 0) << "it said nothing";
    company_.setup.teams[0].mode = TeamMode::live;
    company_.crash();
    company_.restart();
    company_.advance(tuesday + 9 * day);
    ask("please renew the other certificate");
    ask("please renew the third certificate");
    desk::Turn live = turn();
    baseline = desk::baseline_of(live, company_.setup.teams[0], 4, common);
    ASSERT_TRUE(baseline.before && baseline.since);
    EXPECT_EQ(baseline.before->figures.opened, 1);
    EXPECT_EQ(baseline.since->figures.opened, 2);
    EXPECT_GT(baseline.since->figures.posts, 0);
}

}  // namespace
}  // namespace qm::tests
