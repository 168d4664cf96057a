// REST over loopback: the answers, errors and limits recorded from a Mattermost server.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/support/town.hpp"

#include <gtest/gtest.h>

namespace qm::sandbox::test {
namespace {

std::string without(std::string text, const std::string& part, const std::string& with) {
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + with.size()))
        text.replace(at, part.size(), with);
    return text;
}

TEST(Rest, LoggingIn) {
    Town town;
    Reply in =
        town.call("POST", "/api/v4/users/login", R"({"login_id":"alice","password":"pw-alice"})");
    EXPECT_EQ(in.status, 200);
    EXPECT_EQ(in.header("Token").size(), 26u);
    EXPECT_EQ(in.header("Set-Cookie"), "");
    EXPECT_EQ(in.header("X-Version-Id").substr(0, 7), "5.38.0.");
    EXPECT_EQ(in.body()["username"], "alice");
    EXPECT_EQ(in.body()["locale"], "en");
    EXPECT_FALSE(in.body().contains("password"));
    json me = town.api(in.header("Token"), "GET", "/users/me");
    EXPECT_EQ(me["id"], town.user("alice"));
    Reply wrong =
        town.call("POST", "/api/v4/users/login", R"({"login_id":"alice","password":"pw-bob"})");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(wrong.body()["id"], "api.user.login.invalid_credentials_email_username");
    Reply as_bot =
        town.call("POST", "/api/v4/users/login", R"({"login_id":"quartermaster","password":""})");
    EXPECT_EQ(as_bot.status, 401);
    town.api(in.header("Token"), "POST", "/users/logout");
    json gone = town.api(in.header("Token"), "GET", "/users/me", nullptr, 401);
    EXPECT_EQ(gone["id"], "api.context.session_expired.app_error");
    EXPECT_EQ(gone["status_code"], 401);
    EXPECT_EQ(gone["request_id"].get<std::string>().size(), 26u);
}

TEST(Rest, CookiesAreForBrowsersThatProveIt) {
    Town town;
    Reply in =
        town.call("POST", "/api/v4/users/login", R"({"login_id":"alice","password":"pw-alice"})",
                  "", {{"X-Requested-With", "XMLHttpRequest"}});
    std::string cookie = "MMAUTHTOKEN=" + in.header("Token");
    EXPECT_EQ(in.header("Set-Cookie").substr(0, cookie.size()), cookie);
    EXPECT_EQ(town.call("GET", "/api/v4/users/me", "", "", {{"Cookie", "a=b; " + cookie}}).status,
              200);
    std::string post = json({{"channel_id", town.channel("payments")}, {"message", "x"}}).dump();
    EXPECT_EQ(town.call("POST", "/api/v4/posts", post, "", {{"Cookie", cookie}}).status, 401);
    EXPECT_EQ(town.call("POST", "/api/v4/posts", post, "",
                        {{"Cookie", cookie}, {"X-Requested-With", "XMLHttpRequest"}})
                  .status,
              201);
}

TEST(Rest, ANewPostIsWrittenAsRecorded) {
    Town town;
    std::string alice = town.log_in("alice");
    json body = {{"channel_id", town.channel("payments")},
                 {"message", "@quartermaster can <you>?"},
                 {"pending_post_id", "mine:1"}};
    Reply made = town.call("POST", "/api/v4/posts", body.dump(), alice);
    EXPECT_EQ(made.status, 201);
    json post = made.body();
    std::string at = std::to_string(post["create_at"].get<std::int64_t>());
    std::string text = without(made.text, post["id"], "ID");
    text = without(text, town.user("alice"), "USER");
    text = without(text, town.channel("payments"), "CHANNEL");
    EXPECT_EQ(without(text, at, "AT"),
              R"({"id":"ID","create_at":AT,"update_at":AT,"edit_at":0,"delete_at":0,)"
              R"("is_pinned":false,"user_id":"USER","channel_id":"CHANNEL","root_id":"",)"
              R"("parent_id":"","original_id":"","message":"@quartermaster can \u003cyou\u003e?",)"
              R"("type":"","props":{},"hashtags":"","pending_post_id":"mine:1","reply_count":0,)"
              R"("last_reply_at":0,"participants":null,"metadata":{}})");
}

TEST(Rest, BotsPostsSayTheyAreFromABot) {
    Town town;
    json root = town.post(Town::bot, "payments", "a");
    EXPECT_EQ(root["props"], json({{"from_bot", "true"}}));
    std::string id = root["id"];
    json patched = town.api(Town::bot, "PUT", "/posts/" + id + "/patch", {{"message", "b"}});
    EXPECT_EQ(patched["props"]["from_bot"], "true");
    EXPECT_GT(patched["edit_at"], 0);
    patched = town.api(Town::bot, "PUT", "/posts/" + id + "/patch", {{"props", {{"key", 1}}}});
    EXPECT_EQ(patched["props"], json({{"key", 1}}));  // all props are replaced: from_bot is lost
    EXPECT_EQ(patched["message"], "b");
}

TEST(Rest, PendingPostsAreMadeOnceWithin30Seconds) {
    std::chrono::milliseconds steady{50'000};
    Town town([&](Options& options) {
        options.steady = [&] {
            return steady;
        };
    });
    json more = {{"pending_post_id", "k"}};
    std::string first = town.post(Town::bot, "payments", "x", more)["id"];
    EXPECT_EQ(town.post(Town::bot, "payments", "x", more)["id"], first);
    EXPECT_NE(town.post(town.log_in("alice"), "payments", "x", more)["id"], first);
    steady += std::chrono::seconds(31);
    EXPECT_NE(town.post(Town::bot, "payments", "x", more)["id"], first);
}

TEST(Rest, LimitsOfPosts) {
    Town town;
    auto refused = [&](json body, const char* id) {
        body["channel_id"] = town.channel("payments");
        EXPECT_EQ(town.api(Town::bot, "POST", "/posts", body, 400)["id"], id);
    };
    std::string wide;
    for (int i = 0; i < 16'383; ++i)
        wide += "é";
    EXPECT_EQ(town.post(Town::bot, "payments", wide)["message"], wide);
    refused({{"message", wide + "x"}}, "model.post.is_valid.msg.app_error");
    refused({{"props", {{"k", std::string(8'000, 'x')}}}}, "model.post.is_valid.props.app_error");
    refused({{"root_id", std::string(26, 'a')}}, "api.post.create_post.root_id.app_error");
    std::string root = town.post(Town::bot, "payments", "root")["id"];
    std::string reply = town.post(Town::bot, "payments", "reply", {{"root_id", root}})["id"];
    refused({{"root_id", reply}}, "api.post.create_post.root_id.app_error");
    json elsewhere = {{"channel_id", town.channel("sre-core")}, {"root_id", root}};
    EXPECT_EQ(town.api(Town::bot, "POST", "/posts", elsewhere, 400)["id"],
              "api.post.create_post.channel_root_id.app_error");
    EXPECT_EQ(town.post(Town::bot, "payments", "")["message"], "");  // empty is accepted
}

TEST(Rest, OnlyMembersReadAndWrite) {
    Town town;
    std::string alice = town.log_in("alice"), bob = town.log_in("bob"), root = town.log_in("root");
    std::string closed = town.channel("sre-core"), open = town.channel("payments");
    json into_closed = {{"channel_id", closed}, {"message", "x"}};
    EXPECT_EQ(town.api(alice, "POST", "/posts", into_closed, 403)["id"],
              "api.context.permissions.app_error");
    town.api(alice, "GET", "/channels/" + closed, nullptr, 403);
    town.api(alice, "GET", "/channels/" + closed + "/posts", nullptr, 403);
    town.api(alice, "GET", "/teams/name/acme/channels/name/sre-core", nullptr, 404);
    town.api(bob, "GET", "/channels/" + open);  // a public channel's name is no secret,
    town.api(bob, "GET", "/channels/" + open + "/posts", nullptr, 403);  // its posts are listed
    std::string post = town.post(alice, "payments", "hello")["id"];      // to members only,
    town.api(bob, "GET", "/posts/" + post);                              // but one can be read
    town.api(bob, "PUT", "/posts/" + post + "/patch", {{"message", "mine"}}, 403);
    town.api(Town::bot, "PUT", "/posts/" + post + "/patch", {{"message", "mine"}}, 403);
    town.api(Town::bot, "DELETE", "/posts/" + post, nullptr, 403);
    town.api(root, "GET", "/channels/" + closed + "/posts");
    town.api(Town::bot, "POST", "/posts/ephemeral",
             {{"user_id", town.user("alice")}, {"post", {{"channel_id", open}}}}, 403);
}

TEST(Rest, ThreadsListTheirRootTwice) {
    Town town;
    std::string root = town.post(Town::bot, "payments", "root")["id"];
    std::string reply = town.post(Town::bot, "payments", "reply", {{"root_id", root}})["id"];
    json thread = town.api(Town::bot, "GET", "/posts/" + root + "/thread");
    EXPECT_EQ(thread["order"], json({root, root, reply}));
    EXPECT_EQ(thread["posts"].size(), 2u);
    EXPECT_EQ(thread["posts"][root]["reply_count"], 1);
    json page =
        town.api(Town::bot, "GET", "/channels/" + town.channel("payments") + "/posts?per_page=1");
    EXPECT_EQ(page["order"], json({reply}));
    EXPECT_TRUE(page["posts"].contains(root));  // the thread of what is listed comes along
    EXPECT_EQ(page["prev_post_id"], root);
    town.api(Town::bot, "DELETE", "/posts/" + root);
    town.api(Town::bot, "GET", "/posts/" + reply, nullptr, 404);      // answers go with their root
    EXPECT_EQ(town.call("GET", "/sandbox/posts").body().size(), 2u);  // the judge sees them still
}

TEST(Rest, BackFill) {
    Town town;
    std::string posts = "/channels/" + town.channel("payments") + "/posts";
    std::string a = town.post(Town::bot, "payments", "a")["id"];
    town.arm({{"kind", "same_millisecond"}, {"count", 1}});
    std::string twin = town.post(Town::bot, "payments", "twin")["id"];
    std::string b = town.post(Town::bot, "payments", "b")["id"];
    EXPECT_EQ(town.api(Town::bot, "GET", posts + "?after=" + a)["order"], json({b}));
    EXPECT_EQ(town.api(Town::bot, "GET", posts + "?before=" + b)["order"].size(), 2u);
    std::string unknown(26, 'x');
    EXPECT_EQ(town.api(Town::bot, "GET", posts + "?after=" + unknown)["order"], json::array());
    town.api(Town::bot, "GET", posts + "?after=short", nullptr, 400);
    town.api(Town::bot, "GET", posts + "?since=soon", nullptr, 400);
    EXPECT_EQ(town.api(Town::bot, "GET", posts + "?since=0")["order"].size(), 3u);
}

TEST(Rest, UsersAndChannels) {
    Town town;
    json found = town.api(Town::bot, "POST", "/users/usernames", {"alice", "nobody", "Bob"});
    EXPECT_EQ(found.size(), 2u);
    EXPECT_EQ(town.api(Town::bot, "POST", "/users/ids", {town.user("bob")})[0]["locale"], "fr");
    json bot = town.api(Town::bot, "GET", "/users/me");
    EXPECT_EQ(bot["is_bot"], true);
    EXPECT_EQ(bot["delete_at"], 0);
    json alice = town.api(Town::bot, "GET", "/users/username/alice");
    EXPECT_EQ(alice["timezone"]["automaticTimezone"], "Europe/Paris");
    town.api(Town::bot, "GET", "/users/username/nobody", nullptr, 404);
    std::string team = town.api(Town::bot, "GET", "/users/me/teams")[0]["id"];
    EXPECT_EQ(team, town.sandbox->team_id());
    json mine = town.api(Town::bot, "GET", "/users/me/teams/" + team + "/channels");
    EXPECT_EQ(mine.size(), 3u);  // payments, sre-core, town-square
    json members = town.api(Town::bot, "GET",
                            "/channels/" + town.channel("payments") + "/members?per_page=200");
    EXPECT_EQ(members.size(), 2u);
    json config = town.api("", "GET", "/config/client?format=old");
    EXPECT_EQ(config["MaxPostSize"], "16383");
    EXPECT_EQ(config["SiteURL"], town.sandbox->url());
    EXPECT_EQ(town.api("", "GET", "/system/ping")["status"], "OK");
}

TEST(Rest, AnArchivedChannelIsSeenByWhoAsksForIt) {
    Town town;
    std::string bob = town.log_in("bob");
    const std::string named = "/teams/" + town.sandbox->team_id() + "/channels/name/payments";
    const std::string place = "/channels/" + town.channel("payments");
    town.api(bob, "DELETE", place, nullptr, 403);
    EXPECT_EQ(town.api(Town::bot, "DELETE", place)["status"], "OK");
    town.api(Town::bot, "GET", named, nullptr, 404);
    EXPECT_GT(town.api(Town::bot, "GET", named + "?include_deleted=true")["delete_at"], 0);
    json post = {{"channel_id", town.channel("payments")}, {"message", "x"}};
    town.api(Town::bot, "POST", "/posts", post, 400);
}

TEST(Rest, DirectChannelsAreMadeOnce) {
    Town town;
    json pair = {town.user("quartermaster"), town.user("alice")};
    json first = town.api(Town::bot, "POST", "/channels/direct", pair, 201);
    EXPECT_EQ(first["type"], "D");
    EXPECT_EQ(first["team_id"], "");
    json again = town.api(town.log_in("alice"), "POST", "/channels/direct", pair, 201);
    EXPECT_EQ(again["id"], first["id"]);
    json others = {town.user("bob"), town.user("alice")};
    town.api(Town::bot, "POST", "/channels/direct", others, 403);
}

TEST(Rest, BotsTokensAndCommandsAreMadeByAdministrators) {
    Town town;
    std::string root = town.log_in("root");
    json bot = town.api(root, "POST", "/bots", {{"username", "helper"}}, 201);
    std::string id = bot["user_id"];
    json token = town.api(root, "POST", "/users/" + id + "/tokens", {{"description", "d"}});
    EXPECT_EQ(town.api(token["token"], "GET", "/users/me")["username"], "helper");
    town.api(Town::bot, "POST", "/bots", {{"username", "other"}}, 403);
    json command = {{"team_id", town.sandbox->team_id()},
                    {"trigger", "run"},
                    {"url", "http://127.0.0.1:1/x"},
                    {"method", "P"}};
    town.api(Town::bot, "POST", "/commands", command, 403);
    json made = town.api(root, "POST", "/commands", command, 201);
    EXPECT_EQ(made["token"].get<std::string>().size(), 26u);
    EXPECT_EQ(town.api(root, "POST", "/commands", command, 400)["id"],
              "api.command.duplicate_trigger.app_error");
    std::string path = "/commands/" + made["id"].get<std::string>();
    json fresh = town.api(root, "PUT", path + "/regen_token");
    EXPECT_NE(fresh["token"], made["token"]);
    std::string list = "/commands?custom_only=true&team_id=" + town.sandbox->team_id();
    EXPECT_EQ(town.api(root, "GET", list).size(), 2u);
    json seen = town.api(town.log_in("alice"), "GET", list);
    EXPECT_EQ(seen[0]["trigger"], "catalog");
    EXPECT_EQ(seen[0]["token"], "");
    town.api(Town::bot, "GET", list, nullptr, 403);
    town.api(root, "DELETE", path);
    EXPECT_EQ(town.api(root, "GET", list).size(), 1u);
}

TEST(Rest, ADeactivatedBotsTokenIsRefusedUntilItIsEnabled) {
    Town town;
    std::string root = town.log_in("root");
    const std::string path = "/bots/" + town.user("quartermaster");
    EXPECT_EQ(town.api(Town::bot, "POST", path + "/disable", nullptr, 404)["id"],
              "store.sql_bot.get.missing.app_error");
    town.api(root, "POST", "/bots/" + town.user("alice") + "/disable", nullptr, 404);
    EXPECT_GT(town.api(root, "POST", path + "/disable")["delete_at"], 0);
    EXPECT_GT(town.api(root, "GET", "/users/username/quartermaster")["delete_at"], 0);
    town.api(Town::bot, "GET", "/users/me", nullptr, 401);
    EXPECT_EQ(town.api(root, "POST", path + "/enable")["delete_at"], 0);
    EXPECT_EQ(town.api(Town::bot, "GET", "/users/me")["delete_at"], 0);
}

TEST(Rest, WhatIsNotThere) {
    Town town;
    json missing = town.api(Town::bot, "GET", "/nothing/here", nullptr, 404);
    EXPECT_EQ(missing["id"], "api.context.404.app_error");
    EXPECT_EQ(town.call("GET", "/api/v3/users").status, 404);
    EXPECT_EQ(town.call("POST", "/elsewhere", "{}").status, 404);
    EXPECT_EQ(town.call("POST", "/api/v4/posts", "no json", Town::bot).status, 400);
    EXPECT_EQ(town.call("POST", "/api/v4/posts", std::string(30'000, '['), Town::bot).status, 400);
    EXPECT_EQ(town.call("POST", "/api/v4/posts", R"({"channel_id":7})", Town::bot).status, 403);
    EXPECT_EQ(town.call("POST", "/api/v4/users/ids", R"({"a":1})", Town::bot).status, 200);
}

TEST(Rest, ForeignPagesAreShutOut) {
    Town town;
    EXPECT_EQ(town.call("GET", "/sandbox/info", "", "", {{"Origin", "http://evil.example"}}).status,
              403);
    EXPECT_EQ(
        town.call("POST", "/sandbox/clock", R"({"advance_s":60})", "", {{"Origin", "null"}}).status,
        403);
    EXPECT_EQ(town.call("GET", "/sandbox/info", "", "", {{"Origin", town.sandbox->url()}}).status,
              200);
}

}  // namespace
}  // namespace qm::sandbox::test
