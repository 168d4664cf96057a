// What became of things after they were said: a copy of the database that was put back, a channel
// that is open again, long words in private.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "desk/outgoing.hpp"
#include "support/company.hpp"

#include <gtest/gtest.h>

namespace qm::tests {
namespace {

using namespace std::chrono_literals;

struct Town : Company {
    explicit Town(bool alone = false) {
        setup.teams = {a_team("core", {"alice", "bob"}), a_team("data", {"dan", "erin"})};
        if (alone) setup.teams.pop_back();
        setup.teams.front().products.push_back({"payments", {"payments"}, {}, {}});
        setup.front_desk = TeamId("core");
        for (const char* name : {"alice", "bob", "dan", "erin", "pia"})
            person(name);
        start(core::to_instant(Date{std::chrono::year{2026} / 10 / 6}, 10h, "Europe/Paris"));
    }
    // As it stands in chat, with what the platform carries along.
    Post status_of(const std::string& id) {
        const auto row = store::post_by_subject(db(), "status/" + id);
        desk::Turn turn{db(), setup, now(), "test", {}, 0};
        return *desk::draw_post(turn, *row);
    }
    int posts_with(const std::string& words) {
        int count = 0;
        for (const PostId& id : platform().order()) {
            const Shown* shown = platform().find(id);
            count += shown != nullptr && shown->what.text.find(words) != std::string::npos ? 1 : 0;
        }
        return count;
    }
};

Event met_again(const Post& status) {
    Event event;
    event.kind = EventKind::own_post;
    event.key = "mm:post:of the status";
    event.author.id = UserId("quartermaster");
    event.channel = {status.channel, "payments", "Payments", ChannelType::open};
    event.post = status.post;
    event.text = status.key;
    event.caught_up = true;
    event.origin = status.origin;
    return event;
}

TEST(Afterwards, ACopyLearnsOfARequestBySlashFromItsStatusPost) {
    Town before;
    before.types("pia", "payments", "/req to-team data please restart the queue");
    const Post status = before.status_of("R1001");
    ASSERT_FALSE(status.origin.empty());
    EXPECT_EQ(status.origin.words, "please restart the queue");

    Town copy;  // knows nothing of it, and gave its number to another
    copy.writes("pia", "payments", {}, "@quartermaster please upgrade the broker");
    const Event event = met_again(status);
    copy.deliver(event, "");
    const auto again = store::request(copy.db(), RequestId("R1002"));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->text, "please restart the queue");
    EXPECT_EQ(again->asker.value, "pia");
    EXPECT_EQ(again->team.value, "data");
    const auto row = store::post_by_subject(copy.db(), "status/R1002");
    EXPECT_EQ(row->key, status.key) << "so that what stands in chat is found";
    copy.deliver(event, "");
    EXPECT_FALSE(store::request(copy.db(), RequestId("R1003"))) << "once";
}

TEST(Afterwards, ACopyLearnsOfATicketUnderSomebodysWords) {
    Town before;
    before.tickets("pia", "payments", {}, "pia", "the queue is stuck");
    const Post status = before.status_of("R1001");
    ASSERT_FALSE(status.origin.empty());
    EXPECT_EQ(status.origin.because, "channel payments");
    Town copy;
    Event event = met_again(status);
    event.root = status.root;
    copy.deliver(event, "");
    const auto again = store::request(copy.db(), RequestId("R1001"));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->root, status.root);
    EXPECT_EQ(again->because, "channel payments");
    EXPECT_EQ(store::post_by_subject(copy.db(), "status/R1001")->key, status.key);
}

TEST(Afterwards, EveryCardThatMayHaveBeenEditedSinceACopyIsDrawnAgain) {
    Town town;
    town.writes("pia", "payments", {}, "@quartermaster please upgrade the broker");
    town.advance(town.now() + 24h * 40);
    town.writes("pia", "payments", {}, "@quartermaster please restart the queue");
    store::redraw_all(town.db(), *store::last_post(town.db()) - 24h * 30);
    for (const char* subject : {"status/R1001", "duty/R1001", "status/R1002", "duty/R1002"})
        EXPECT_EQ(store::post_by_subject(town.db(), subject)->drawn, -1) << subject;
}

TEST(Afterwards, AnOriginIsCarriedWhereNoMessageOfTheAskerStands) {
    Town town;
    town.writes("pia", "payments", {}, "@quartermaster please upgrade the broker");
    EXPECT_TRUE(town.status_of("R1001").origin.empty());
    Event own = met_again(town.status_of("R1001"));
    town.deliver(own, "");
    EXPECT_FALSE(store::request(town.db(), RequestId("R1002")));
}

TEST(Afterwards, ACardThatWasRefusedIsTriedAgainAndItsReaderToldOnce) {
    Town town;
    town.platform().refuses = ChannelId("~sre-core");
    town.writes("pia", "payments", {}, "@quartermaster please upgrade the broker");
    EXPECT_EQ(town.posts_with("I may not write in your team's channel"), 1);
    for (int i = 0; i < 5; ++i) {
        town.advance(town.now() + 11min);
        (void)town.watch();
    }
    EXPECT_EQ(town.posts_with("I may not write in your team's channel"), 1);
    EXPECT_EQ(store::post_by_subject(town.db(), "duty/R1001")->state, "refused");
    town.platform().refuses = ChannelId();
    (void)town.watch();
    EXPECT_EQ(store::post_by_subject(town.db(), "duty/R1001")->state, "refused") << "not yet";
    town.advance(town.now() + 11min);
    (void)town.watch();
    EXPECT_EQ(store::post_by_subject(town.db(), "duty/R1001")->state, "sent");
}

TEST(Afterwards, WhatCouldNotBeEditedIsDrawnWhenItsChannelIsOpenAgain) {
    Town town;
    town.writes("pia", "payments", {}, "@quartermaster please upgrade the broker");
    const PostId status = store::post_by_subject(town.db(), "status/R1001")->post;
    town.platform().refuses = ChannelId("~payments");
    town.types("alice", "payments", "/req take R1001");
    EXPECT_EQ(town.platform().find(status)->what.text.find("has it"), std::string::npos);
    EXPECT_EQ(store::outbox_count(town.db(), "refused"), 1);
    town.advance(town.now() + 11min);
    (void)town.watch();
    EXPECT_EQ(store::outbox_count(town.db(), "refused"), 1) << "tried, and refused again";
    town.platform().refuses = ChannelId();
    town.advance(town.now() + 11min);
    (void)town.watch();
    EXPECT_NE(town.platform().find(status)->what.text.find("has it"), std::string::npos);
    EXPECT_EQ(store::outbox_count(town.db(), "refused"), 0);
}

TEST(Afterwards, LongWordsInPrivateStandWholeOnTheCard) {
    Town town(true);
    std::string words;
    for (int i = 0; i < 60; ++i)
        words += "line " + std::to_string(i) + " of a long private question\n";
    town.writes("pia", "dm:pia", {}, words);
    const auto row = store::post_by_subject(town.db(), "duty/R1001");
    ASSERT_TRUE(row);
    desk::Turn turn{town.db(), town.setup, town.now(), "test", {}, 0};
    const Message card = desk::draw_post(turn, *row)->message;
    const auto quote = std::find_if(card.blocks.begin(), card.blocks.end(), [](const Block& block) {
        return std::holds_alternative<Quote>(block);
    });
    ASSERT_NE(quote, card.blocks.end());
    EXPECT_TRUE(std::get<Quote>(*quote).whole);
    EXPECT_EQ(town.posts_with("are kept as"), 0);
    town.writes("pia", "dm:pia", {}, "and again: " + std::string(4'000, 'x'));
    EXPECT_EQ(town.posts_with("are kept as"), 1) << "nobody else reads the rest";
    const auto request = store::request(town.db(), RequestId("R1001"));
    town.writes("pia", "dm:pia", request->root, std::string(5'000, 'y'));
    EXPECT_EQ(town.posts_with("are passed on"), 1);
}

}  // namespace
}  // namespace qm::tests
