// What networks and Slack do to a bot, one fault after the other, as the adapter meets it. (What
// comes twice has one key: the desk handles a key once, which its own tests prove.)
// SPDX-License-Identifier: Apache-2.0
#include "chat/support/gate.hpp"
#include "chat/support/slack_stage.hpp"

#include <cstdlib>
#include <map>
#include <set>

namespace qm::chat::test {
namespace {

std::map<std::string, int> heard_of(const SlackStage& stage) {
    std::map<std::string, int> heard;
    for (const Event& event : stage.events) {
        if (event.kind == EventKind::message) ++heard[event.key];
    }
    return heard;
}

// A thousand; ten thousand in the long tests. Slack recycles about once an hour: with two and more
// messages at each, that is twenty a second and more at the moment that counts.
TEST(SlackFaults, recycles_under_a_stream_of_messages_lose_nothing) {
    const int recycles = std::getenv("QM_SOAK") != nullptr ? 10'000 : 1'000;
    SlackStage stage;
    stage.timings.drain = milliseconds(2);
    stage.slack.keeps_history = false;
    std::set<std::string> said;
    int told_again = 0;
    const auto recycle = [&](int i) -> asio::awaitable<bool> {
        const char* reason = i % 2 == 0 ? "warning" : "refresh_requested";
        stage.slack.say({{"type", "disconnect"}, {"reason", reason}});
        std::function<bool()> replaced = [&, i] {
            said.insert("slack:post:C1CHAN:" + stage.slack.post("U2PIA", "<@U0ME> help"));
            return stage.slack.sockets >= 3 + i && stage.slack.open() == 2;
        };
        co_return co_await stage.until(replaced, milliseconds(1));
    };
    const auto script = [&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        bool done = true;
        for (int i = 0; i < recycles && done; ++i) {
            const bool replaced = co_await recycle(i);
            EXPECT_TRUE(replaced) << i;
            done = replaced;
        }
        std::function<bool()> all = [&] {
            const int open = stage.slack.retell();
            told_again += open;
            return open == 0;
        };
        const bool acknowledged = co_await stage.until(all);
        EXPECT_TRUE(acknowledged);
        EXPECT_GE(stage.slack.least_open, 2) << "a gap at a recycle";
    };
    stage.play(script, std::chrono::minutes(9));
    EXPECT_GE(said.size(), 2u * static_cast<std::size_t>(recycles));
    const auto heard = heard_of(stage);
    int doubled = 0;
    for (const std::string& key : said) {
        EXPECT_TRUE(heard.contains(key)) << key << " was lost";
        doubled += heard.contains(key) && heard.at(key) > 1 ? 1 : 0;
    }
    testing::Test::RecordProperty("messages", static_cast<int>(said.size()));
    testing::Test::RecordProperty("told_again", told_again);
    EXPECT_EQ(heard.size(), said.size());
    EXPECT_LE(doubled, told_again) << "what Slack told once was heard twice";
    EXPECT_EQ(std::ranges::count(stage.states, "up"), 1) << "never away";
}

// Open, but nothing passes any more, not even a ping: what Slack sent there is told again, and what
// it never tells is read back.
TEST(SlackFaults, a_silent_connection_is_noticed_and_nothing_is_lost) {
    SlackStage stage;
    Gate gate(stage.loop, stage.slack.port());
    stage.slack.socket_port = gate.port();
    stage.timings.idle = milliseconds(1'000);  // a tenth of what it is in earnest
    std::vector<std::string> said;
    milliseconds noticed_after{0};
    const auto say_some = [&](bool told) {
        for (int i = 0; i < 5; ++i)
            said.push_back("slack:post:C1CHAN:" + stage.slack.post("U2PIA", "<@U0ME> x", told));
    };
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const std::size_t states = stage.states.size();
        gate.hold();
        const auto since = stage.steady();
        say_some(true);
        say_some(false);
        std::function<bool()> down = [&] {
            return stage.states.size() > states;
        };
        const bool noticed = co_await stage.until(down);
        EXPECT_TRUE(noticed);
        noticed_after = stage.steady() - since;
        std::function<bool()> replaced = [&] {
            return gate.connections() >= 4 && stage.states.back() == "up";
        };
        const bool again = co_await stage.until(replaced);
        EXPECT_TRUE(again);
        const bool read = co_await stage.until_event(said.back());
        EXPECT_TRUE(read);
        said.push_back("slack:post:C1CHAN:" + stage.slack.post("U2PIA", "<@U0ME> after"));
        const bool after = co_await stage.until_event(said.back());
        EXPECT_TRUE(after) << "the new connections are heard";
    });
    testing::Test::RecordProperty("noticed_ms", static_cast<int>(noticed_after.count()));
    EXPECT_LE(noticed_after.count(), 1'500) << "in earnest: within 15 seconds";
    const auto heard = heard_of(stage);
    for (const std::string& key : said)
        EXPECT_TRUE(heard.contains(key)) << key << " was lost";
}

// A connection that answers pings and tells nothing: nobody could know but by looking.
TEST(SlackFaults, what_an_idle_looking_connection_keeps_to_itself_is_read_back) {
    SlackStage stage;
    stage.timings.sweep = milliseconds(200);
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const std::string kept = stage.slack.post("U2PIA", "<@U0ME> never told", false);
        const bool heard = co_await stage.until_event("slack:post:C1CHAN:" + kept);
        EXPECT_TRUE(heard);
    });
    EXPECT_EQ(stage.slack.sockets, 2) << "and no connection is ended for it";
}

TEST(SlackFaults, reading_back_in_no_hurry_makes_way_for_what_was_missed) {
    SlackStage stage;
    stage.timings.sweep = milliseconds(200);
    stage.timings.unhurried = std::chrono::minutes(1);
    stage.slack.page = 1;
    for (int i = 0; i < 3; ++i)
        stage.slack.post("U2PIA", "<@U0ME> x", false);
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        std::function<bool()> read = [&] {
            return stage.slack.count("conversations.history") == 4;
        };
        const bool waits = co_await stage.until(read);
        EXPECT_TRUE(waits) << "three pages at once, and the first of the next round";
        asio::steady_timer timer(stage.loop, milliseconds(300));
        co_await timer.async_wait(asio::use_awaitable);
        EXPECT_EQ(stage.slack.count("conversations.history"), 4) << "in no hurry";
        stage.slack.drop();
        const std::string missed = stage.slack.post("U2PIA", "<@U0ME> missed", false);
        const bool heard = co_await stage.until_event("slack:post:C1CHAN:" + missed);
        EXPECT_TRUE(heard);
    });
}

TEST(SlackFaults, what_was_missed_is_told_in_the_order_of_time) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const std::string root = stage.slack.post("U2PIA", "<@U0ME> old");
        co_await stage.until_event("slack:post:C1CHAN:" + root);
        const Event& first = stage.events.back();
        stage.threads.push_back(first.post);
        stage.marks.push_back({first.channel.id, first.post, first.at_ms});
        stage.slack.drop();
        std::vector<std::string> written;
        for (const std::string& thread : {std::string(), root, std::string(), root})
            written.push_back("slack:post:C1CHAN:" +
                              stage.slack.post("U2PIA", "<@U0ME> x", false, thread));
        const bool got = co_await stage.until_event(written.back());
        EXPECT_TRUE(got);
        std::vector<std::string> heard;
        for (const Event& event : stage.events)
            if (std::ranges::count(written, event.key) > 0) heard.push_back(event.key);
        EXPECT_EQ(heard, written);
    });
}

TEST(SlackFaults, a_limit_on_new_connections_is_waited_for) {
    SlackStage stage;
    stage.slack.refuse["apps.connections.open"] = "429";
    stage.slack.retry_after["apps.connections.open"] = 2;
    const auto since = stage.steady();
    stage.play([&]() -> asio::awaitable<void> {
        std::function<bool()> one = [&] {
            return stage.slack.count("apps.connections.open") > 2;
        };
        const bool again = co_await stage.until(one);
        EXPECT_TRUE(again);
        // Both connections were asked for at once: one was refused, then both wait.
        EXPECT_GE((stage.steady() - since).count(), 1'900);
        const bool both = co_await stage.until_links(2);
        EXPECT_TRUE(both);
        stage.slack.say({{"type", "disconnect"}, {"reason", "too_many_websockets"}});
        asio::steady_timer timer(stage.loop, milliseconds(500));
        co_await timer.async_wait(asio::use_awaitable);
        const bool two = co_await stage.until_links(2);
        EXPECT_TRUE(two);
    });
    EXPECT_LE(stage.slack.count("apps.connections.open"), 5);
}

TEST(SlackFaults, a_retry_hours_later_has_the_same_key) {
    SlackStage stage;
    const nlohmann::json told = {{"type", "event_callback"},
                                 {"event_id", "Ev1"},
                                 {"event",
                                  {{"type", "message"},
                                   {"user", "U2PIA"},
                                   {"channel", "C1CHAN"},
                                   {"text", "<@U0ME> x"},
                                   {"ts", "1800000000.900001"}}}};
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        std::string last = stage.slack.tell("events_api", told);
        for (int attempt = 1; attempt <= 3; ++attempt) {
            const bool acked = co_await stage.until_ack(last);
            EXPECT_TRUE(acked);
            stage.wall_ms += 5 * 3'600'000;
            last = stage.slack.retry(told, attempt);
        }
        const bool acked = co_await stage.until_ack(last);
        EXPECT_TRUE(acked) << "or Slack would go on";
    });
    const auto heard = heard_of(stage);
    EXPECT_EQ(heard.size(), 1u) << "the inbox, which keeps a key for two months, decides";
    EXPECT_EQ(heard.begin()->first, "slack:post:C1CHAN:1800000000.900001");
}

TEST(SlackFaults, a_limit_holds_for_its_method_and_its_time_alone) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const SendOutcome first = co_await stage.chat->send(a_post("one"));
        EXPECT_EQ(first.state, SendState::sent);
        stage.slack.refuse["chat.postMessage"] = "429";
        stage.slack.retry_after["chat.postMessage"] = 2;
        const auto since = stage.steady();
        const SendOutcome limited = co_await stage.chat->send(a_post("two"));
        EXPECT_EQ(limited.state, SendState::later);
        EXPECT_EQ(limited.wait.count(), 2);
        const int asked = stage.slack.count("chat.postMessage");
        Post edit = a_post("one, edited");
        edit.kind = PostKind::edit;
        edit.post = first.post;
        const SendOutcome edited = co_await stage.chat->send(edit);
        EXPECT_EQ(edited.state, SendState::sent) << "another method is not held up";
        EXPECT_TRUE(stage.chat->pace().apart) << "and whoever sends may rely on it";
        SendOutcome again;
        std::function<bool()> out = [&] {
            return again.state == SendState::sent;
        };
        while (!out() && stage.steady() - since < std::chrono::seconds(5)) {
            const auto before = stage.steady();
            SendOutcome one = co_await stage.chat->send(a_post("two"));
            again = one;
            if (before - since < std::chrono::milliseconds(1'950)) {
                EXPECT_EQ(stage.slack.count("chat.postMessage"), asked) << "called before its time";
            }
            asio::steady_timer timer(stage.loop, milliseconds(50));
            co_await timer.async_wait(asio::use_awaitable);
        }
        EXPECT_TRUE(out());
        EXPECT_GE((stage.steady() - since).count(), 2'000);
    });
}

TEST(SlackFaults, what_is_told_again_has_the_same_key) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const nlohmann::json event = {{"type", "message"},   {"user", "U2PIA"},
                                      {"channel", "C1CHAN"}, {"channel_type", "channel"},
                                      {"text", "<@U0ME> x"}, {"ts", "1800000000.900001"}};
        std::string last;
        for (int i = 0; i < 3; ++i)  // a retry, by another envelope; app_mention tells it as well
            last = stage.slack.tell("events_api", {{"type", "event_callback"}, {"event", event}});
        auto mention = event;
        mention["type"] = "app_mention";
        last = stage.slack.tell("events_api", {{"type", "event_callback"}, {"event", mention}});
        const bool acked = co_await stage.until_ack(last);
        EXPECT_TRUE(acked);
    });
    const auto heard = heard_of(stage);
    EXPECT_EQ(heard.size(), 1u);
    EXPECT_EQ(heard.begin()->first, "slack:post:C1CHAN:1800000000.900001");
    EXPECT_EQ(stage.slack.acks.size(), 4u) << "each is acknowledged";
}

TEST(SlackFaults, edits_and_deletions_before_their_message_ask_for_nothing) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        for (const char* subtype : {"message_changed", "message_deleted"}) {
            stage.slack.tell("events_api", {{"type", "event_callback"},
                                            {"event",
                                             {{"type", "message"},
                                              {"subtype", subtype},
                                              {"channel", "C1CHAN"},
                                              {"user", "U2PIA"},
                                              {"text", "<@U0ME> x"},
                                              {"ts", "1800000000.900002"},
                                              {"message", {{"ts", "1800000000.900001"}}}}}});
        }
        const std::string reply =
            stage.slack.post("U2PIA", "<@U0ME> below", true, "1800000000.900001");
        const bool heard = co_await stage.until_event("slack:post:C1CHAN:" + reply);
        EXPECT_TRUE(heard) << "a reply before its root is a reply";
        const std::string root = heard ? stage.events.back().root.value : "";
        EXPECT_EQ(root, "C1CHAN:1800000000.900001");
    });
    EXPECT_EQ(heard_of(stage).size(), 1u);
}

TEST(SlackFaults, a_long_past_is_read_by_pages_and_past_a_limit) {
    SlackStage stage;
    stage.slack.page = 7;
    std::vector<std::string> said;
    for (int i = 0; i < 50; ++i)
        said.push_back("slack:post:C1CHAN:" + stage.slack.post("U2PIA", "<@U0ME> x", false));
    stage.slack.refuse["conversations.history"] = "429";  // once
    stage.play([&]() -> asio::awaitable<void> {
        const bool all = co_await stage.until_event(said.back());
        EXPECT_TRUE(all);
    });
    std::vector<std::string> order;
    for (const Event& event : stage.events) {
        if (event.kind == EventKind::message) order.push_back(event.key);
    }
    EXPECT_EQ(order, said) << "each once, the earliest first";
    EXPECT_EQ(stage.slack.count("conversations.history"), 9) << "one 429 and eight pages";
}

TEST(SlackFaults, a_post_whose_answer_was_lost_is_found) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        stage.slack.loses_answer = true;
        const SendOutcome lost = co_await stage.chat->send(a_post("hello"));
        EXPECT_EQ(lost.state, SendState::unknown);
        std::vector<Post> doubtful(1, a_post("hello"));
        const auto seen = co_await stage.chat->look(std::move(doubtful));
        EXPECT_EQ(seen.at(0).state, SendState::sent);
        EXPECT_EQ(seen.at(0).post.value,
                  "C1CHAN:" + stage.slack.messages.back()["ts"].get<std::string>());
    });
    EXPECT_EQ(stage.slack.count("chat.postMessage"), 1) << "nothing is posted blindly again";
}

TEST(SlackFaults, a_server_that_hangs_up_is_not_stormed) {
    SlackStage stage;
    stage.timings.reconnect_scale = 1.0;
    stage.slack.hangs_up = true;
    stage.play([&]() -> asio::awaitable<void> {
        asio::steady_timer timer(stage.loop, milliseconds(1'500));
        co_await timer.async_wait(asio::use_awaitable);
    });
    // Two links; each waits up to 0.5 s, then up to 1 s …, by chance: far from hundreds.
    EXPECT_LE(stage.slack.count("apps.connections.open"), 40);
    EXPECT_GE(stage.slack.count("apps.connections.open"), 2);
}

TEST(SlackFaults, socket_mode_switched_off_is_said_and_no_loop) {
    SlackStage stage;
    stage.timings.reconnect_scale = 1.0;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        for (int i = 0; i < 2; ++i) {
            const int open = stage.slack.open();
            stage.slack.say({{"type", "disconnect"}, {"reason", "link_disabled"}});
            std::function<bool()> fewer = [&stage, open] {
                return stage.slack.open() < open;
            };
            co_await stage.until(fewer);
        }
        asio::steady_timer timer(stage.loop, milliseconds(1'000));
        co_await timer.async_wait(asio::use_awaitable);
    });
    const bool said = std::ranges::any_of(stage.states, [](const std::string& line) {
        return line.find("Socket Mode is switched off") != line.npos;
    });
    EXPECT_TRUE(said);
    EXPECT_LE(stage.slack.count("apps.connections.open"), 4) << "it waits for somebody to mend it";
}

}  // namespace
}  // namespace qm::chat::test
