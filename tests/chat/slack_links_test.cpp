// Two connections: replaced before they end, cut, silent, refused; and what was missed meanwhile.
// SPDX-License-Identifier: Apache-2.0
#include "chat/support/slack_stage.hpp"

namespace qm::chat::test {
namespace {

TEST(SlackLinks, a_warned_connection_is_replaced_before_it_ends) {
    SlackStage stage;
    int least = 2;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        stage.slack.say({{"type", "disconnect"}, {"reason", "warning"}});
        std::function<bool()> replaced = [&] {
            least = std::min(least, stage.slack.open());
            return stage.slack.sockets == 3 && stage.slack.open() == 2;
        };
        const bool done = co_await stage.until(replaced);
        EXPECT_TRUE(done);
    });
    EXPECT_EQ(least, 2) << "at no time fewer than two";
    EXPECT_EQ(std::count(stage.states.begin(), stage.states.end(), "up"), 1);
}

TEST(SlackLinks, a_successor_that_says_nothing_replaces_nobody) {
    SlackStage stage;
    stage.timings.hello = milliseconds(500);
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const int gone = stage.slack.greeted_gone;
        const int before = stage.slack.sockets;
        stage.slack.greets = false;
        stage.slack.say({{"type", "disconnect"}, {"reason", "warning"}});
        std::function<bool()> tried = [&] {
            return stage.slack.sockets >= before + 3;
        };
        const bool again = co_await stage.until(tried);
        EXPECT_TRUE(again);
        EXPECT_EQ(stage.slack.greeted_gone, gone) << "the old one is kept";
        stage.slack.greets = true;
        const bool two = co_await stage.until_links(2);
        EXPECT_TRUE(two);
    });
    EXPECT_EQ(std::count(stage.states.begin(), stage.states.end(), "up"), 1);
}

TEST(SlackLinks, goes_on_after_many_messages_that_could_not_be_kept) {
    SlackStage stage;
    stage.breaks_on = "lost";
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        for (int posted = 100; posted <= 300; posted += 100) {
            for (int i = 0; i < 100; ++i)  // a socket holds 256
                stage.slack.post("U2PIA", "<@U0ME> lost");
            std::function<bool()> thrown = [&] {
                return stage.broken >= posted;
            };
            const bool all = co_await stage.until(thrown);
            EXPECT_TRUE(all);
        }
        EXPECT_TRUE(stage.slack.acks.empty());
        stage.slack.post("U2PIA", "<@U0ME> kept");
        const bool acked = co_await stage.until_ack("e301");
        EXPECT_TRUE(acked);
    });
}

TEST(SlackLinks, catching_up_goes_on_after_what_could_not_be_kept) {
    SlackStage stage;
    stage.breaks_on = "lost";
    stage.slack.post("U2PIA", "<@U0ME> lost", false);
    const std::string ts = stage.slack.post("U2PIA", "<@U0ME> behind it", false);
    stage.play([&]() -> asio::awaitable<void> {
        std::function<bool()> again = [&] {
            return stage.broken >= 2;
        };
        const bool tried = co_await stage.until(again);
        EXPECT_TRUE(tried);
        stage.breaks_on.clear();
        const bool heard = co_await stage.until_event("slack:post:C1CHAN:" + ts);
        EXPECT_TRUE(heard);
    });
}

TEST(SlackLinks, what_was_missed_while_both_were_cut_is_read_back) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        stage.slack.drop();
        const std::string ts = stage.slack.post("U2PIA", "<@U0ME> while away", false);
        const bool heard = co_await stage.until_event("slack:post:C1CHAN:" + ts);
        EXPECT_TRUE(heard);
        const bool again = co_await stage.until_links(2);
        EXPECT_TRUE(again);
    });
}

TEST(SlackLinks, a_refused_token_is_said_with_its_mend) {
    SlackStage stage;
    stage.slack.refuse["auth.test"] = "invalid_auth";
    stage.play([&]() -> asio::awaitable<void> {
        std::function<bool()> said = [&] {
            return !stage.states.empty();
        };
        const bool done = co_await stage.until(said);
        EXPECT_TRUE(done);
    });
    EXPECT_NE(stage.states.front().find("slack.bot_token"), std::string::npos);
    EXPECT_EQ(stage.slack.count("apps.connections.open"), 0);
}

// As after an app was installed anew: the sockets, of another token, stay.
TEST(SlackLinks, a_token_that_is_refused_while_the_sockets_live_is_said_and_comes_back) {
    SlackStage stage;
    stage.timings.token = milliseconds(100);
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        stage.slack.token_error = "token_revoked";
        const SendOutcome refused = co_await stage.chat->send(a_post("hello"));
        EXPECT_EQ(refused.state, SendState::later);
        EXPECT_EQ(stage.states.size(), 2u);
        EXPECT_TRUE(stage.states.back().starts_with("down Slack answered token_revoked."));
        EXPECT_NE(stage.states.back().find("slack.bot_token"), std::string::npos);
        const int before = stage.slack.sockets;
        stage.slack.drop();
        std::function<bool()> again = [&] {
            return stage.slack.sockets >= before + 2 && stage.slack.open() == 2;
        };
        const bool both = co_await stage.until(again);
        EXPECT_TRUE(both);
        asio::steady_timer timer(stage.loop, milliseconds(250));
        co_await timer.async_wait(asio::use_awaitable);
        EXPECT_EQ(std::ranges::count(stage.states, "up"), 1) << "a socket alone is no chat";
        stage.slack.token_error.clear();
        std::function<bool()> up = [&] {
            return stage.states.back() == "up";
        };
        const bool mended = co_await stage.until(up);
        EXPECT_TRUE(mended) << "and nobody had to start it anew";
        const SendOutcome sent = co_await stage.chat->send(a_post("hello"));
        EXPECT_EQ(sent.state, SendState::sent);
    });
}

TEST(SlackLinks, a_scope_that_one_call_lacks_is_no_refused_token) {
    SlackStage stage;
    stage.slack.refuse["chat.postMessage"] = "missing_scope";
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const SendOutcome refused = co_await stage.chat->send(a_post("hello"));
        EXPECT_EQ(refused.state, SendState::later);
        EXPECT_EQ(stage.states, std::vector<std::string>{"up"});
    });
}

TEST(SlackLinks, a_token_of_the_wrong_kind_is_said_with_its_mend_and_no_loop) {
    SlackStage stage;
    stage.timings.reconnect_scale = 1.0;
    stage.slack.refuse["apps.connections.open"] = "not_allowed_token_type";
    stage.play([&]() -> asio::awaitable<void> {
        asio::steady_timer timer(stage.loop, milliseconds(2'500));
        co_await timer.async_wait(asio::use_awaitable);
    });
    ASSERT_FALSE(stage.states.empty());
    EXPECT_NE(stage.states.front().find("not_allowed_token_type"), std::string::npos);
    EXPECT_NE(stage.states.front().find("slack.app_token"), std::string::npos);
    EXPECT_EQ(stage.slack.count("apps.connections.open"), 2) << "once by each connection";
}

}  // namespace
}  // namespace qm::chat::test
