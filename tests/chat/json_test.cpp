// Readers on the recorded frames of a real Mattermost 5.38, and on what none should send; writers
// within the platform's bounds.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_json.hpp"
#include "chat/mattermost_seal.hpp"
#include "chat/utf8.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace qm::chat::test {
namespace {

using nlohmann::json;

std::string recorded(const std::string& name) {
    std::ifstream file(std::string(QM_SOURCE_DIR) + "/tests/chat/payloads/mattermost/" + name);
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_FALSE(text.str().empty()) << name;
    return text.str();
}

TEST(Json, reads_every_recorded_frame) {
    int frames = 0;
    for (const auto& file : std::filesystem::directory_iterator(
             std::string(QM_SOURCE_DIR) + "/tests/chat/payloads/mattermost")) {
        const std::string name = file.path().filename().string();
        if (!name.ends_with(".json")) continue;
        const json value = json::parse(recorded(name));
        if (!value.contains("event") && !value.contains("status")) continue;
        const auto frame = read_frame(recorded(name));
        ASSERT_TRUE(frame) << name << frame.error().what;
        if (value.contains("event")) {
            EXPECT_EQ(frame->seq, value["seq"].get<std::int64_t>()) << name;
        }
        ++frames;
    }
    EXPECT_GE(frames, 18);
}

TEST(Json, knows_hello_and_replies) {
    const auto hello = read_frame(recorded("hello.json"));
    EXPECT_EQ(hello->kind, FrameKind::hello);
    EXPECT_EQ(hello->connection_id, "rjntbripstghbjrk4ndx9yffky");
    const auto pong = read_frame(recorded("reply_ok_2.json"));
    EXPECT_EQ(pong->kind, FrameKind::reply);
    EXPECT_TRUE(pong->ok);
    EXPECT_EQ(pong->seq_reply, 2);
    const auto refused = read_frame(recorded("reply_fail.json"));
    EXPECT_FALSE(refused->ok);
    EXPECT_EQ(refused->status, 500);
    EXPECT_EQ(refused->error_id, "api.web_socket_router.bad_action.app_error");
    EXPECT_EQ(read_frame(recorded("reply_fail_2.json"))->seq_reply, 0);
}

TEST(Json, reads_the_post_inside_the_frame) {
    const auto asked = read_frame(recorded("posted.json"));
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->kind, FrameKind::posted);
    EXPECT_EQ(asked->post.id, "k7jam8c3d7ykzcyghr1pjyijuw");
    EXPECT_EQ(asked->post.message, "@quartermaster can somebody create a topic `orders-v2`?");
    EXPECT_EQ(asked->post.create_at, 1795467288161);
    EXPECT_EQ(asked->channel_name, "run");
    EXPECT_EQ(asked->channel_type, 'O');
    EXPECT_FALSE(asked->post.from_machine);
    const auto answered = read_frame(recorded("posted_2.json"));
    EXPECT_TRUE(answered->post.from_machine);
    EXPECT_EQ(answered->post.root, "k7jam8c3d7ykzcyghr1pjyijuw");
    const auto added = read_frame(recorded("user_added.json"));
    EXPECT_EQ(added->kind, FrameKind::user_added);
    EXPECT_EQ(added->user, "e1c931z54bgnmnkgppsn77a3do");
    EXPECT_EQ(added->channel, "4o454rrfftycixezdsa3jrbnar");
    const auto edited = read_frame(recorded("post_edited.json"));
    EXPECT_EQ(edited->kind, FrameKind::edited);
    EXPECT_EQ(edited->post.edit_at, 1795467391411);
}

TEST(Json, names_what_is_missing) {
    const auto error_of = [](std::string_view text) {
        const auto post = read_post(text);
        return post ? std::string("read") : post.error().what;
    };
    EXPECT_EQ(error_of(R"({"channel_id":"c","user_id":"u","create_at":1})"), "A post without id.");
    EXPECT_EQ(error_of(R"({"id":"a","channel_id":"c","user_id":7,"create_at":1})"),
              "A post without user_id.");
    EXPECT_EQ(error_of(R"({"id":"a","channel_id":"c","user_id":"u","create_at":1.5})"),
              "A post without create_at.");
    EXPECT_EQ(error_of("[]"), "A post that is no object.");
    EXPECT_EQ(error_of("{"), "A post that is no JSON.");
    EXPECT_EQ(error_of(""), "A post that is no JSON.");
    EXPECT_EQ(error_of(R"({"id":"a","channel_id":"c","user_id":"u","create_at":1,"props":[]})"),
              "read");
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    EXPECT_EQ(read_frame(deep).error().what, "A frame nested over 32 levels.");
    EXPECT_EQ(read_frame(std::string((8u << 20) + 1, ' ')).error().code, errc::too_large);
    EXPECT_FALSE(read_frame(R"({"event":"posted","data":{"post":"{}"},"seq":1})"));
    EXPECT_FALSE(read_frame(R"({"event":"posted","data":{},"seq":1})"));
    EXPECT_FALSE(read_frame(R"({"event":"posted","seq":-1})"));
    EXPECT_FALSE(read_frame("{}"));
}

// Whatever byte is lost or changed, a reader answers.
TEST(Json, survives_every_cut) {
    const std::string whole = recorded("posted_2.json");
    for (std::size_t i = 0; i < whole.size(); ++i) {
        (void)read_frame(whole.substr(0, i));
        std::string changed = whole;
        changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
        (void)read_frame(changed);
    }
    EXPECT_FALSE(read_frame(whole.substr(0, whole.size() / 2)));
}

TEST(Json, reads_lists_once_each) {
    const auto posts = read_posts(
        R"({"order":["b","a","b"],"posts":{
        "a":{"id":"a","channel_id":"c","user_id":"u","create_at":1,"props":{"qm":{"k":"key"}}},
        "b":{"id":"b","channel_id":"c","user_id":"u","create_at":2},
        "x":{"id":"x","channel_id":"c","user_id":"u","create_at":0}}})");
    ASSERT_TRUE(posts);
    ASSERT_EQ(posts->size(), 2u);
    EXPECT_EQ((*posts)[0].id, "b");
    EXPECT_EQ((*posts)[1].key, "key");
    EXPECT_TRUE(read_posts(R"({"order":null,"posts":null})")->empty());
    EXPECT_FALSE(read_posts(R"({"order":["a"],"posts":{}})"));
    const auto user = read_user(
        R"({"id":"u","username":"bob","nickname":"","first_name":"Bob","last_name":"B",
        "timezone":{"useAutomaticTimezone":"false","manualTimezone":"Asia/Tokyo"}})");
    EXPECT_EQ(user->display, "Bob B");
    EXPECT_EQ(user->zone, "Asia/Tokyo");
}

TEST(Json, says_the_id_of_an_error_never_its_sentence) {
    EXPECT_EQ(read_error_id(R"({"id":"api.context.x","message":"token=SECRET"})"), "api.context.x");
    EXPECT_EQ(read_error_id(R"({"id":"token=SECRET <x>"})"), "tokenx");
    EXPECT_EQ(read_error_id("limit exceeded\n"), "");
}

Rendered with_controls(int count, int choices) {
    Rendered out;
    out.text = "text";
    for (int i = 0; i < count; ++i) {
        RenderedControl control{"c" + std::to_string(i), "label é", "req take R1", {}, i == 0};
        for (int j = 0; j < choices; ++j)
            control.choices.push_back({"choice " + std::to_string(j), "value" + std::to_string(j)});
        out.controls.push_back(std::move(control));
    }
    return out;
}

TEST(Json, writes_posts_that_can_be_found_and_pressed) {
    const Binding binding{"http://q/mattermost/action", "secret", "chan", 7, 1'000'000};
    const PostBody body{"chan", "root", "pending", "key", with_controls(2, 3)};
    const json post = json::parse(write_create(body, binding));
    EXPECT_EQ(post["channel_id"], "chan");
    EXPECT_EQ(post["root_id"], "root");
    EXPECT_EQ(post["pending_post_id"], "pending");
    EXPECT_EQ(post["props"]["qm"]["k"], "key");
    const json& action = post["props"]["attachments"][0]["actions"][0];
    EXPECT_EQ(action["id"], "c0");
    EXPECT_EQ(action["type"], "select");
    EXPECT_EQ(action["style"], "primary");
    EXPECT_EQ(action["options"][2]["value"], "value2");
    EXPECT_EQ(action["integration"]["url"], "http://q/mattermost/action");
    const json& context = action["integration"]["context"];
    EXPECT_EQ(context["c"], "req take R1");
    EXPECT_EQ(context["v"], 7);
    EXPECT_EQ(context["ch"], "chan");
    EXPECT_EQ(context["e"], 1'000'000 + button_life);
    EXPECT_EQ(context["s"].get<std::string>().size(), 64u);
    const json patch = json::parse(write_patch(body, binding));
    EXPECT_EQ(patch["props"]["qm"]["k"], "key");
    EXPECT_FALSE(patch["props"]["attachments"].empty());
}

TEST(Json, leaves_buttons_out_that_nobody_could_press) {
    const PostBody body{"chan", "", "", "key", with_controls(2, 0)};
    for (const Binding& binding :
         {Binding{"", "secret", "", 0, 0}, Binding{"http://q", "", "", 0, 0}}) {
        const json post = json::parse(write_create(body, binding));
        EXPECT_TRUE(post["props"]["attachments"].empty());
        EXPECT_EQ(post["props"]["qm"]["k"], "key");
    }
}

TEST(Json, keeps_props_within_their_bound) {
    const Binding binding{"http://q/mattermost/action", "secret", "chan", 7, 1'000'000};
    for (const auto& [count, choices] : {std::pair(20, 0), {20, 100}, {1, 100}, {40, 1}}) {
        const PostBody body{"chan", "", "", "key", with_controls(count, choices)};
        const json props = json::parse(write_create(body, binding))["props"];
        EXPECT_LE(count_points(props.dump()), props_points_max);
        EXPECT_FALSE(props["attachments"][0]["actions"].empty());
        EXPECT_EQ(props["qm"]["k"], "key");
    }
}

TEST(Json, answers_hooks) {
    const Binding binding{"http://q/mattermost/action", "secret", "chan", 0, 1};
    const json command = json::parse(write_command_answer(with_controls(1, 0), binding));
    EXPECT_EQ(command["response_type"], "ephemeral");
    EXPECT_EQ(command["skip_slack_parsing"], true);
    EXPECT_EQ(command["attachments"][0]["actions"].size(), 1u);
    EXPECT_EQ(write_action_answer({}), "{}");
    const json action = json::parse(write_action_answer(with_controls(1, 0)));
    EXPECT_EQ(action["ephemeral_text"], "text");
    EXPECT_FALSE(action.contains("update"));
    EXPECT_EQ(write_dialog_answer({}), "{}");
    EXPECT_EQ(write_dialog_answer({{"words", "too short"}}), R"({"errors":{"words":"too short"}})");
    EXPECT_EQ(write_dialog_answer({{"", "no"}}), R"({"error":"no"})");
    Rendered broken;
    broken.text = "\xff";
    EXPECT_NO_THROW((void)write_command_answer(broken, binding));
}

}  // namespace
}  // namespace qm::chat::test
