// The adapter against a tiny scripted Slack over loopback: two connections, what is kept before it
// is acknowledged, commands, presses, forms, doubles, and what was missed.
// SPDX-License-Identifier: Apache-2.0
#include "chat/slack.hpp"

#include "chat/support/slack_server.hpp"
#include "net/support/loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <algorithm>

namespace qm::chat::test {
namespace {

namespace asio = boost::asio;
using nlohmann::json;
using std::chrono::milliseconds;

struct SlackStage {
    asio::io_context loop;
    TinySlack slack{loop};
    core::Texts texts;
    SlackTimings timings;
    std::unique_ptr<Chat> chat;
    std::vector<Event> events;
    std::vector<std::string> states;
    std::vector<std::string> notes;
    Reply reply = Reply::of(say("t", {{"w", Plain{"done"}}}));
    bool keeps = true;  // false: the commit never comes
    milliseconds answers_after{0};

    SlackStage() {
        texts.add("en", {{"t", "**{w}**"}, {"form.loading", "Wait"}, {"form.loaded", "Done"}});
        timings.reconnect_scale = 0.02;
        timings.drain = milliseconds(20);
        timings.answer = milliseconds(100);
        timings.backfill_again = milliseconds(20);
    }

    void build() {
        Listener listener;
        listener.event = [this](Event event) {
            return take(std::move(event), true);
        };
        listener.kept = [this](Event event) {
            return take(std::move(event), keeps);
        };
        listener.answer = [this](Event event) {
            return answer(std::move(event));
        };
        listener.seen = [](Channel, PostId, std::int64_t, bool) {
        };
        listener.marks = [this] {
            return read_marks();
        };
        listener.state = [this](bool up, std::string why) {
            states.push_back(up ? "up" : "down " + why);
        };
        listener.note = [this](std::string line) {
            notes.push_back(std::move(line));
        };
        listener.wall_ms = [] {
            return std::int64_t{1'800'000'100'000};
        };
        SlackOptions options{.api_url = slack.url(),
                             .bot_token = "xoxb-secret",
                             .app_token = "xapp-secret",
                             .first_start_ms = 1'800'000'000'000,
                             .names = {{"bob"}, {"open"}},
                             .texts = texts,
                             .zone = "Europe/Paris",
                             .steady = steady,
                             .timings = timings};
        auto made = make_slack(loop.get_executor(), options, listener);
        ASSERT_TRUE(made);
        chat = std::move(*made);
    }
    static milliseconds steady() {
        return std::chrono::duration_cast<milliseconds>(
            std::chrono::steady_clock::now().time_since_epoch());
    }
    asio::awaitable<void> take(Event event, bool keep) {
        events.push_back(std::move(event));
        if (keep) co_return;
        asio::steady_timer timer(loop, std::chrono::seconds(30));
        co_await timer.async_wait(asio::use_awaitable);
    }
    asio::awaitable<Reply> answer(Event event) {
        events.push_back(std::move(event));
        if (answers_after.count() > 0) {
            asio::steady_timer timer(loop, answers_after);
            co_await timer.async_wait(asio::use_awaitable);
        }
        co_return reply;
    }
    asio::awaitable<std::vector<Mark>> read_marks() { co_return std::vector<Mark>(); }

    asio::awaitable<bool> until(std::function<bool()> done) {
        asio::steady_timer timer(loop);
        for (int i = 0; i < 1'500 && !done(); ++i) {
            timer.expires_after(milliseconds(5));
            co_await timer.async_wait(asio::use_awaitable);
        }
        co_return done();
    }
    asio::awaitable<bool> until_links(int count) {
        std::function<bool()> done = [this, count] {
            return slack.open() == count;
        };
        co_return co_await until(done);
    }
    asio::awaitable<bool> until_ack(std::string id) {
        std::function<bool()> done = [this, id] {
            return std::count(slack.acks.begin(), slack.acks.end(), id) > 0;
        };
        co_return co_await until(done);
    }
    asio::awaitable<bool> until_event(std::string key) {
        std::function<bool()> done = [this, key] {
            return event_of(key) != nullptr;
        };
        co_return co_await until(done);
    }
    asio::awaitable<bool> until_call(std::string method) {
        std::function<bool()> done = [this, method] {
            return slack.count(method) > 0;
        };
        co_return co_await until(done);
    }
    const Event* event_of(const std::string& key) const {
        const auto found = std::find_if(events.begin(), events.end(),
                                        [&](const Event& event) { return event.key == key; });
        return found == events.end() ? nullptr : &*found;
    }

    // Runs the adapter beside `script`, then stops it; both must end.
    void play(std::function<asio::awaitable<void>()> script) {
        build();
        bool ended = false;
        asio::co_spawn(loop, chat->run(), [&](std::exception_ptr thrown) {
            ended = true;
            EXPECT_FALSE(thrown);
        });
        net::test::run(loop, [&] { return finish(script, ended); });
        for (const auto* lines : {&notes, &states})
            for (const std::string& line : *lines)
                EXPECT_EQ(line.find("secret"), std::string::npos) << line;
    }
    asio::awaitable<void> finish(std::function<asio::awaitable<void>()> script, bool& ended) {
        co_await script();
        chat->stop();
        std::function<bool()> over = [this, &ended] {
            return ended || !keeps;
        };
        const bool done = co_await until(over);
        EXPECT_TRUE(done) << "run() goes on after stop()";
    }
};

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

TEST(Slack, a_warned_connection_is_replaced_before_it_ends) {
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

TEST(Slack, what_was_missed_while_both_were_cut_is_read_back) {
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
        const json view = stage.slack.calls.back().second["view"];
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
        EXPECT_EQ(std::count(stage.slack.acks.begin(), stage.slack.acks.end(), id), 1);
        const bool filled = co_await stage.until_call("views.update");
        EXPECT_TRUE(filled);
    });
}

TEST(Slack, a_post_is_found_again_by_its_key) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        Post post;
        post.key = "0123456789abcdef";
        post.channel = ChannelId("C1CHAN");
        post.zone = "Europe/Paris";
        post.created = from_unix(1'800'000'000);
        post.message.line(say("t", {{"w", Plain{"<!channel> hello"}}}));
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

TEST(Slack, a_refused_token_is_said_with_its_mend) {
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

}  // namespace
}  // namespace qm::chat::test
