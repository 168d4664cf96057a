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

}  // namespace
}  // namespace qm::chat::test
