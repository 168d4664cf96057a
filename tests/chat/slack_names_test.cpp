// The configuration's names on Slack: nothing that may call somebody is said before they are known.
// SPDX-License-Identifier: Apache-2.0
#include "chat/support/slack_stage.hpp"

namespace qm::chat::test {
namespace {

// A duty card calls whoever must act: "@bob", as the configuration writes them.
Post a_call(const std::string& username) {
    Post post = a_post("");
    post.message = {};
    post.message.line(say("t", {{"w", Mention{username}}}));
    return post;
}

TEST(SlackNames, nothing_is_said_before_the_names_are_known) {
    SlackStage stage;
    stage.slack.refuse["users.list"] = "429";  // once, for a second
    stage.play([&]() -> asio::awaitable<void> {
        const bool asked = co_await stage.until_call("users.list");
        EXPECT_TRUE(asked);
        const SendOutcome early = co_await stage.chat->send(a_call("bob"));
        EXPECT_EQ(early.state, SendState::later) << "it would call nobody, for ever";
        EXPECT_EQ(early.wait.count(), 1);
        co_await stage.until_links(2);
        const SendOutcome sent = co_await stage.chat->send(a_call("bob"));
        EXPECT_EQ(sent.state, SendState::sent);
    });
    EXPECT_EQ(stage.slack.count("chat.postMessage"), 1);
    EXPECT_EQ(stage.slack.last("chat.postMessage").value("text", ""), "*<@U1BOB>*");
}

// An asker is in no configuration: after a restart nobody has met them yet.
TEST(SlackNames, who_was_met_before_a_start_is_called_by_name) {
    SlackStage stage;
    Person ann;
    ann.id = UserId("U7ANN");
    ann.username = "ann";
    stage.met = {ann};
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const SendOutcome sent = co_await stage.chat->send(a_call("ann"));
        EXPECT_EQ(sent.state, SendState::sent);
    });
    EXPECT_EQ(stage.slack.last("chat.postMessage").value("text", ""), "*<@U7ANN>*");
}

TEST(SlackNames, names_that_cannot_be_known_hold_nothing_up_for_ever) {
    SlackStage stage;
    stage.timings.names = milliseconds(300);
    stage.timings.reconnect_scale = 1.0;
    stage.slack.refuse["users.list"] = "missing_scope";
    stage.play([&]() -> asio::awaitable<void> {
        const bool asked = co_await stage.until_call("users.list");
        EXPECT_TRUE(asked);
        const SendOutcome early = co_await stage.chat->send(a_call("bob"));
        EXPECT_EQ(early.state, SendState::later);
        asio::steady_timer timer(stage.loop, milliseconds(400));
        co_await timer.async_wait(asio::use_awaitable);
        const SendOutcome sent = co_await stage.chat->send(a_call("bob"));
        EXPECT_EQ(sent.state, SendState::sent) << "words without a call are better than none";
    });
    EXPECT_EQ(stage.slack.last("chat.postMessage").value("text", ""), "*bob*");
}

TEST(SlackNames, new_names_are_waited_for_and_asked_again) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        stage.slack.refuse["users.list"] = "internal_error";
        const int before = stage.slack.count("users.list");
        stage.chat->rename({{"bob", "pia"}, {"open"}});
        std::function<bool()> asked = [&] {
            return stage.slack.count("users.list") > before;
        };
        const bool tried = co_await stage.until(asked);
        EXPECT_TRUE(tried);
        const SendOutcome early = co_await stage.chat->send(a_call("pia"));
        EXPECT_EQ(early.state, SendState::later);
        stage.slack.refuse.clear();
        SendOutcome sent = early;
        for (int i = 0; i < 100 && sent.state == SendState::later; ++i) {
            asio::steady_timer timer(stage.loop, milliseconds(20));
            co_await timer.async_wait(asio::use_awaitable);
            auto again = co_await stage.chat->send(a_call("pia"));
            sent = std::move(again);
        }
        EXPECT_EQ(sent.state, SendState::sent);
    });
    EXPECT_EQ(stage.slack.last("chat.postMessage").value("text", ""), "*<@U2PIA>*");
}

TEST(SlackNames, somebody_whom_slack_does_not_tell_of_is_called_by_their_id) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        stage.slack.refuse["users.info"] = "user_not_found";
        const std::string ts = stage.slack.post("U9GHOST", "<@U0ME> a db, please");
        const std::string key = "slack:post:C1CHAN:" + ts;
        const bool heard = co_await stage.until_event(key);
        EXPECT_TRUE(heard);
        if (!heard) co_return;
        const Person author = stage.event_of(key)->author;
        EXPECT_EQ(author.display, "‹U9GHOST›");
        EXPECT_EQ(author.username, "U9GHOST");
        const SendOutcome sent = co_await stage.chat->send(a_call(author.username));
        EXPECT_EQ(sent.state, SendState::sent);
        EXPECT_EQ(stage.slack.last("chat.postMessage").value("text", ""), "*<@U9GHOST>*");
        const std::string id = stage.slack.tell("slash_commands", {{"command", "/req"},
                                                                   {"text", "a db"},
                                                                   {"user_id", "U9OTHER"},
                                                                   {"user_name", "zoe"},
                                                                   {"trigger_id", "T1"},
                                                                   {"channel_id", "C1CHAN"},
                                                                   {"response_url", ""}});
        const bool acked = co_await stage.until_ack(id);
        EXPECT_TRUE(acked);
        EXPECT_EQ(stage.events.back().author.username, "zoe") << "as Slack says it";
        EXPECT_EQ(stage.events.back().author.display, "zoe");
    });
}

TEST(SlackNames, nobody_is_nameless_because_a_call_failed) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        stage.slack.refuse["users.info"] = "internal_error";
        const std::string ts = stage.slack.post("U2PIA", "<@U0ME> a db, please");
        const bool asked = co_await stage.until_call("users.info");
        EXPECT_TRUE(asked);
        stage.slack.refuse.clear();
        const bool heard = co_await stage.until_event("slack:post:C1CHAN:" + ts);
        EXPECT_TRUE(heard) << "it is read back";
        if (!heard) co_return;
        EXPECT_EQ(stage.event_of("slack:post:C1CHAN:" + ts)->author.display, "Ms pia");
    });
}

}  // namespace
}  // namespace qm::chat::test
