// What waits for one place: the most urgent first, at the platform's pace.
// SPDX-License-Identifier: Apache-2.0
#include "app/post_queue.hpp"

#include <gtest/gtest.h>

namespace qm::app {
namespace {

using namespace std::chrono_literals;

constexpr chat::Pace no_pace;
constexpr chat::Pace slow{1000ms, 3};

Queued post(const std::string& key, Rank rank) {
    Queued queued;
    queued.post.key = key;
    queued.post.rank = rank;
    return queued;
}

class Queue : public testing::Test {
protected:
    void add(const std::string& key, Rank rank = Rank::ordinary) { queue.add(post(key, rank)); }
    // Its key, or how long nothing may go: "800 ms"; "" when it is empty.
    std::string next(const chat::Pace& pace) {
        const PostQueue::Next next = queue.next(now, pace);
        if (next.taken) return next.taken->post.key;
        return next.wait.count() > 0 ? std::to_string(next.wait.count()) + " ms" : "";
    }

    PostQueue queue;
    PostQueue::Time now{100h};
};

TEST_F(Queue, UrgentThenOrdinaryThenEditsEachInOrder) {
    add("edit 1", Rank::edit);
    add("a");
    add("b");
    add("handover", Rank::urgent);
    add("c");
    add("late", Rank::urgent);
    EXPECT_EQ(queue.size(), 6u);
    EXPECT_EQ(queue.news(), 5u);
    for (const char* key : {"handover", "late", "a", "b", "c", "edit 1", ""})
        EXPECT_EQ(next(no_pace), key);
}

TEST_F(Queue, WhatIsPutBackIsFirstOfItsRank) {
    add("a");
    add("b");
    auto taken = queue.next(now, no_pace);
    add("handover", Rank::urgent);
    queue.put_back(std::move(*taken.taken));
    for (const char* key : {"handover", "a", "b", ""})
        EXPECT_EQ(next(no_pace), key);
}

TEST_F(Queue, ABurstThenOneASecond) {
    for (const char* key : {"a", "b", "c", "d", "e"})
        add(key);
    for (const char* key : {"a", "b", "c", "1000 ms"})
        EXPECT_EQ(next(slow), key);
    now += 400ms;
    EXPECT_EQ(next(slow), "600 ms");
    now += 600ms;
    EXPECT_EQ(next(slow), "d");
    EXPECT_EQ(next(slow), "1000 ms");
    EXPECT_FALSE(queue.is_rested(now));
    now += 1000ms;
    EXPECT_EQ(next(slow), "e");
    EXPECT_EQ(next(slow), "");
    EXPECT_FALSE(queue.is_rested(now)) << "a burst would be too many";
    now += 3000ms;
    EXPECT_TRUE(queue.is_rested(now));
}

TEST_F(Queue, AnEditMayGoWhilePostsKeepThePace) {
    for (const char* key : {"a", "b", "c", "d"})
        add(key);
    add("edit", Rank::edit);
    for (const char* key : {"a", "b", "c", "edit", "1000 ms"})
        EXPECT_EQ(next(slow), key);
    add("handover", Rank::urgent);
    now += 1000ms;
    EXPECT_EQ(next(slow), "handover") << "it waits for the pace, and for nothing else";
}

TEST_F(Queue, WhatMayNotGoYetKeepsItsPlaceAndHoldsNothingElseUp) {
    add("edit 1", Rank::edit);
    add("edit 2", Rank::edit);
    auto taken = queue.next(now, slow);
    ASSERT_TRUE(taken.taken);
    taken.taken->not_before = now + 25s;
    queue.put_back(std::move(*taken.taken));
    EXPECT_EQ(next(slow), "edit 2");
    EXPECT_EQ(next(slow), "25000 ms");
    add("card", Rank::urgent);
    add("a");
    EXPECT_EQ(next(slow), "card");
    EXPECT_EQ(next(slow), "a");
    add("b");
    add("c");
    EXPECT_EQ(next(slow), "b");
    EXPECT_EQ(next(slow), "1000 ms") << "the pace, which ends before";
    EXPECT_EQ(queue.size(), 2u);
    now += 1s;
    EXPECT_EQ(next(slow), "c");
    EXPECT_EQ(next(slow), "24000 ms");
    now += 24s;
    EXPECT_EQ(next(slow), "edit 1");
    EXPECT_EQ(next(slow), "");
}

// Whatever comes when: never more than the burst and one a second, and everything goes.
TEST_F(Queue, ThePaceHoldsOverAnyStretch) {
    std::vector<PostQueue::Time> sent;
    unsigned chance = 1;
    for (int step = 0; step < 20'000; ++step) {
        chance = chance * 1'103'515'245 + 12'345;
        if ((chance >> 16) % 12 == 0)
            add("x", (chance >> 20) % 3 == 0 ? Rank::urgent : Rank::ordinary);
        const auto took = queue.next(now, slow);
        if (took.taken) sent.push_back(now);
        now += 50ms;
    }
    for (int step = 0; queue.size() > 0 && step < 200'000; ++step, now += 50ms) {
        if (queue.next(now, slow).taken) sent.push_back(now);
    }
    ASSERT_GT(sent.size(), 900u);
    EXPECT_EQ(queue.size(), 0u);
    for (std::size_t i = 3; i < sent.size(); ++i)
        EXPECT_GE(sent[i] - sent[i - 3], 1000ms) << i;
    for (std::size_t i = 63; i < sent.size(); ++i)
        EXPECT_GE(sent[i] - sent[i - 63], 60s) << i << ": sixty a minute and a burst";
}

}  // namespace
}  // namespace qm::app
