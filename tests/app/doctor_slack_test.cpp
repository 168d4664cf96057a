// The doctor on Slack: what it waits for, whom it takes for known, and what it cannot tell.
// SPDX-License-Identifier: Apache-2.0
#include "app/doctor.hpp"
#include "net/http_server.hpp"
#include "net/support/loop.hpp"
#include "net/url.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

json person(const std::string& id, const std::string& name, bool gone = false) {
    return {{"id", id},
            {"name", name},
            {"deleted", gone},
            {"profile", {{"email", name + "@acme.example"}}}};
}

// A Slack of some people, that limits as it is told to.
struct Workspace {
    Workspace() {
        auto made = net::serve_http(
            loop.get_executor(), {},
            [this](net::ServerRequest request) -> asio::awaitable<net::HttpResponse> {
                co_return answer(request);
            });
        server = std::move(*made);
        config.slack.enabled = true;
        config.slack.api_url = "http://127.0.0.1:" + std::to_string(server->port()) + "/api";
        Team team;
        team.id = TeamId("sre");
        team.channel_name = "sre";
        config.teams = {team};
        people = {person("U00001", "bob"), person("U00002", "old", true)};
    }
    void products(const std::vector<std::string>& channels) {
        config.teams.front().products.emplace_back();
        config.teams.front().products.back().channels = channels;
    }
    void members(const std::vector<std::string>& names) {
        config.teams.front().members.clear();
        for (const std::string& name : names) {
            config.teams.front().members.emplace_back();
            config.teams.front().members.back().person.username = name;
        }
    }

    net::HttpResponse answer(const net::ServerRequest& request) {
        const std::string method = request.path.substr(std::string("/api/").size());
        net::HttpResponse response;
        response.status = 200;
        ++calls[method];
        if (!scopes.empty()) response.headers.emplace_back("x-oauth-scopes", scopes);
        if (limited[method] > 0) {
            --limited[method];
            response.status = 429;
            response.headers.emplace_back("Retry-After", "5");
            response.body = R"({"ok":false,"error":"ratelimited"})";
        } else if (broken.contains(method)) {
            response.status = broken[method];
        } else if (errors.contains(method)) {
            response.body = json{{"ok", false}, {"error", errors[method]}}.dump();
        } else {
            response.body = reply_to(method, request.body).dump();
        }
        return response;
    }
    json reply_to(const std::string& method, const std::string& form) const {
        if (method == "users.conversations")
            return {{"ok", true}, {"channels", {{{"id", "C1"}, {"name", "sre"}}}}};
        if (method == "conversations.list") return {{"ok", true}, {"channels", open_channels}};
        if (method == "users.list") {
            const std::string next = endless ? "more" : "";
            return {
                {"ok", true}, {"members", people}, {"response_metadata", {{"next_cursor", next}}}};
        }
        const std::string id = net::query_parameter(form, "user");
        const std::string mail = net::query_parameter(form, "email");
        for (const json& one : people) {
            const bool gone = one["deleted"];
            if (method == "users.info" && one["id"] == id) return {{"ok", true}, {"user", one}};
            if (method == "users.lookupByEmail" && one["profile"]["email"] == mail && !gone)
                return {{"ok", true}, {"user", one}};
        }
        if (method == "users.info") return {{"ok", false}, {"error", "user_not_found"}};
        if (method == "users.lookupByEmail") return {{"ok", false}, {"error", "users_not_found"}};
        return {{"ok", true}, {"user", "quartermaster"}, {"channel", "C1"}, {"ts", "1.2"}};
    }

    // Of that check, as it is printed.
    std::string says(const std::string& check) {
        const Clock clock;
        Patient patient{config, clock, loop.get_executor(), "", "", "", true};
        patient.pause = [this](std::chrono::seconds time) -> asio::awaitable<void> {
            waited += time;
            co_return;
        };
        Findings all;
        net::test::run(loop, [&]() -> asio::awaitable<void> {
            all = co_await examine(slack_probes(patient));
        });
        std::string said;
        for (const Finding& one : all) {
            EXPECT_TRUE(one.health != Health::fail || !one.mend.empty()) << one.what;
            if (one.check == check) said += findings_text({one});
        }
        return said;
    }

    asio::io_context loop{1};
    std::unique_ptr<net::HttpServer> server;
    Config config;
    std::vector<json> people;
    std::vector<json> open_channels;            // all that are public
    std::string scopes;                         // of the token
    bool endless = false;                       // the list of people never ends
    std::map<std::string, int> limited;         // how many calls are answered with 429
    std::map<std::string, int> broken;          // with that status
    std::map<std::string, std::string> errors;  // with that error
    std::map<std::string, int> calls;
    std::chrono::seconds waited{0};
};

bool says_only(const std::string& said, const std::string& words) {
    return said.starts_with(words) && said.find("nobody is called") == std::string::npos;
}

TEST(DoctorOnSlack, ALimitIsWaitedOut) {
    Workspace slack;
    slack.members({"bob"});
    for (const char* method : {"auth.test", "apps.connections.open", "users.conversations",
                               "users.list", "chat.postMessage", "chat.delete"})
        slack.limited[method] = 2;
    EXPECT_EQ(slack.says("members"), "ok    members: 1 are known\n");
    EXPECT_EQ(slack.waited, std::chrono::seconds(60)) << "twelve times what the header says";
    EXPECT_EQ(slack.says("message"), "ok    message: posted in #sre and removed\n");
}

TEST(DoctorOnSlack, ALimitThatStaysIsSaidForWhatItIs) {
    for (const auto& [method, check] :
         std::map<std::string, std::string>{{"auth.test", "account"},
                                            {"apps.connections.open", "socket"},
                                            {"users.conversations", "channels"},
                                            {"users.list", "members"},
                                            {"chat.postMessage", "message"}}) {
        Workspace slack;
        slack.members({"bob"});
        slack.limited[method] = 1'000;
        const std::string said = slack.says(check);
        EXPECT_NE(said.find("fail  " + check), std::string::npos) << said;
        EXPECT_NE(said.find("ask again in a few minutes"), std::string::npos) << said;
        EXPECT_EQ(said.find("grant"), std::string::npos) << said;
        EXPECT_GE(slack.waited, std::chrono::seconds(40)) << method;
        EXPECT_LE(slack.waited, std::chrono::minutes(2)) << method;
    }
}

TEST(DoctorOnSlack, WhoIsDeactivatedIsNotKnown) {
    for (const char* name : {"old", "U00002", "old@acme.example"}) {
        Workspace slack;
        slack.members({"bob", "U00001", "bob@acme.example", name});
        const std::string said = slack.says("members");
        EXPECT_TRUE(says_only(said, "fail  members: deactivated: " + std::string(name))) << said;
        EXPECT_NE(said.find("left:"), std::string::npos) << said;
    }
}

TEST(DoctorOnSlack, WhoIsNobodyIsSaid) {
    for (const char* name : {"zoe", "U99999", "zoe@acme.example"}) {
        Workspace slack;
        slack.members({"bob", name});
        EXPECT_TRUE(slack.says("members").starts_with("fail  members: nobody is called " +
                                                      std::string(name)));
    }
}

TEST(DoctorOnSlack, WhatWasNotReadIsNotToldFor) {
    Workspace slack;
    slack.endless = true;
    slack.members({"U00001", "bob@acme.example", "zoe"});
    const std::string said = slack.says("members");
    EXPECT_TRUE(says_only(said, "fail  members: ")) << said;
    EXPECT_NE(said.find("could not be told"), std::string::npos) << said;
    EXPECT_NE(said.find("zoe"), std::string::npos) << said;
    EXPECT_EQ(said.find("bob"), std::string::npos) << said;
    EXPECT_NE(said.find("id or mail"), std::string::npos) << said;
    EXPECT_EQ(slack.calls["users.list"], 50);
    slack.members({"bob"});
    slack.calls.clear();
    EXPECT_EQ(slack.says("members"), "ok    members: 1 are known\n");
    EXPECT_EQ(slack.calls["users.list"], 1) << "read no further than somebody is missing";
}

TEST(DoctorOnSlack, ALookThatFailedIsNoAbsence) {
    Workspace slack;
    slack.members({"bob", "zoe@acme.example"});
    slack.errors["users.lookupByEmail"] = "missing_scope";
    const std::string scope = slack.says("members");
    EXPECT_TRUE(says_only(scope, "fail  members: it could not be told")) << scope;
    EXPECT_NE(scope.find("missing_scope"), std::string::npos) << scope;
    EXPECT_NE(scope.find("users:read.email"), std::string::npos) << scope;
    slack.members({"bob@acme.example"});
    slack.errors["users.lookupByEmail"] = "internal_error";
    EXPECT_EQ(slack.says("members"), "ok    members: 1 are known\n") << "the list says it too";
}

TEST(DoctorOnSlack, AChannelThatIsNotThereIsNoChannelToJoin) {
    Workspace slack;
    slack.products({"search", "lake", "old"});
    slack.open_channels = {{{"id", "C1"}, {"name", "sre"}},
                           {{"id", "C2"}, {"name", "search"}},
                           {{"id", "C3"}, {"name", "old"}, {"is_archived", true}}};
    std::string said = slack.says("channels");
    EXPECT_NE(said.find("fail  channels: there is no public channel #lake"), std::string::npos);
    EXPECT_NE(said.find("correct the name"), std::string::npos) << said;
    EXPECT_NE(said.find("fail  channels: archived: #old"), std::string::npos) << said;
    EXPECT_NE(said.find("warn  channels: the bot is not in #search"), std::string::npos) << said;
    EXPECT_EQ(said.find("by itself"), std::string::npos) << said;
    slack.config.slack.join = true;
    said = slack.says("channels");
    EXPECT_NE(said.find("ok    channels: the bot is not in #search"), std::string::npos) << said;
    EXPECT_NE(said.find("by itself"), std::string::npos) << said;
    EXPECT_NE(said.find("fail  channels: there is no public channel #lake"), std::string::npos);
    slack.scopes = "chat:write,channels:read";
    said = slack.says("channels");
    EXPECT_NE(said.find("warn  channels: the bot is not in #search"), std::string::npos) << said;
    EXPECT_NE(said.find("channels:join"), std::string::npos) << "the scope is not there";
    EXPECT_EQ(said.find("by itself"), std::string::npos) << said;
}

TEST(DoctorOnSlack, AListThatWasNotReadIsNoAbsence) {
    Workspace slack;
    slack.products({"lake"});
    slack.errors["conversations.list"] = "missing_scope";
    const std::string said = slack.says("channels");
    EXPECT_EQ(said.find("there is no"), std::string::npos) << said;
    EXPECT_NE(said.find("fail  channels: the bot is not in #lake"), std::string::npos) << said;
    EXPECT_NE(said.find("missing_scope"), std::string::npos) << said;
    EXPECT_NE(said.find("channels:read"), std::string::npos) << said;
}

TEST(DoctorOnSlack, WhereTheBotIsNothingIsListed) {
    Workspace slack;
    EXPECT_EQ(slack.says("channels"), "ok    channels: the bot is in all 1 of them\n");
    EXPECT_EQ(slack.calls["conversations.list"], 0);
}

TEST(DoctorOnSlack, ARefusedTokenIsWhatIsMended) {
    Workspace slack;
    slack.members({"bob"});
    for (const char* method :
         {"auth.test", "users.conversations", "users.list", "chat.postMessage"})
        slack.errors[method] = "token_revoked";
    for (const char* check : {"account", "channels", "members", "message"}) {
        const std::string said = slack.says(check);
        EXPECT_NE(said.find("token_revoked"), std::string::npos) << said;
        EXPECT_NE(said.find("xoxb-"), std::string::npos) << said;
        EXPECT_EQ(said.find("grant"), std::string::npos) << said;
        EXPECT_EQ(said.find("/invite"), std::string::npos) << said;
    }
    EXPECT_TRUE(slack.says("socket").starts_with("ok"));
    slack.errors = {{"apps.connections.open", "not_allowed_token_type"}};
    const std::string said = slack.says("socket");
    EXPECT_NE(said.find("connections:write"), std::string::npos) << said;
    EXPECT_EQ(said.find("xoxb-"), std::string::npos) << said;
}

TEST(DoctorOnSlack, ANoToPostIsMendedWhereItComesFrom) {
    for (const auto& [error, mend] : std::map<std::string, std::string>{
             {"restricted_action", "lets only some post"},
             {"restricted_action_read_only_channel", "lets only some post"},
             {"not_in_channel", "/invite"},
             {"channel_not_found", "correct the name"},
             {"is_archived", "archived"},
             {"missing_scope", "chat:write"}}) {
        Workspace slack;
        slack.errors["chat.postMessage"] = error;
        const std::string said = slack.says("message");
        EXPECT_NE(said.find(mend), std::string::npos) << said;
        if (error.starts_with("restricted")) {
            EXPECT_EQ(said.find("/invite"), std::string::npos) << said;
            EXPECT_EQ(said.find("chat:write"), std::string::npos) << said;
        }
    }
}

TEST(DoctorOnSlack, APostThatMayBeThereIsNotMadeTwice) {
    Workspace slack;
    slack.broken["chat.postMessage"] = 503;
    const std::string said = slack.says("message");
    EXPECT_NE(said.find("remove it by hand"), std::string::npos) << said;
    EXPECT_EQ(slack.calls["chat.postMessage"], 1);
    slack.config.slack.api_url = "http://127.0.0.1:9";
    EXPECT_NE(slack.says("account").find("slack.api_url"), std::string::npos);
}

}  // namespace
}  // namespace qm::app
