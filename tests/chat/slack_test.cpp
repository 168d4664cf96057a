// The adapter against a tiny scripted Slack over loopback: what is kept before it is acknowledged,
// commands, presses, forms and doubles.
// SPDX-License-Identifier: Apache-2.0
#include "chat/support/slack_stage.hpp"

namespace qm::chat::test {
namespace {

using nlohmann::json;

json press(const std::string& value) {
    return {{"type", "block_actions"},
            {"user", {{"id", "U1BOB"}, {"username", "bob"}}},
            {"trigger_id", "T1"},
            {"response_url", ""},
            {"channel", {{"id", "C1CHAN"}, {"name", "open"}}},
            {"container", {{"message_ts", "1800000000.100001"}}},
            {"message", {{"ts", "1800000000.100001"}}},
            {"actions", {{{"action_id", "take"}, {"block_id", "row0"}, {"value", value}}}}};
}

TEST(Slack, names_connects_twice_and_keeps_before_it_acknowledges) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        const bool up = co_await stage.until_links(2);
        EXPECT_TRUE(up);
        EXPECT_EQ(stage.events.front().kind, EventKind::directory);
        EXPECT_EQ(stage.events.front().people.at(0).username, "bob");
        const std::string ts = stage.slack.post("U2PIA", "<@U0ME> access &amp; more, please");
        const std::string key = "slack:post:C1CHAN:" + ts;
        const bool acked = co_await stage.until_ack("e1");
        EXPECT_TRUE(acked);
        const Event* event = stage.event_of(key);
        EXPECT_TRUE(event != nullptr);
        if (event == nullptr) co_return;
        EXPECT_EQ(event->text, "access & more, please");
        EXPECT_TRUE(event->to_us);
        EXPECT_EQ(event->author.display, "Ms pia");
        EXPECT_EQ(event->author.locale, "fr-FR");
        EXPECT_EQ(event->post.value, "C1CHAN:" + ts);
        stage.slack.post("U2PIA", "for nobody here");
        const bool second = co_await stage.until_ack("e2");
        EXPECT_TRUE(second);
    });
    EXPECT_EQ(stage.states.front(), "up");
}

TEST(Slack, what_is_not_committed_is_not_acknowledged) {
    SlackStage stage;
    stage.keeps = false;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const std::string ts = stage.slack.post("U2PIA", "<@U0ME> access");
        const bool heard = co_await stage.until_event("slack:post:C1CHAN:" + ts);
        EXPECT_TRUE(heard);
        EXPECT_TRUE(stage.slack.acks.empty());
    });
}

TEST(Slack, what_is_said_in_a_channel_it_may_not_look_up_counts) {
    SlackStage stage;
    stage.slack.refuse["conversations.info"] = "missing_scope";
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const std::string id = stage.slack.tell("events_api", {{"type", "event_callback"},
                                                               {"event",
                                                                {{"type", "message"},
                                                                 {"user", "U2PIA"},
                                                                 {"text", "<@U0ME> access"},
                                                                 {"ts", "1800000001.000001"},
                                                                 {"channel", "G9OTHER"}}}});
        const bool acked = co_await stage.until_ack(id);
        EXPECT_TRUE(acked);
        EXPECT_TRUE(stage.events.back().channel.is_private());
    });
}

TEST(Slack, a_command_is_answered_with_its_acknowledgement) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const std::string id =
            stage.slack.tell("slash_commands", {{"command", "/req"},
                                                {"text", "for <@U2PIA|pia> a db"},
                                                {"user_id", "U1BOB"},
                                                {"user_name", "bob"},
                                                {"trigger_id", "T1"},
                                                {"channel_id", "C1CHAN"},
                                                {"response_url", ""}});
        const bool acked = co_await stage.until_ack(id);
        EXPECT_TRUE(acked);
        EXPECT_EQ(stage.slack.answers[id].value("response_type", ""), "ephemeral");
        EXPECT_EQ(stage.slack.answers[id].value("text", ""), "*done*");
        EXPECT_EQ(stage.events.back().text, "req for @pia a db");
        EXPECT_EQ(stage.events.back().people.at(0).id.value, "U2PIA");
    });
}

TEST(Slack, a_link_keeps_its_address_in_words_and_in_a_command) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const std::string link = "<https://g.example/d?x=1&amp;y=2|this board>";
        const std::string ts = stage.slack.post("U2PIA", "<@U0ME> see " + link);
        const bool heard = co_await stage.until_event("slack:post:C1CHAN:" + ts);
        EXPECT_TRUE(heard);
        EXPECT_EQ(stage.events.back().text, "see this board (https://g.example/d?x=1&y=2)");
        const std::string id = stage.slack.tell("slash_commands", {{"command", "/req"},
                                                                   {"text", "mend " + link},
                                                                   {"user_id", "U1BOB"},
                                                                   {"user_name", "bob"},
                                                                   {"trigger_id", "T1"},
                                                                   {"channel_id", "C1CHAN"},
                                                                   {"response_url", ""}});
        const bool acked = co_await stage.until_ack(id);
        EXPECT_TRUE(acked);
        EXPECT_EQ(stage.events.back().text, "req mend this board (https://g.example/d?x=1&y=2)");
    });
}

TEST(Slack, a_press_carries_its_command_and_opens_a_form) {
    SlackStage stage;
    Form form;
    form.command = "req reply R1";
    form.title = form.label = form.submit = say("t", {{"w", Plain{"x"}}});
    stage.reply = Reply{};
    stage.reply.form.push_back(form);
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        stage.slack.tell("interactive", press("7|req reply R1"));
        const bool opened = co_await stage.until_call("views.open");
        EXPECT_TRUE(opened);
        EXPECT_EQ(stage.events.back().text, "req reply R1");
        EXPECT_EQ(stage.events.back().version, 7);
        const json view = stage.slack.last("views.open")["view"];
        stage.reply = Reply::of(say("t", {{"w", Plain{"too long"}}}));
        stage.reply.refusal = true;
        const std::string id = stage.slack.tell(
            "interactive",
            {{"type", "view_submission"},
             {"user", {{"id", "U1BOB"}}},
             {"view",
              {{"id", "V1"},
               {"private_metadata", view["private_metadata"]},
               {"state", {{"values", {{"words", {{"words", {{"value", "it is done"}}}}}}}}}}}});
        const bool acked = co_await stage.until_ack(id);
        EXPECT_TRUE(acked);
        EXPECT_EQ(stage.events.back().text, "req reply R1 it is done");
        EXPECT_EQ(stage.events.back().channel.id.value, "C1CHAN");
        EXPECT_EQ(stage.slack.answers[id].value("response_action", ""), "errors");
    });
}

TEST(Slack, a_slow_answer_is_a_form_at_once_that_is_filled_later) {
    SlackStage stage;
    stage.answers_after = milliseconds(300);
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const std::string id = stage.slack.tell("interactive", press("7|req take R1"));
        const bool opened = co_await stage.until_call("views.open");
        EXPECT_TRUE(opened);
        const bool acked = co_await stage.until_ack(id);
        EXPECT_TRUE(acked);
        const bool filled = co_await stage.until_call("views.update");
        EXPECT_TRUE(filled);
    });
}

json shortcut(const TinySlack& slack, const std::string& channel, const json& message) {
    return {{"type", "message_action"},
            {"callback_id", "request"},
            {"user", {{"id", "U1BOB"}, {"username", "bob"}}},
            {"channel", {{"id", channel}, {"name", "directmessage"}}},
            {"message", message},
            {"action_ts", "1800000090.000001"},
            {"trigger_id", "T1" + channel + message.dump()},
            {"response_url", slack.response_url()}};
}

TEST(Slack, the_shortcut_is_answered_also_where_the_bot_is_not) {
    SlackStage stage;
    stage.slack.outside = {"D9TWO", "C9PRIVATE"};
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        std::size_t answers = 0;
        for (const std::string channel : {"D9TWO", "C9PRIVATE", "C1CHAN"}) {
            const json words = {{"type", "message"},
                                {"user", "U2PIA"},
                                {"text", "an account, please"},
                                {"ts", "1800000080.000001"}};
            const std::string id =
                stage.slack.tell("interactive", shortcut(stage.slack, channel, words));
            const bool acked = co_await stage.until_ack(id);
            EXPECT_TRUE(acked);
            std::function<bool()> told = [&] {
                return stage.slack.said.size() == answers + 1;
            };
            const bool said = co_await stage.until(told);
            EXPECT_TRUE(said) << channel;
            if (!said) co_return;
            ++answers;
            EXPECT_EQ(stage.slack.said.back().value("text", ""), "*done*");
            EXPECT_EQ(stage.slack.said.back().value("response_type", ""), "ephemeral");
            const Event& event = stage.events.back();
            EXPECT_EQ(event.kind, EventKind::reaction);
            EXPECT_EQ(event.channel.reachable, channel == "C1CHAN");
            EXPECT_EQ(event.channel.is_private(), channel != "C1CHAN");
            EXPECT_EQ(event.text, "an account, please");
            EXPECT_EQ(event.author.username, "bob");
            EXPECT_EQ(event.people.at(0).id.value, "U2PIA");
            EXPECT_EQ(event.post.value, channel + ":1800000080.000001");
        }
        const json program = {{"type", "message"},
                              {"bot_id", "B1"},
                              {"text", "build failed"},
                              {"ts", "1800000081.000001"}};
        stage.slack.tell("interactive", shortcut(stage.slack, "C1CHAN", program));
        std::function<bool()> told = [&] {
            return stage.slack.said.size() == answers + 1;
        };
        const bool said = co_await stage.until(told);
        EXPECT_TRUE(said) << "a no is said as well";
        EXPECT_TRUE(stage.events.back().people.empty());
    });
}

TEST(Slack, a_form_that_was_closed_leaves_nothing) {
    SlackStage stage;
    stage.answers_after = milliseconds(300);
    Form form;
    form.command = "req reply R1";
    form.title = form.label = form.submit = say("t", {{"w", Plain{"x"}}});
    stage.reply = Reply{};
    stage.reply.form.push_back(form);
    stage.slack.refuse["views.update"] = "not_found";
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        json pressed = press("7|req reply R1");
        pressed["response_url"] = stage.slack.response_url();
        stage.slack.tell("interactive", pressed);
        const bool opened = co_await stage.until_call("views.open");
        EXPECT_TRUE(opened);
        const std::size_t heard = stage.events.size();
        const std::string id = stage.slack.tell(
            "interactive",
            {{"type", "view_closed"}, {"user", {{"id", "U1BOB"}}}, {"view", {{"id", "V1"}}}});
        const bool acked = co_await stage.until_ack(id);
        EXPECT_TRUE(acked);
        EXPECT_EQ(stage.events.size(), heard) << "it asks for nothing";
        EXPECT_FALSE(stage.slack.answers[id].contains("options"));
        const bool tried = co_await stage.until_call("views.update");
        EXPECT_TRUE(tried);
        const std::string typed = stage.slack.tell(
            "interactive",
            {{"type", "block_suggestion"}, {"user", {{"id", "U1BOB"}}}, {"value", "pi"}});
        const bool answered = co_await stage.until_ack(typed);
        EXPECT_TRUE(answered);
        EXPECT_EQ(stage.slack.answers[typed], json({{"options", json::array()}}));
        asio::steady_timer timer(stage.loop, milliseconds(50));
        co_await timer.async_wait(asio::use_awaitable);
    });
    EXPECT_TRUE(stage.slack.said.empty()) << "no complaint to who closed it";
    EXPECT_TRUE(stage.notes.empty()) << stage.notes.front();
}

TEST(Slack, a_post_is_found_again_by_its_key) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const Post post = a_post("<!channel> hello");
        const SendOutcome sent = co_await stage.chat->send(post);
        EXPECT_EQ(sent.state, SendState::sent);
        const std::string text = stage.slack.messages.back()["text"];
        EXPECT_EQ(text, "*&lt;!channel&gt; hello*") << "nobody is called";
        std::vector<Post> posts(2, post);
        posts[1].key = "another";
        const auto looked = co_await stage.chat->look(std::move(posts));
        EXPECT_EQ(looked[0].state, SendState::sent);
        EXPECT_EQ(looked[0].post, sent.post);
        EXPECT_EQ(looked[1].state, SendState::unknown);
        stage.slack.refuse["chat.postMessage"] = "429";
        const SendOutcome later = co_await stage.chat->send(post);
        EXPECT_EQ(later.state, SendState::later);
        EXPECT_EQ(later.wait.count(), 1);
        stage.slack.refuse["chat.postMessage"] = "is_archived";
        asio::steady_timer timer(stage.loop, milliseconds(1'100));
        co_await timer.async_wait(asio::use_awaitable);
        const SendOutcome refused = co_await stage.chat->send(post);
        EXPECT_EQ(refused.state, SendState::refused);
        stage.slack.refuse["chat.postMessage"] = "internal_error";
        const SendOutcome unknown = co_await stage.chat->send(post);
        EXPECT_EQ(unknown.state, SendState::unknown);
    });
}

}  // namespace
}  // namespace qm::chat::test
