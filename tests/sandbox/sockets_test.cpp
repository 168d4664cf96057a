// The websocket over loopback: frames as recorded from a Mattermost server (platforms, T1 to T2c).
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/streams.hpp"
#include "sandbox/support/town.hpp"

#include <gtest/gtest.h>

namespace qm::sandbox::test {
namespace {

std::string with(std::string text, const std::string& part, const std::string& name) {
    for (auto at = text.find(part); !part.empty() && at != text.npos; at = text.find(part, at))
        text.replace(at, part.size(), name);
    return text;
}

// The frame that fits as it came, ids and times replaced by names.
std::string text_of(const Ear& ear, const std::string& event) {
    for (const std::string& text : ear.texts())
        if (text.starts_with("{\"event\":\"" + event + "\"")) return text;
    return {};
}

TEST(Sockets, ChallengeHelloPingAndErrors) {
    Town town;
    auto ear = town.listen("");
    ear->say(R"({"action":"authentication_challenge","seq":1,"data":{"token":")" +
             std::string(Town::bot) + R"("}})");
    ear->say(R"({"action":"ping","seq":2})");
    ear->say(R"({"action":"nope","seq":3})");
    ear->say(R"({"action":"ping","seq":0})");
    ear->say(R"({"seq":99})");
    ear->reply(99);
    std::string bot = town.user("quartermaster");
    json hello = ear->event("hello"), pong = ear->reply(2);
    std::string connection = hello["data"]["connection_id"];
    std::vector<std::string> heard;
    for (std::string text : ear->texts()) {
        text = with(with(text, bot, "BOT"), connection, "CONNECTION");
        heard.push_back(with(text, pong["data"]["server_time"].dump(), "NOW"));
    }
    std::vector<std::string> want = {
        R"({"event":"hello","data":{"connection_id":"CONNECTION","server_version":)"
        R"("5.38.0..5b4b8d937a25e5d1116fa64a2ecd8835.false"},"broadcast":{"omit_users":null,)"
        R"("user_id":"BOT","channel_id":"","team_id":""},"seq":0})",
        R"({"status":"OK","seq_reply":1})",
        R"({"event":"status_change","data":{"status":"online","user_id":"BOT"},"broadcast":)"
        R"({"omit_users":null,"user_id":"BOT","channel_id":"","team_id":""},"seq":1})",
        R"({"status":"OK","seq_reply":2,"data":{"node_id":"","server_time":NOW,"text":"pong",)"
        R"("version":"5.38.0"}})",
        R"({"status":"FAIL","seq_reply":3,"error":{"id":)"
        R"("api.web_socket_router.bad_action.app_error","message":"Unknown WebSocket action.",)"
        R"("detailed_error":"","status_code":500}})",
        R"({"status":"FAIL","error":{"id":"api.web_socket_router.bad_seq.app_error",)"
        R"("message":"Invalid sequence for WebSocket message.","detailed_error":"",)"
        R"("status_code":400}})",
        R"({"status":"FAIL","seq_reply":99,"error":{"id":)"
        R"("api.web_socket_router.no_action.app_error","message":"No websocket action.",)"
        R"("detailed_error":"","status_code":400}})",
    };
    EXPECT_EQ(heard, want);
    EXPECT_EQ(connection.size(), 26u);
}

TEST(Sockets, HeaderIsEnoughAndAChallengeOnTopIsIgnored) {
    Town town;
    auto ear = town.listen(Town::bot);
    ear->event("hello");
    ear->say(R"({"action":"authentication_challenge","seq":1,"data":{"token":"wrong"}})");
    ear->say(R"({"action":"ping","seq":2})");
    EXPECT_EQ(ear->reply(2)["status"], "OK");
    for (const std::string& text : ear->texts())
        EXPECT_EQ(text.find("\"seq_reply\":1"), text.npos) << text;
}

TEST(Sockets, WhoDoesNotAuthenticateIsDropped) {
    Town town([](Options& options) { options.socket_patience = std::chrono::milliseconds(80); });
    auto silent = town.listen("");
    EXPECT_TRUE(silent->closed_soon());
    auto wrong = town.listen("no-such-token");  // 101, then as silent
    EXPECT_TRUE(wrong->closed_soon());
    EXPECT_TRUE(wrong->texts().empty());
    auto good = town.listen(Town::bot);
    good->event("hello");
    spin_until(town.io, [end = std::chrono::steady_clock::now() + std::chrono::milliseconds(160)] {
        return std::chrono::steady_clock::now() > end;
    });
    good->say(R"({"action":"ping","seq":1})");
    EXPECT_EQ(good->reply(1)["status"], "OK");
}

TEST(Sockets, AWrongChallengeIsTheEnd) {
    Town town;
    auto ear = town.listen("");
    ear->say(R"({"action":"ping","seq":1})");
    EXPECT_EQ(ear->reply(1)["error"]["status_code"], 401);
    ear->say(R"({"action":"authentication_challenge","seq":2,"data":{"token":"wrong"}})");
    EXPECT_TRUE(ear->closed_soon());
    EXPECT_EQ(ear->count("hello"), 0u);
}

TEST(Sockets, ConnectionIdsThatCannotBeResumed) {
    Town town;
    std::string unknown = "abcdefghijklmnopqrstuvwxyz";
    auto fresh = town.listen(Town::bot, "?connection_id=&sequence_number=0");
    EXPECT_EQ(fresh->event("hello")["seq"], 0);
    auto other = town.listen(Town::bot, "?connection_id=" + unknown + "&sequence_number=5");
    json hello = other->event("hello");
    EXPECT_EQ(hello["seq"], 0);
    EXPECT_NE(hello["data"]["connection_id"], unknown);
    EXPECT_TRUE(town.listen(Town::bot, "?connection_id=nope&sequence_number=5")->closed_soon());
    EXPECT_TRUE(town.listen(Town::bot, "?connection_id=" + unknown)->closed_soon());
}

// platforms, LIVE 3: R3, R4, R13, R16; LIVE 5.
TEST(Sockets, ADroppedConnectionIsToldWhatItMissed) {
    Town town;
    auto first = town.listen(Town::bot);
    const std::string id = first->event("hello")["data"]["connection_id"];
    const std::string alice = town.log_in("alice");
    const auto until_open = [&](int sockets) {
        int open = -1;
        for (int i = 0; i < 200 && open != sockets; ++i)
            open = town.arm({{"kind", "reset"}})["sockets"];
        EXPECT_EQ(open, sockets);
    };
    town.post(alice, "payments", "before");
    const json before = first->event("posted");
    first->hang_up();
    until_open(0);
    town.post(alice, "payments", "while away");
    const auto again = [&](int next) {
        return town.listen(Town::bot,
                           "?connection_id=" + id + "&sequence_number=" + std::to_string(next));
    };
    const int next = before["seq"].get<int>() + 1;
    auto second = again(next);
    const json missed = second->event("posted");
    EXPECT_EQ(missed["seq"], next);
    EXPECT_EQ(second->count("hello"), 0u) << "it goes on";
    auto third = again(next);
    EXPECT_EQ(third->event("hello")["seq"], 0) << "the other one is still open: no take-over";
    second->hang_up();
    until_open(1);
    auto fourth = again(1);  // everything again, which its reader leaves out
    EXPECT_EQ(fourth->event("posted")["seq"], before["seq"]);
    fourth->hang_up();
    until_open(1);
    auto fifth = again(900);
    EXPECT_EQ(fifth->event("hello")["seq"], 0) << "never sent";
}

TEST(Streams, KeepALimitedPast) {
    Stream stream;
    stream.user_id = "u";
    stream.id = "c";
    for (int i = 0; i < 200; ++i)
        stream.number("{");
    EXPECT_TRUE(stream.has(200));
    EXPECT_TRUE(stream.has(72));
    EXPECT_FALSE(stream.has(71)) << "128 are kept";
    EXPECT_FALSE(stream.has(201));
    Streams streams;
    streams.leave(stream);
    const auto everybody = [](const Stream&) {
        return true;
    };
    for (std::size_t i = 0; i < Stream::away_max; ++i)
        streams.tell("{", everybody);
    auto back = streams.resume("c", "u", 200);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->seq, 454u);
    EXPECT_FALSE(streams.resume("c", "u", 200)) << "it was taken";
    streams.leave(*back);
    EXPECT_FALSE(streams.resume("c", "another", 454));
    for (std::size_t i = 0; i <= Stream::away_max; ++i)
        streams.tell("{", everybody);
    EXPECT_FALSE(streams.resume("c", "u", 454)) << "too much came meanwhile";
}

TEST(Sockets, APostIsToldAsRecorded) {
    Town town;
    std::string alice = town.log_in("alice");
    auto ear = town.listen(Town::bot);
    ear->event("hello");
    json post = town.post(alice, "payments", "@quartermaster `<x>`", {{"pending_post_id", "p:1"}});
    ear->event("posted");
    std::string text = with(text_of(*ear, "posted"), post["id"], "ID");
    text = with(with(text, town.user("alice"), "ALICE"), town.user("quartermaster"), "BOT");
    text = with(with(text, town.channel("payments"), "CHANNEL"), town.sandbox->team_id(), "TEAM");
    text = with(text, post["create_at"].dump(), "AT");
    EXPECT_EQ(
        text,
        R"({"event":"posted","data":{"channel_display_name":"Payments","channel_name":"payments",)"
        R"("channel_type":"O","mentions":"[\"BOT\"]","post":"{\"id\":\"ID\",\"create_at\":AT,)"
        R"(\"update_at\":AT,\"edit_at\":0,\"delete_at\":0,\"is_pinned\":false,\"user_id\":)"
        R"(\"ALICE\",\"channel_id\":\"CHANNEL\",\"root_id\":\"\",\"parent_id\":\"\",)"
        R"(\"original_id\":\"\",\"message\":\"@quartermaster `\\u003cx\\u003e`\",\"type\":\"\",)"
        R"(\"props\":{},\"hashtags\":\"\",\"pending_post_id\":\"p:1\",\"reply_count\":0,)"
        R"(\"last_reply_at\":0,\"participants\":null,\"metadata\":{}}","sender_name":"@alice",)"
        R"("set_online":true,"team_id":"TEAM"},"broadcast":{"omit_users":null,"user_id":"",)"
        R"("channel_id":"CHANNEL","team_id":""},"seq":2})");
}

TEST(Sockets, EditsReactionsAndDeletionsAreTold) {
    Town town;
    auto ear = town.listen(Town::bot);
    std::string id = town.post(Town::bot, "payments", "a")["id"];
    town.api(Town::bot, "PUT", "/posts/" + id + "/patch", {{"message", "@quartermaster b"}});
    EXPECT_FALSE(ear->event("post_edited")["data"].contains("mentions"));
    json reaction = {
        {"user_id", town.user("quartermaster")}, {"post_id", id}, {"emoji_name", "eyes"}};
    town.api(Town::bot, "POST", "/reactions", reaction);
    town.api(Town::bot, "POST", "/reactions", reaction);  // again: 200, told once
    reaction["emoji_name"] = "No Emoji";
    town.api(Town::bot, "POST", "/reactions", reaction, 400);
    town.api(Town::bot, "DELETE", "/users/me/posts/" + id + "/reactions/eyes");
    town.api(Town::bot, "DELETE", "/posts/" + id);
    json gone = json::parse(ear->event("post_deleted")["data"]["post"].get<std::string>());
    EXPECT_EQ(gone["delete_at"], 0);
    EXPECT_EQ(ear->count("reaction_added"), 1u);
    json removed =
        json::parse(ear->event("reaction_removed")["data"]["reaction"].get<std::string>());
    EXPECT_EQ(removed["create_at"], 0);
    EXPECT_EQ(removed["emoji_name"], "eyes");
}

TEST(Sockets, MembersAreToldOfMembers) {
    Town town;
    auto bot = town.listen(Town::bot);
    std::string root = town.log_in("root"), bob_token = town.log_in("bob");
    auto bob = town.listen(bob_token);
    std::string members = "/channels/" + town.channel("payments") + "/members";
    town.api(root, "POST", members, {{"user_id", town.user("bob")}}, 201);
    json added = bot->event("user_added");
    EXPECT_EQ(added["data"]["user_id"], town.user("bob"));
    EXPECT_EQ(added["broadcast"]["channel_id"], town.channel("payments"));
    json told = bot->event("posted");
    json post = json::parse(told["data"]["post"].get<std::string>());
    EXPECT_EQ(told["data"]["sender_name"], "System");
    EXPECT_EQ(told["data"]["mentions"], json({town.user("bob")}).dump());
    EXPECT_EQ(post["type"], "system_add_to_channel");
    EXPECT_EQ(post["message"], "bob added to the channel by root.");
    EXPECT_EQ(post["props"]["addedUsername"], "bob");
    town.api(root, "DELETE", members + "/" + town.user("bob"));
    EXPECT_EQ(bot->event("user_removed")["data"]["user_id"], town.user("bob"));
    json self = bob->event("user_removed");
    EXPECT_EQ(self["broadcast"]["user_id"], town.user("bob"));
    EXPECT_EQ(self["data"]["channel_id"], town.channel("payments"));
}

TEST(Sockets, DirectMessagesMentionTheOther) {
    Town town;
    auto bot = town.listen(Town::bot);
    std::string alice = town.log_in("alice");
    json pair = {town.user("alice"), town.user("quartermaster")};
    json channel = town.api(alice, "POST", "/channels/direct", pair, 201);
    town.api(alice, "POST", "/posts", {{"channel_id", channel["id"]}, {"message", "help"}}, 201);
    EXPECT_EQ(bot->event("direct_added")["data"]["creator_id"], town.user("alice"));
    json told = bot->event("posted")["data"];
    EXPECT_EQ(told["channel_type"], "D");
    EXPECT_EQ(told["channel_display_name"], "@alice");
    EXPECT_EQ(told["team_id"], "");
    EXPECT_EQ(told["mentions"], json({town.user("quartermaster")}).dump());
}

TEST(Sockets, OnlyMembersHearAndNumbersHaveNoHoles) {
    Town town;
    auto alice = town.listen(town.log_in("alice")), bob = town.listen(town.log_in("bob"));
    for (int i = 0; i < 20; ++i) {
        town.post(Town::bot, "payments", "p" + std::to_string(i));
        town.post(Town::bot, "sre-core", "s" + std::to_string(i));
    }
    town.post(Town::bot, "sre-core", "end");
    town.post(Town::bot, "payments", "end");
    for (Ear* ear : {alice.get(), bob.get()}) {
        ear->next([](const json& frame) {
            return frame.value("event", "") == "posted" &&
                   frame["data"]["post"].get<std::string>().find("\"end\"") != std::string::npos;
        });
        EXPECT_EQ(ear->count("posted"), 21u);
        int seq = 0;
        for (const std::string& text : ear->texts())
            EXPECT_EQ(json::parse(text)["seq"], seq++) << text;
    }
}

TEST(Sockets, ARevokedTokenLeavesASilentSocket) {
    Town town;
    std::string root = town.log_in("root"), id = town.user("quartermaster");
    auto ear = town.listen(Town::bot);
    ear->event("hello");
    json tokens = town.api(root, "GET", "/users/" + id + "/tokens");
    town.api(root, "POST", "/users/tokens/revoke", {{"token_id", tokens[0]["id"]}});
    town.post(town.log_in("alice"), "payments", "unheard");
    ear->say(R"({"action":"ping","seq":1})");
    json answer = ear->reply(1);
    EXPECT_EQ(answer["error"]["status_code"], 401);
    EXPECT_NE(answer["error"]["message"].get<std::string>().find(Town::bot), std::string::npos);
    EXPECT_EQ(ear->count("posted"), 0u);
}

TEST(Sockets, TooBigAFrameAndTooManySockets) {
    Town town;
    auto ear = town.listen(Town::bot);
    ear->event("hello");
    ear->say(R"({"action":"ping","seq":1,"data":{"x":")" + std::string(9'000, 'x') + "\"}}");
    EXPECT_TRUE(ear->closed_soon());
    std::vector<std::unique_ptr<Ear>> ears;
    for (int i = 0; i < 64; ++i)
        ears.push_back(town.listen(Town::bot));
    ears.back()->event("hello");
    EXPECT_TRUE(town.listen(Town::bot)->closed_soon());
}

TEST(Sockets, TypingIsToldToTheOthers) {
    Town town;
    auto alice = town.listen(town.log_in("alice"));
    auto bot = town.listen(Town::bot);
    alice->event("hello");
    bot->say(R"({"action":"user_typing","seq":1,"data":{"channel_id":")" +
             town.channel("payments") + R"("}})");
    EXPECT_EQ(alice->event("typing")["broadcast"]["omit_users"],
              json({{town.user("quartermaster"), true}}));
    bot->say(R"({"action":"get_statuses_by_ids","seq":2,"data":{"user_ids":[")" +
             town.user("alice") + R"(",")" + town.user("bob") + R"("]}})");
    json statuses = bot->reply(2)["data"];
    EXPECT_EQ(statuses[town.user("alice")], "online");
    EXPECT_EQ(statuses[town.user("bob")], "offline");
    EXPECT_EQ(bot->count("typing"), 0u);
}

}  // namespace
}  // namespace qm::sandbox::test
