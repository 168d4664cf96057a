// What waits for a place: in which order, and when a new post may go at once.
// SPDX-License-Identifier: Apache-2.0
#include "support/engines.hpp"

namespace qm::store::tests {
namespace {

class Outbox : public Store {
protected:
    void say(const std::string& key, const std::string& channel, int rank = 1,
             const std::string& root = "") {
        OutboxRow row;
        row.key = key;
        row.kind = "create";
        row.channel = ChannelId(channel);
        row.root = PostId(root);
        row.pending = "p";
        row.state = "ready";
        row.rank = rank;
        row.created = from_unix(1'800'000'000);
        ASSERT_TRUE(add_post(*db_, row));
    }
    std::string lanes() {
        std::string all;
        for (const Lane& lane : ready_lanes(*db_, 10))
            all += (all.empty() ? "" : " ") + lane.channel.value + lane.to.value;
        return all;
    }
    std::string waiting(const std::string& channel, int limit = 10) {
        std::string all;
        for (const OutboxRow& row : ready_posts(*db_, {ChannelId(channel), UserId()}, limit))
            all += (all.empty() ? "" : " ") + row.key;
        return all;
    }
    bool free(const std::string& channel, int rank, int most) {
        return is_free(*db_, {ChannelId(channel), UserId()}, rank, most);
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Outbox, engines(), engine_name);

TEST_P(Outbox, WhatIsUrgentIsFirstTheRestKeepsItsOrder) {
    for (const char* key : {"z", "m", "a"})  // in one second: their keys say nothing
        say(key, "c1");
    say("late", "c1", 0);
    say("handover", "c1", 0);
    EXPECT_EQ(waiting("c1"), "late handover z m a");
    EXPECT_EQ(waiting("c1", 3), "late handover z");
}

TEST_P(Outbox, ThePlaceWithTheMostUrgentPostComesFirst) {
    say("a", "c1");
    say("b", "c2");
    say("c", "c3");
    say("d", "c3", 0);
    EXPECT_EQ(lanes(), "c3 c1 c2");
    claim(*db_, "a");
    EXPECT_EQ(lanes(), "c3 c2");
}

TEST_P(Outbox, WhatWaitsForItsThreadIsNotInTheWay) {
    OutboxRow card;
    card.key = "card";
    card.kind = "create";
    card.subject = "duty/R1";
    card.channel = ChannelId("c1");
    card.state = "claimed";
    ASSERT_TRUE(add_post(*db_, card));
    say("below", "c2", 0, "@duty/R1");
    EXPECT_EQ(lanes(), "");
    EXPECT_EQ(waiting("c2"), "");
    EXPECT_TRUE(free("c2", 1, 5)) << "it is overtaken, for it cannot go";
    mark_sent(*db_, "card", PostId("p1"), ChannelId("c1"), 1);
    EXPECT_EQ(waiting("c2"), "below");
    say("never", "c3", 0, "@duty/R9");
    EXPECT_EQ(waiting("c3"), "never") << "whoever draws it sees that there is no such card";
}

TEST_P(Outbox, APostGoesAtOnceWhereNothingIsOvertakenAndFewAreOnTheirWay) {
    EXPECT_TRUE(free("c1", 1, 2));
    say("a", "c1");
    EXPECT_FALSE(free("c1", 1, 2)) << "it would overtake";
    EXPECT_TRUE(free("c1", 0, 2)) << "what is urgent may";
    EXPECT_TRUE(free("c2", 1, 2));
    claim(*db_, "a");
    EXPECT_TRUE(free("c1", 1, 2));
    EXPECT_FALSE(free("c1", 0, 1)) << "one too many";
}

TEST_P(Outbox, OneChannelsStaleCardsLeaveRoomForAnothers) {
    for (int i = 0; i < 20; ++i) {
        OutboxRow row;
        row.key = "k" + std::to_string(10 + i);
        row.kind = "create";
        row.subject = "status/R" + std::to_string(i);
        row.channel = ChannelId(i < 19 ? "c1" : "c2");
        row.state = "claimed";
        row.wanted = 2;
        ASSERT_TRUE(add_post(*db_, row));
        mark_sent(*db_, row.key, PostId("p" + row.key), ChannelId(), 1);
    }
    const auto stale = stale_posts(*db_, 10, 4);
    ASSERT_EQ(stale.size(), 5u);
    EXPECT_EQ(stale.front().key, "k10");
    EXPECT_EQ(stale.back().channel.value, "c2");
}

}  // namespace
}  // namespace qm::store::tests
