// What goes first when many things wait for one place, and how much of it is in hand at once.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "desk/outgoing.hpp"
#include "support/company.hpp"

#include <gtest/gtest.h>

namespace qm::tests {
namespace {

using namespace std::chrono_literals;

class Sending : public testing::Test {
protected:
    Sending() {
        company.setup.teams = {a_team("core", {"alice", "bob"})};
        company.setup.teams.front().products.push_back({"payments", {"payments"}, {}, {}});
        company.setup.front_desk = TeamId("core");
        for (const char* name : {"alice", "bob", "pia"})
            company.person(name);
        company.start(core::to_instant(day, 8h, "Europe/Paris"));
    }
    void advance_to(TimeOfDay time) {
        company.advance(core::to_instant(day, time, "Europe/Paris"));
    }
    void ask(const std::string& words) {
        company.writes("pia", "payments", {}, "@quartermaster " + words);
        company.down = false;  // it runs on, though nothing gets out
    }
    int rank_of(const std::string& subject) {
        const auto row = store::post_by_subject(company.db(), subject);
        return row ? row->rank : -1;
    }
    std::size_t count(const std::string& state) {
        return store::open_posts(company.db(), state, 1000).size();
    }
    std::vector<Post> claim(const store::Lane& lane, int most) {
        return desk::Desk(company.db(), company.setup).claim(company.now(), {{lane, most}});
    }

    const Date day{std::chrono::year{2026} / 10 / 6};
    Company company;
};

TEST_F(Sending, HandoversEscalationAndSecurityAreUrgent) {
    company.platform().cut_before = true;
    ask("please upgrade the broker");
    ask("there is a vulnerability in openssl, CVE-2026-1234");
    EXPECT_EQ(store::request(company.db(), RequestId("R1002"))->kind, "security");
    EXPECT_EQ(rank_of("duty/R1001"), 1);
    EXPECT_EQ(rank_of("status/R1001"), 1);
    EXPECT_EQ(rank_of("duty/R1002"), 0);
    EXPECT_EQ(rank_of("status/R1002"), 1);
    advance_to(13h);
    EXPECT_EQ(rank_of("handover/core/2026-10-06"), 0);
    int urgent = 0;
    for (const std::string state : {"ready", "claimed"}) {
        for (const store::OutboxRow& row : store::open_posts(company.db(), state, 1000))
            urgent += row.body.find("late.lead") != std::string::npos && row.rank == 0;
    }
    EXPECT_GE(urgent, 1) << "the lead is told that they are late";
}

TEST_F(Sending, AFloodStaysRowsAndTheHandoverIsNextWhateverWaits) {
    company.platform().cut_before = true;
    for (int i = 0; i < 40; ++i)
        ask("please upgrade broker " + std::to_string(i));
    const auto lane = store::Lane{company.channel("sre-core").id, UserId()};
    EXPECT_EQ(count("claimed"), 2u * desk::lane_max) << "of the asker's channel and of the team's";
    EXPECT_EQ(count("ready"), 2u * (40 - desk::lane_max));
    advance_to(9h);
    auto next = claim(lane, 3);
    ASSERT_EQ(next.size(), 3u);
    EXPECT_EQ(next[0].rank, Rank::urgent);
    EXPECT_EQ(next[0].message.blocks.empty(), false);
    // Then the cards, in the order of their requests.
    const auto first = store::post_by_subject(company.db(), "duty/R1017");
    const auto second = store::post_by_subject(company.db(), "duty/R1018");
    EXPECT_EQ(next[1].key, first->key);
    EXPECT_EQ(next[2].key, second->key);
    EXPECT_EQ(next[1].rank, Rank::ordinary);
}

TEST_F(Sending, ACardDrawnAgainIsAnEdit) {
    ask("please upgrade the broker");
    store::want(company.db(), "duty/R1001", 99);
    const auto stale = desk::Desk(company.db(), company.setup).stale(company.now(), {});
    ASSERT_EQ(stale.size(), 1u);
    EXPECT_EQ(stale[0].rank, Rank::edit);
    EXPECT_EQ(stale[0].kind, PostKind::edit);
    EXPECT_TRUE(
        desk::Desk(company.db(), company.setup).stale(company.now(), {stale[0].key}).empty());
}

TEST_F(Sending, WhatWasFoundIsDrawnAgainForItMayShowAnEarlierState) {
    company.platform().cut_before = true;
    ask("please upgrade the broker");
    desk::Desk desk(company.db(), company.setup);
    const auto doubted = desk.in_doubt(company.now(), 100);
    ASSERT_EQ(doubted.size(), 2u);
    for (const Post& post : doubted) {
        SendOutcome found;
        found.state = SendState::sent;
        found.post = PostId("found-" + post.key);
        found.found = true;
        desk.settle(post, found, company.now());
    }
    const auto stale = desk.stale(company.now(), {});
    ASSERT_EQ(stale.size(), 2u) << "a request made of a message: both its cards";
    for (const Post& edit : stale) {
        EXPECT_EQ(edit.kind, PostKind::edit);
        SendOutcome drawn;
        drawn.state = SendState::sent;
        desk.settle(edit, drawn, company.now());
    }
    EXPECT_TRUE(desk.stale(company.now(), {}).empty()) << "once";
}

}  // namespace
}  // namespace qm::tests
