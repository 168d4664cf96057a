// Words that were edited or deleted after they were told, on both platforms.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_json.hpp"
#include "chat/slack_json.hpp"
#include "chat/support/slack_stage.hpp"
#include "chat/support/stage.hpp"

#include <gtest/gtest.h>

namespace qm::chat::test {
namespace {

using nlohmann::json;

std::string edit_of(const TinyServer& server, const std::string& id) {
    for (const KeptPost& each : server.posts) {
        if (each.id == id) return "mm:post:" + id + ":edit:" + std::to_string(each.edited);
    }
    return "";
}

TEST(Changes, of_mattermost_are_told_with_their_new_words) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        const std::string root = stage.server.post("bob", "@quartermaster delete host A");
        const std::string below = stage.server.post("bob", "by noon", true, root);
        stage.server.edit(root, "@quartermaster: delete host B");
        stage.server.erase(below);
        const bool told = co_await stage.until_event("mm:post:" + below + ":gone");
        EXPECT_TRUE(told);
        const Event* edit = stage.event_of(edit_of(stage.server, root));
        EXPECT_TRUE(edit != nullptr);
        if (edit == nullptr || !told) co_return;
        EXPECT_EQ(edit->kind, EventKind::changed);
        EXPECT_EQ(edit->of, "mm:post:" + root);
        EXPECT_EQ(edit->text, "delete host B");
        EXPECT_EQ(edit->author.username, "bob");
        const Event* gone = stage.event_of("mm:post:" + below + ":gone");
        EXPECT_EQ(gone->kind, EventKind::gone);
        EXPECT_EQ(gone->root.value, root);
        EXPECT_EQ(gone->of, "mm:post:" + below);
    });
}

TEST(Changes, our_own_edits_are_no_news_and_our_own_losses_are) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        const SendOutcome sent = co_await stage.chat->send(post_of("a card"));
        stage.server.erase(sent.post.value);
        const bool told = co_await stage.until_event("mm:post:" + sent.post.value + ":gone");
        EXPECT_TRUE(told);
        const SendOutcome next = co_await stage.chat->send(post_of("another"));
        stage.server.edit(next.post.value, "another, drawn again");
        stage.server.erase(next.post.value);
        const bool again = co_await stage.until_event("mm:post:" + next.post.value + ":gone");
        EXPECT_TRUE(again);
        for (const Event& event : stage.events)
            EXPECT_NE(event.kind, EventKind::changed) << event.key;
        EXPECT_EQ(stage.events.back().author.id.value, "me");
    });
}

TEST(Changes, our_name_put_into_words_is_heard_at_once) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        const std::string plain = stage.server.post("bob", "the deploy is broken");
        stage.server.edit(plain, "@quartermaster the deploy is broken");
        const bool heard = co_await stage.until_post(plain);
        EXPECT_TRUE(heard);
        if (!heard) co_return;
        const Event* event = stage.event_of("mm:post:" + plain);
        EXPECT_TRUE(event->to_us && event->behind) << "no mark moves back to it";
    });
}

TEST(Changes, of_a_gap_are_read_in_the_threads_of_open_requests) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        const std::string root = stage.server.post("bob", "@quartermaster delete host A");
        const std::string lost = stage.server.post("bob", "@quartermaster and host C");
        co_await stage.until_post(lost);
        stage.threads = {PostId(root), PostId(lost)};
        stage.server.edit(root, "@quartermaster delete host B", false);
        stage.server.erase(lost, false);
        stage.server.drop();
        const bool told = co_await stage.until_event("mm:post:" + lost + ":gone");
        EXPECT_TRUE(told);
        const Event* edit = stage.event_of(edit_of(stage.server, root));
        EXPECT_TRUE(edit != nullptr && edit->text == "delete host B");
    });
}

TEST(Changes, what_is_edited_or_written_below_and_not_there_is_known_as_gone) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        Post edit = post_of("drawn again");
        edit.kind = PostKind::edit;
        edit.post = PostId("nothing");
        stage.server.refuse["PUT /posts/nothing/patch"] = 403;
        const SendOutcome lost = co_await stage.chat->send(edit);
        EXPECT_EQ(lost.state, SendState::refused);
        EXPECT_TRUE(lost.gone);
        edit.post = PostId(stage.server.post("me", "it stands"));
        stage.server.refuse["PUT /posts/" + edit.post.value + "/patch"] = 403;
        const SendOutcome closed = co_await stage.chat->send(edit);
        EXPECT_EQ(closed.state, SendState::refused);
        EXPECT_FALSE(closed.gone) << "it may not be edited any more, and stands there";
    });
}

TEST(Changes, the_origin_of_a_request_goes_with_its_status_post_and_leaves_room_for_buttons) {
    PostBody body;
    body.key = "0123456789abcdef";
    body.channel = "chan";
    body.origin = {"mm:slash:1",       UserId("bob"),         TeamId("core"),
                   "channel payments", "payments and others", "restart \"it\" — please"};
    for (int i = 0; i < 4; ++i)
        body.rendered.controls.push_back({"take" + std::to_string(i), "I take it", "req take", {}});
    const Binding binding{"http://127.0.0.1:9/mattermost/action", "secret", "chan", 1, 1};
    const auto read = [&] {
        json post = json::parse(write_create(body, binding));
        post.update({{"id", "p"}, {"user_id", "me"}, {"create_at", 1}});
        return *read_post(post.dump());
    };
    const Origin back = read().origin;
    EXPECT_EQ(back.event, "mm:slash:1");
    EXPECT_EQ(back.asker.value, "bob");
    EXPECT_EQ(back.team.value, "core");
    EXPECT_EQ(back.because, "channel payments");
    EXPECT_EQ(back.product, "payments and others");
    EXPECT_EQ(back.words, "restart \"it\" — please");
    body.origin.words = std::string(4'000, '"');  // twice as long in JSON
    const json post = json::parse(write_create(body, binding));
    EXPECT_EQ(post["props"]["attachments"][0]["actions"].size(), 4u);
    EXPECT_LE(post["props"].dump().size(), 8'000u);
    EXPECT_TRUE(read().origin.words.ends_with("…"));

    SlackBody said;
    said.key = body.key;
    said.origin = back;
    const json told = json::parse(write_slack_post(said));
    const json list = {
        {"ok", true},
        {"messages", {{{"ts", "1800000000.000001"}, {"metadata", told["metadata"]}}}}};
    const auto messages = read_slack_messages(list.dump(), "C1CHAN");
    ASSERT_TRUE(messages);
    EXPECT_EQ(messages->front().origin.words, back.words);
    EXPECT_EQ(messages->front().origin.team.value, "core");
    EXPECT_EQ(messages->front().origin.because, "channel payments");
}

TEST(Changes, of_a_name_are_known_with_the_next_words) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        const std::string first = stage.server.post("bob", "@quartermaster one");
        co_await stage.until_post(first);
        stage.server.last_names["bob"] = "Smith";
        stage.server.say("user_updated", R"({"user":{"id":"bob","last_name":"Smith"}})");
        const std::string second = stage.server.post("bob", "@quartermaster two");
        co_await stage.until_post(second);
        EXPECT_EQ(stage.event_of("mm:post:" + first)->author.display, "Ms bob");
        EXPECT_EQ(stage.event_of("mm:post:" + second)->author.display, "Ms Smith");
    });
}

TEST(Changes, a_press_that_comes_over_both_connections_is_answered_once) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const auto press = [&](const std::string& trigger) {
            return json{
                {"type", "block_actions"},
                {"user", {{"id", "U1BOB"}, {"username", "bob"}}},
                {"trigger_id", trigger},
                {"response_url", stage.slack.response_url()},
                {"channel", {{"id", "C1CHAN"}, {"name", "open"}}},
                {"container", {{"message_ts", "1800000000.100001"}}},
                {"message", {{"ts", "1800000000.100001"}}},
                {"actions",
                 {{{"action_id", "take"}, {"block_id", "row0"}, {"value", "7|req take R1"}}}}};
        };
        for (const char* trigger : {"T1", "T1", "T2"}) {
            const std::string id = stage.slack.tell("interactive", press(trigger));
            const bool acked = co_await stage.until_ack(id);
            EXPECT_TRUE(acked);
        }
        std::function<bool()> answered = [&] {
            return stage.slack.said.size() == 2;
        };
        const bool both = co_await stage.until(answered);
        EXPECT_TRUE(both);
        int presses = 0;
        for (const Event& event : stage.events)
            presses += event.kind == EventKind::press ? 1 : 0;
        EXPECT_EQ(presses, 2) << "T1 once, T2";
    });
}

json change(const json& message) {
    return {{"type", "event_callback"},
            {"event",
             {{"type", "message"},
              {"subtype", "message_changed"},
              {"channel", "C1CHAN"},
              {"ts", "1800000000.990001"},
              {"message", message}}}};
}

TEST(Changes, of_slack_are_told_once_they_are_of_words) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const std::string root = stage.slack.post("U2PIA", "<@U0ME> delete host A");
        json message = {{"ts", root}, {"user", "U2PIA"}, {"text", "<@U0ME> delete host A"}};
        stage.slack.tell("events_api", change(message));  // a link was unfurled
        message["text"] = "<@U0ME> delete host B";
        message["edited"] = {{"user", "U2PIA"}, {"ts", "1800000001.000001"}};
        stage.slack.tell("events_api", change(message));
        const std::string key = "slack:post:C1CHAN:" + root;
        const bool told = co_await stage.until_event(key + ":edit:1800000001.000001");
        EXPECT_TRUE(told);
        if (!told) co_return;
        const Event* edit = stage.event_of(key + ":edit:1800000001.000001");
        EXPECT_EQ(edit->kind, EventKind::changed);
        EXPECT_EQ(edit->text, "delete host B");
        EXPECT_EQ(edit->of, key);
        stage.slack.tell("events_api",
                         change({{"ts", root}, {"user", "USLACKBOT"}, {"subtype", "tombstone"}}));
        const bool gone = co_await stage.until_event(key + ":gone");
        EXPECT_TRUE(gone) << "with replies below it a tombstone stands there";
        int changes = 0;
        for (const Event& event : stage.events)
            changes += event.kind == EventKind::changed ? 1 : 0;
        EXPECT_EQ(changes, 1);
    });
}

TEST(Changes, of_slack_that_delete_say_whose_words_they_were) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const std::string root = stage.slack.post("U2PIA", "<@U0ME> delete host A");
        const json before = {{"ts", root}, {"user", "U2PIA"}, {"text", "<@U0ME> delete host A"}};
        stage.slack.tell("events_api", {{"type", "event_callback"},
                                        {"event",
                                         {{"type", "message"},
                                          {"subtype", "message_deleted"},
                                          {"channel", "C1CHAN"},
                                          {"ts", "1800000000.990002"},
                                          {"deleted_ts", root},
                                          {"previous_message", before}}}});
        const std::string key = "slack:post:C1CHAN:" + root + ":gone";
        const bool told = co_await stage.until_event(key);
        EXPECT_TRUE(told);
        const Event* gone = stage.event_of(key);
        EXPECT_TRUE(gone != nullptr && gone->author.id.value == "U2PIA");
    });
}

TEST(Changes, of_slack_with_our_name_put_in_are_heard_at_once) {
    SlackStage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_links(2);
        const std::string plain = stage.slack.post("U2PIA", "the deploy is broken");
        stage.slack.tell("events_api",
                         change({{"ts", plain},
                                 {"user", "U2PIA"},
                                 {"text", "<@U0ME> the deploy is broken"},
                                 {"edited", {{"user", "U2PIA"}, {"ts", "1800000001.000001"}}}}));
        const bool heard = co_await stage.until_event("slack:post:C1CHAN:" + plain);
        EXPECT_TRUE(heard);
        const Event* event = stage.event_of("slack:post:C1CHAN:" + plain);
        EXPECT_TRUE(event != nullptr && event->to_us);
    });
}

}  // namespace
}  // namespace qm::chat::test
