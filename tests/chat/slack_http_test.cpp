// Slack's calls over HTTP as the adapter answers them: kept, then 200; told again, once.
// SPDX-License-Identifier: Apache-2.0
#include "chat/support/slack_stage.hpp"

#include <set>

namespace qm::chat::test {
namespace {

using nlohmann::json;

std::string percent(const std::string& text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += {'%', digits[byte >> 4u], digits[byte & 15u]};
    }
    return out;
}

struct Calls : SlackStage {
    Calls() {
        signing_secret = "signing-secret";
        timings.called = milliseconds(400);
    }
    SlackCall call(SlackDoor door, std::string body, std::int64_t off = 0) const {
        SlackCall made{door, std::move(body), std::to_string(wall_ms / 1000 + off), ""};
        made.signature = slack_signature(signing_secret, made.timestamp, made.body);
        return made;
    }
    SlackCall event(const std::string& text, const std::string& ts, std::int64_t off = 0) const {
        const json said = {{"type", "message"}, {"user", "U2PIA"},     {"text", text},
                           {"ts", ts},          {"channel", "C1CHAN"}, {"channel_type", "channel"}};
        return call(SlackDoor::events, json{{"type", "event_callback"}, {"event", said}}.dump(),
                    off);
    }
    SlackCall action(const json& payload) const {
        return call(SlackDoor::actions, "payload=" + percent(payload.dump()));
    }
    SlackCall slash(const std::string& command, const std::string& text,
                    const std::string& trigger) const {
        return call(SlackDoor::commands, "command=" + percent(command) + "&text=" + percent(text) +
                                             "&user_id=U1BOB&user_name=bob&channel_id=C1CHAN&"
                                             "channel_name=open&trigger_id=" +
                                             trigger);
    }
    asio::awaitable<bool> until_ready() {
        std::function<bool()> read = [this] {
            return slack.count("conversations.history") > 0 && !states.empty();
        };
        co_return co_await until(read);
    }
    std::ptrdiff_t heard(const std::string& text) const {
        return std::ranges::count(events, text, &Event::text);
    }
};

TEST(SlackHttp, what_is_said_is_kept_and_then_answered) {
    Calls stage;
    stage.play([&]() -> asio::awaitable<void> {
        const bool ready = co_await stage.until_ready();
        EXPECT_TRUE(ready);
        const auto asked = stage.call(
            SlackDoor::events, R"({"type":"url_verification","challenge":"abc","token":"x"})");
        const SlackSaid repeated = co_await stage.chat->called(asked);
        EXPECT_EQ(repeated.body, R"({"challenge":"abc"})");
        const SlackSaid said =
            co_await stage.chat->called(stage.event("<@U0ME> access", "1800000050.000001"));
        EXPECT_EQ(said.status, 200);
        EXPECT_EQ(said.body, "");
        EXPECT_TRUE(stage.event_of("slack:post:C1CHAN:1800000050.000001") != nullptr);
    });
    EXPECT_EQ(std::set(stage.states.begin(), stage.states.end()), std::set<std::string>{"up"});
    EXPECT_EQ(stage.slack.sockets, 0) << "no connection is held";
    EXPECT_EQ(stage.slack.count("apps.connections.open"), 0);
}

TEST(SlackHttp, what_is_not_kept_is_no_200_and_may_come_again) {
    Calls stage;
    stage.keeps = false;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ready();
        const auto event = stage.event("<@U0ME> access", "1800000050.000001");
        const SlackSaid late = co_await stage.chat->called(event);
        EXPECT_EQ(late.status, 503);
        stage.keeps = true;
        const SlackSaid again = co_await stage.chat->called(event);
        EXPECT_EQ(again.status, 200) << "a refused call is not taken for a replay";
        stage.breaks_on = "broken";
        const SlackSaid thrown =
            co_await stage.chat->called(stage.event("<@U0ME> broken", "1800000051.000001"));
        EXPECT_EQ(thrown.status, 503);
        EXPECT_EQ(stage.broken, 1);
        stage.keeps = false;  // the commit that never came ends with the stage
    });
}

TEST(SlackHttp, the_same_bytes_again_do_nothing) {
    Calls stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ready();
        const auto mine = stage.slash("/req", "list", "T1");
        const SlackSaid said = co_await stage.chat->called(mine);
        EXPECT_EQ(json::parse(said.body).value("text", ""), "*done*");
        const SlackSaid stolen = co_await stage.chat->called(mine);
        EXPECT_EQ(stolen.status, 200);
        EXPECT_EQ(stolen.body, "") << "whoever copied a call reads nobody's answer";
        EXPECT_EQ(stage.heard("req list"), 1);
        auto forged = mine;
        forged.body += "&x";
        const SlackSaid no = co_await stage.chat->called(forged);
        EXPECT_EQ(no.status, 401);
        EXPECT_EQ(no.why.find("req list"), std::string::npos);
        stage.wall_ms += 301'000;
        const SlackSaid old = co_await stage.chat->called(mine);
        EXPECT_EQ(old.status, 401);
    });
}

TEST(SlackHttp, a_retry_hours_later_has_the_same_key) {
    Calls stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ready();
        const std::string ts = "1800000050.000001";
        for (const std::int64_t later : {0, 60, 300, 36'000, 86'400}) {
            stage.wall_ms = 1'800'000'100'000 + later * 1'000;
            const SlackSaid said = co_await stage.chat->called(stage.event("<@U0ME> access", ts));
            EXPECT_EQ(said.status, 200) << later;
        }
    });
    std::set<std::string> keys;
    for (const Event& event : stage.events) {
        if (event.kind == EventKind::message) keys.insert(event.key);
    }
    EXPECT_EQ(keys, std::set<std::string>{"slack:post:C1CHAN:1800000050.000001"});
}

TEST(SlackHttp, a_press_and_a_form_are_answered_in_time) {
    Calls stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ready();
        const json press = {{"type", "block_actions"},
                            {"user", {{"id", "U1BOB"}}},
                            {"trigger_id", "T1"},
                            {"channel", {{"id", "C1CHAN"}}},
                            {"message", {{"ts", "1800000000.100001"}}},
                            {"actions", {{{"action_id", "take"}, {"value", "7|req take R1"}}}}};
        stage.answers_after = milliseconds(300);  // longer than Slack is let wait for an answer
        const SlackSaid pressed = co_await stage.chat->called(stage.action(press));
        EXPECT_EQ(pressed.status, 200);
        EXPECT_EQ(pressed.body, "");
        EXPECT_EQ(stage.heard("req take R1"), 1);
        const bool opened = co_await stage.until_call("views.open");
        EXPECT_TRUE(opened) << "a form that is filled later";
        stage.answers_after = milliseconds(0);
        stage.reply.refusal = true;
        const json sent = {
            {"type", "view_submission"},
            {"user", {{"id", "U1BOB"}}},
            {"view",
             {{"id", "V1"},
              {"private_metadata", R"({"c":"req reply R1","ch":"C1CHAN"})"},
              {"state", {{"values", {{"words", {{"words", {{"value", "no"}}}}}}}}}}}};
        const SlackSaid refused = co_await stage.chat->called(stage.action(sent));
        EXPECT_EQ(json::parse(refused.body).value("response_action", ""), "errors");
        const json typed = {{"type", "block_suggestion"}, {"user", {{"id", "U1BOB"}}}};
        const SlackSaid options = co_await stage.chat->called(stage.action(typed));
        EXPECT_EQ(options.body, R"({"options":[]})");
    });
}

// A proxy that was down for a quarter of an hour: Slack gave up, and newer words moved the mark.
TEST(SlackHttp, what_never_reached_us_is_read_back) {
    Calls stage;
    stage.timings.sweep = milliseconds(100);
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ready();
        const std::string lost = stage.slack.post("U2PIA", "<@U0ME> lost", false);
        stage.marks.resize(1);  // past it
        stage.marks[0].channel = ChannelId("C1CHAN");
        stage.marks[0].anchor = PostId("C1CHAN:1800090000.000001");
        stage.marks[0].anchor_ms = 1'800'090'000'000;
        const bool found = co_await stage.until_event("slack:post:C1CHAN:" + lost);
        EXPECT_TRUE(found);
        const double from =
            std::stod(stage.slack.last("conversations.history").value("oldest", std::string("0")));
        EXPECT_LE(from, 1'800'000'100.0) << "from where the newest complete reading began";
        stage.slack.refuse["users.conversations"] = "token_revoked";
        std::function<bool()> said = [&] {
            return stage.states.back().find("Check slack.bot_token") != std::string::npos;
        };
        const bool told = co_await stage.until(said);
        EXPECT_TRUE(told) << "no connection tells of it";
    });
}

}  // namespace
}  // namespace qm::chat::test
