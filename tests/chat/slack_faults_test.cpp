// What networks and Slack do to a bot, one fault after the other, as the adapter meets it. (What
// comes twice has one key: the desk handles a key once, which its own tests prove.)
// SPDX-License-Identifier: Apache-2.0
#include "chat/support/slack_stage.hpp"

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

TEST(SlackFaults, twenty_recycles_under_a_stream_of_messages_lose_nothing) {
    SlackStage stage;
    constexpr int recycles = 20;
    int least = 2;
    std::set<std::string> said;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        for (int i = 0; i < recycles; ++i) {
            const char* reason = i % 2 == 0 ? "warning" : "refresh_requested";
            stage.slack.say({{"type", "disconnect"}, {"reason", reason}});
            std::function<bool()> replaced = [&, i] {
                said.insert("slack:post:C1CHAN:" + stage.slack.post("U2PIA", "<@U0ME> help"));
                least = std::min(least, stage.slack.open());
                return stage.slack.sockets >= 3 + i && stage.slack.open() == 2;
            };
            const bool done = co_await stage.until(replaced);
            EXPECT_TRUE(done) << i;
        }
        std::function<bool()> all = [&] {
            return stage.slack.retell() == 0;
        };
        const bool acknowledged = co_await stage.until(all);
        EXPECT_TRUE(acknowledged);
    });
    EXPECT_EQ(least, 2) << "a gap at a recycle";
    EXPECT_GT(said.size(), 2u * recycles);
    const auto heard = heard_of(stage);
    for (const std::string& key : said)
        EXPECT_TRUE(heard.contains(key)) << key << " was lost";
    EXPECT_EQ(heard.size(), said.size());
    EXPECT_EQ(std::ranges::count(stage.states, "up"), 1) << "never away";
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
