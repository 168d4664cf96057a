// The sandbox's own calls and its life: clock, faults, page, stopping and going on.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/support/town.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

namespace qm::sandbox::test {
namespace {

constexpr std::int64_t opening = 1'791'273'600'000;

json move(Town& town, const json& step, int status = 200) {
    Reply reply = town.call("POST", "/sandbox/clock", step.dump());
    EXPECT_EQ(reply.status, status) << step << ": " << reply.text;
    return reply.body();
}

TEST(SandboxClock, Moves) {
    std::optional<Instant> handover;
    Town town([&](Options& options) {
        options.steady = [] {
            return std::chrono::milliseconds(1);
        };
        options.next_handover = [&] {
            return handover;
        };
    });
    json start = town.call("GET", "/sandbox/clock").body();
    EXPECT_EQ(start,
              json({{"now", "2026-10-06T08:00:00.000Z"}, {"now_ms", opening}, {"version", 1}}));
    EXPECT_EQ(move(town, {{"advance_s", 90}})["now"], "2026-10-06T08:01:30.000Z");
    EXPECT_EQ(move(town, {{"to", "2026-10-07T09:00:00+02:00"}})["now"], "2026-10-07T07:00:00.000Z");
    move(town, {{"to", "2026-10-07T06:00:00Z"}}, 400);
    move(town, {{"to", "2030-10-07T06:00:00Z"}}, 400);
    move(town, {{"to", "noon"}}, 400);
    move(town, {{"advance_s", -1}}, 400);
    move(town, {{"advance_s", 1.5}}, 400);
    move(town, json::array(), 400);
    move(town, {{"to", "next_handover"}}, 503);
    handover = from_unix(opening / 1000 + 86'400 * 3);
    EXPECT_EQ(move(town, {{"to", "next_handover"}})["version"], 4);
    EXPECT_EQ(to_unix(town.sandbox->now()), opening / 1000 + 86'400 * 3);
}

TEST(SandboxClock, IsFollowed) {
    Town town;
    auto person = town.listen(town.log_in("alice")), bot = town.listen(Town::bot);
    person->event("hello");
    bot->event("hello");
    auto waiting = town.begin("GET", "/sandbox/clock?wait=1");
    town.call("GET", "/sandbox/info");
    EXPECT_FALSE(waiting->has_value());
    move(town, {{"advance_s", 60}});
    ASSERT_TRUE(spin_until(town.io, [&] { return waiting->has_value(); }));
    EXPECT_EQ((**waiting).body()["version"], 2);
    EXPECT_EQ(town.call("GET", "/sandbox/clock?wait=1").body()["version"], 2);  // at once
    EXPECT_EQ(person->event("sandbox_clock")["data"]["version"], 2);
    town.post(Town::bot, "payments", "x");
    bot->event("posted");
    EXPECT_EQ(bot->count("sandbox_clock"), 0u);  // bots are not bothered
}

TEST(SandboxFaults, ADatabaseThatIsAway) {
    Town town;
    town.arm({{"kind", "database"}, {"username", "quartermaster"}});
    const std::string channel = town.channel("payments");
    const json body = {{"channel_id", channel}, {"message", "x"}};
    std::set<int> statuses;
    for (int i = 0; i < 6; ++i)
        statuses.insert(town.call("POST", "/api/v4/posts", body.dump(), Town::bot).status);
    EXPECT_EQ(statuses, (std::set<int>{400, 403}));
    const std::string health = "/api/v4/system/ping?get_server_status=true";
    EXPECT_EQ(town.call("GET", health, "", Town::bot).status, 500);
    EXPECT_EQ(town.call("GET", "/api/v4/system/ping", "", Town::bot).status, 200);
    EXPECT_EQ(town.call("GET", "/api/v4/channels/" + channel, "", Town::bot).status, 500);
    EXPECT_EQ(town.call("GET", "/api/v4/channels/" + channel + "/posts", "", Town::bot).status,
              403);
    town.arm({{"kind", "reset"}});
    EXPECT_EQ(town.call("POST", "/api/v4/posts", body.dump(), Town::bot).status, 201);
    EXPECT_EQ(town.call("GET", health, "", Town::bot).body()["database_status"], "OK");
}

TEST(SandboxFaults, OfRequests) {
    Town town;
    town.arm({{"kind", "answer"}, {"status", 500}, {"path_prefix", "/api/v4/posts"}, {"count", 1}});
    json body = {{"channel_id", town.channel("payments")}, {"message", "x"}};
    Reply refused = town.call("POST", "/api/v4/posts", body.dump(), Town::bot);
    EXPECT_EQ(refused.status, 500);
    EXPECT_TRUE(town.call("GET", "/sandbox/posts").body().empty());
    town.arm({{"kind", "answer"}, {"status", 502}, {"count", 1}, {"apply", true}});
    EXPECT_EQ(town.call("POST", "/api/v4/posts", body.dump(), Town::bot).status, 502);
    EXPECT_EQ(town.call("GET", "/sandbox/posts").body().size(), 1u);
    town.arm({{"kind", "answer"}, {"status", 429}, {"count", 1}});
    Reply limited = town.call("GET", "/api/v4/users/me", "", Town::bot);
    EXPECT_EQ(limited.text, "limit exceeded\n");
    EXPECT_EQ(limited.header("Retry-After"), "1");
    town.arm({{"kind", "lose_reply"}, {"count", 1}, {"ms", 1}});
    EXPECT_EQ(town.call("POST", "/api/v4/posts", body.dump(), Town::bot).status, 504);
    EXPECT_EQ(town.call("GET", "/sandbox/posts").body().size(), 2u);
    town.arm({{"kind", "hold"}, {"count", 1}, {"ms", 60}, {"status", 504}});
    EXPECT_EQ(town.call("POST", "/api/v4/posts", body.dump(), Town::bot).status, 504);
    EXPECT_EQ(town.call("GET", "/sandbox/posts").body().size(), 2u);  // not yet
    EXPECT_TRUE(
        spin_until(town.io, [&] { return town.call("GET", "/sandbox/posts").body().size() == 3; }));
    EXPECT_EQ(town.call("POST", "/sandbox/faults", R"({"kind":"nonsense"})").status, 400);
    town.arm({{"kind", "delay"}, {"ms", 5}});
    EXPECT_EQ(town.arm({{"kind", "reset"}})["armed"], json::array());
}

TEST(SandboxFaults, OfEvents) {
    Town town;
    auto ear = town.listen(Town::bot);
    ear->event("hello");
    town.arm({{"kind", "deaf"}, {"count", 1}});
    town.post(Town::bot, "payments", "unheard");
    town.arm({{"kind", "duplicate_events"}, {"count", 1}});
    town.post(Town::bot, "payments", "twice");
    town.arm({{"kind", "deaf"}, {"count", 1}, {"gap", true}});
    town.post(Town::bot, "payments", "a hole");
    town.post(Town::bot, "payments", "last");
    json last = ear->next([](const json& frame) {
        return frame.dump().find("last\\") != std::string::npos &&
               frame.value("event", "") == "posted";
    });
    EXPECT_EQ(ear->count("posted"), 3u);
    EXPECT_EQ(last["seq"], 5);  // hello, status, twice, twice, the hole
}

TEST(SandboxFaults, OfSockets) {
    Town town;
    auto ear = town.listen(Town::bot);
    ear->event("hello");
    town.arm({{"kind", "half_open"}});
    town.post(Town::bot, "payments", "unheard");
    ear->say(R"({"action":"ping","seq":1})");
    auto fresh = town.listen(Town::bot);
    town.post(Town::bot, "payments", "heard");
    fresh->event("posted");
    EXPECT_EQ(ear->count("posted"), 0u);
    EXPECT_EQ(ear->texts().size(), 2u);
    town.arm({{"kind", "drop_sockets"}});
    EXPECT_TRUE(fresh->closed_soon());
    EXPECT_TRUE(ear->closed_soon());
    EXPECT_EQ(town.call("GET", "/sandbox/faults").body()["sockets"], 0);
}

TEST(SandboxFaults, OfOneUsersSockets) {
    Town town;
    auto alice = town.listen(town.log_in("alice")), bot = town.listen(Town::bot);
    bot->event("hello");
    town.arm({{"kind", "drop_sockets"}, {"username", "quartermaster"}});
    EXPECT_TRUE(bot->closed_soon());
    town.post(Town::bot, "payments", "heard");
    alice->event("posted");
    json unknown = {{"kind", "half_open"}, {"username", "nobody"}};
    EXPECT_EQ(town.call("POST", "/sandbox/faults", unknown.dump()).status, 400);
}

TEST(SandboxFaults, ARestartRefusesForAWhileAndForgetsItsMemory) {
    Town town;
    auto ear = town.listen(Town::bot);
    std::string first = town.post(Town::bot, "payments", "x", {{"pending_post_id", "k"}})["id"];
    town.arm({{"kind", "restart"}, {"ms", 100}});
    EXPECT_TRUE(ear->closed_soon());
    EXPECT_EQ(town.call("GET", "/api/v4/system/ping").status, 0);  // refused
    EXPECT_TRUE(
        spin_until(town.io, [&] { return town.call("GET", "/api/v4/system/ping").status == 200; }));
    EXPECT_NE(town.post(Town::bot, "payments", "x", {{"pending_post_id", "k"}})["id"], first);
    town.listen(Town::bot)->event("hello");
}

TEST(SandboxPage, FilesAndInfo) {
    Town town([](Options& options) {
        options.page = {{"index.html", "<h1>x</h1>"}, {"app.js", "1;"}};
        options.demo_json = [] {
            return std::string(R"({"run":[],"now":"soon"})");
        };
    });
    Reply index = town.call("GET", "/");
    EXPECT_EQ(index.text, "<h1>x</h1>");
    EXPECT_EQ(index.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_TRUE(index.header("Content-Security-Policy").starts_with("default-src 'self'; "));
    EXPECT_EQ(index.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(town.call("GET", "/app.js").header("Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(town.call("GET", "/nothing.js").status, 404);
    EXPECT_EQ(town.call("GET", "/../app.js").status, 400);
    json info = town.call("GET", "/sandbox/info").body();
    EXPECT_EQ(info["team"], "acme");
    EXPECT_EQ(info["bot"], "quartermaster");
    EXPECT_EQ(info["now"], "soon");  // what the program adds wins
    EXPECT_EQ(info["users"][0]["password"], "pw-alice");
    EXPECT_FALSE(info["users"][3].contains("password"));
    EXPECT_EQ(info["channels"].size(), 3u);
}

class Folder {
public:
    Folder() { std::filesystem::create_directories(path_); }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string journal() const { return (path_ / "sandbox.jsonl").string(); }

private:
    std::filesystem::path path_ =
        std::filesystem::temp_directory_path() / ("qm-sandbox-" + std::to_string(::getpid()));
};

TEST(SandboxJournal, AnOldFolderGoesOn) {
    Folder folder;
    auto kept = [&](Options& options) {
        options.journal = folder.journal();
    };
    std::string alice, root, last, channel;
    std::int64_t stopped_at = 0;
    {
        Town town(kept);
        alice = town.log_in("alice");
        channel = town.channel("payments");
        root = town.post(alice, "payments", "root")["id"];
        last = town.post(Town::bot, "payments", "reply", {{"root_id", root}})["id"];
        town.api(alice, "PUT", "/posts/" + root + "/patch", {{"message", "edited"}});
        json body = {{"user_id", town.user("bob")}};
        town.api(town.log_in("root"), "POST", "/channels/" + channel + "/members", body, 201);
        move(town, {{"advance_s", 3'600}});
        stopped_at = to_unix(town.sandbox->now());
    }
    std::ofstream(folder.journal(), std::ios::app) << R"({"kind":"post","value":{"id":"to)";
    for (int round = 0; round < 2; ++round) {  // the second time from the shortened journal
        Town town(kept);
        EXPECT_EQ(town.said.at(0) == "the journal's last line was cut off and is left out",
                  round == 0);
        EXPECT_GE(to_unix(town.sandbox->now()), stopped_at);
        EXPECT_LT(to_unix(town.sandbox->now()), stopped_at + 60);
        EXPECT_EQ(town.channel("payments"), channel);
        EXPECT_EQ(town.api(alice, "GET", "/posts/" + root)["message"], "edited");  // still in
        json page = town.api(Town::bot, "GET", "/channels/" + channel + "/posts");
        EXPECT_EQ(page["order"].size(), 3u);
        EXPECT_EQ(town.api(town.log_in("bob"), "GET", "/channels/" + channel + "/posts")["order"],
                  page["order"]);
    }
}

TEST(SandboxJournal, AJournalThatCannotBeReadIsLeftAlone) {
    Folder folder;
    std::ofstream(folder.journal()) << "{}\n";
    auto start = [&] {
        Town town([&](Options& options) { options.journal = folder.journal(); });
    };
    EXPECT_THROW(start(), std::runtime_error);
    std::ifstream in(folder.journal());
    std::string line;
    std::getline(in, line);
    EXPECT_EQ(line, "{}");
}

TEST(Sandbox, ATakenPortIsSaid) {
    Town town;
    boost::asio::io_context io{1};
    Options options;
    options.port = town.sandbox->port();
    options.seed.team_name = "x";
    auto second = start_sandbox(io.get_executor(), std::move(options));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, errc::unavailable);
}

TEST(Sandbox, AWrongSeedIsSaid) {
    boost::asio::io_context io{1};
    Options options;
    options.seed.team_name = "x";
    options.seed.channels = {{"a", "A", false, {"nobody"}, ""}};
    auto started = start_sandbox(io.get_executor(), std::move(options));
    ASSERT_FALSE(started);
    EXPECT_NE(started.error().what.find("nobody"), std::string::npos);
}

TEST(Sandbox, StoppingEndsWhatIsOpen) {
    Town town;
    auto ear = town.listen(Town::bot);
    ear->event("hello");
    town.sandbox->stop();
    town.sandbox->stop();
    EXPECT_TRUE(ear->closed_soon());
    EXPECT_EQ(town.call("GET", "/sandbox/clock").status, 0);
}

}  // namespace
}  // namespace qm::sandbox::test
