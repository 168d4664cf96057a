// The doctor: what is judged without asking, and a Mattermost of our own that is well, or not.
// SPDX-License-Identifier: Apache-2.0
#include "app/doctor.hpp"

#include "net/http_server.hpp"
#include "net/https.hpp"
#include "sandbox/sandbox.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace qm::app {
namespace {

namespace asio = boost::asio;

TEST(Doctor, AClockThatIsOffIsSaid) {
    const Instant now = from_unix(1'795'686'351);  // Thu, 26 Nov 2026 09:45:51 GMT
    EXPECT_EQ(judge_clock("Thu, 26 Nov 2026 09:45:51 GMT", now).health, Health::ok);
    EXPECT_EQ(judge_clock("Thu, 26 Nov 2026 09:45:53 GMT", now).health, Health::ok);
    const Finding late = judge_clock("Thu, 26 Nov 2026 09:45:54 GMT", now);
    EXPECT_EQ(late.health, Health::warn);
    EXPECT_EQ(late.what, "this machine is 3 s behind the chat server");
    EXPECT_FALSE(late.mend.empty());
    EXPECT_EQ(judge_clock("Thu, 26 Nov 2026 09:44:51 GMT", now).health, Health::warn);
    EXPECT_EQ(judge_clock("Thu, 26 Nov 2026 09:44:50 GMT", now).health, Health::fail);
    for (const char* none : {"", "yesterday", "Thu, 26 Nov"})
        EXPECT_EQ(judge_clock(none, now).health, Health::warn) << none;
}

TEST(Doctor, PrivateAddressesAreKnown) {
    for (const char* address :
         {"127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
          "::1", "fd00::1", "fe80::1", "::ffff:10.0.0.1"})
        EXPECT_TRUE(is_private_address(address)) << address;
    for (const char* address : {"8.8.8.8", "172.32.0.1", "2001:4860:4860::8888", "", "a name"})
        EXPECT_FALSE(is_private_address(address)) << address;
}

TEST(Doctor, AListOfAddressesIsRead) {
    EXPECT_TRUE(is_listed("localhost bot.internal", "bot.internal", "10.0.0.7"));
    EXPECT_TRUE(is_listed("127.0.0.0/8, 10.0.0.0/24", "bot.internal", "10.0.0.7"));
    EXPECT_TRUE(is_listed("10.0.0.7", "bot.internal", "10.0.0.7"));
    EXPECT_TRUE(is_listed("fd00::/8", "bot.internal", "fd00::7"));
    for (const char* other : {"", "  ", "10.0.1.0/24", "bot", "10.0.0.0/nine", "fd00::/8"})
        EXPECT_FALSE(is_listed(other, "bot.internal", "10.0.0.7")) << other;
}

TEST(Doctor, OneThatFailedDecides) {
    const Findings well = {{Health::ok, "a", "b", ""}, {Health::warn, "c", "d", "e"}};
    EXPECT_EQ(exit_code_of(well), 0);
    EXPECT_EQ(findings_text(well), "ok    a: b\nwarn  c: d\n      → e\n");
    Findings ill = well;
    ill.push_back({Health::fail, "f", "g", "h"});
    EXPECT_EQ(exit_code_of(ill), 1);
    EXPECT_NE(findings_json(ill).find(R"("ok":false)"), std::string::npos);
}

struct Clinic {
    Clinic() {
        sandbox::Options options;
        options.seed.team_name = "acme";
        options.seed.team_display = "Acme";
        sandbox::SeedUser bot{"quartermaster", "", "Quartermaster"};
        bot.bot = true;
        bot.token = "bot-token";
        sandbox::SeedUser admin{"root", "pw", "Root"};
        admin.admin = admin.bot = true;
        admin.token = "admin-token";
        options.seed.users = {bot, admin, {"alice", "pw", "Alice"}, {"bob", "pw", "Bob"}};
        options.seed.channels = {{"sre", "SRE", false, {"quartermaster", "alice", "bob"}, ""},
                                 {"pay", "Pay", false, {"alice"}, ""}};
        mattermost = std::move(start_sandbox(context.get_executor(), std::move(options)).value());
        config.mattermost.url = mattermost->url();
        config.mattermost.team = "acme";
        config.mattermost.token = "bot-token";
        Team team;
        team.id = TeamId("sre");
        team.channel_name = "sre";
        for (const char* name : {"alice", "bob"}) {
            team.members.emplace_back();
            team.members.back().person.username = name;
        }
        config.teams = {team};
    }

    Findings examined(bool posts = true) {
        Patient patient{config, clock, context.get_executor(), "", "", "", posts};
        patient.admin_token = admin_token;
        patient.pause = [this](std::chrono::seconds time) -> asio::awaitable<void> {
            waited += time;
            ++waits;
            co_return;
        };
        Findings all;
        asio::co_spawn(context, examine(mattermost_probes(patient)),
                       [&](std::exception_ptr, Findings found) {
                           all = std::move(found);
                           context.stop();
                       });
        context.restart();
        context.run();
        return all;
    }
    static std::string about(const Findings& findings, const std::string& check) {
        std::string said;
        for (const Finding& one : findings) {
            if (one.check == check) said += findings_text({one});
        }
        return said;
    }

    // The bot's next `count` calls below /api/v4/PATH are answered with that status; 0: all.
    void arm(int status, const std::string& path, int count, const std::string& method = "") {
        const nlohmann::json fault = {{"kind", "answer"},
                                      {"method", method},
                                      {"username", "quartermaster"},
                                      {"path_prefix", "/api/v4/" + path},
                                      {"status", status},
                                      {"count", count}};
        EXPECT_EQ(asks("POST", "/sandbox/faults", fault.dump()).status, 200);
    }
    void heal() { asks("POST", "/sandbox/faults", R"({"kind":"reset"})"); }

    net::HttpResponse asks(std::string method, std::string target, std::string body) {
        auto https = net::make_https(context.get_executor(), mattermost->url()).value();
        const std::string root = target.starts_with("/sandbox/") ? "" : "/api/v4";
        net::HttpRequest request{std::move(method), root + target, {}, std::move(body)};
        request.headers = {{"Authorization", "Bearer admin-token"}};
        net::HttpResponse response;
        asio::co_spawn(
            context,
            [&]() -> asio::awaitable<void> {
                auto answer = co_await https->send(std::move(request));
                if (answer) response = std::move(*answer);
                context.stop();
            },
            asio::detached);
        context.restart();
        context.run();
        return response;
    }
    // As `setup` does; gives its token.
    std::string register_command(const std::string& trigger) {
        using nlohmann::json;
        const json team = json::parse(asks("GET", "/teams/name/acme", "").body);
        const json command = {{"team_id", team.at("id")},
                              {"trigger", trigger},
                              {"method", "P"},
                              {"url", config.http.public_url + "/mattermost/command"}};
        return json::parse(asks("POST", "/commands", command.dump()).body).at("token");
    }

    asio::io_context context{1};
    Clock clock;
    Config config;
    std::string admin_token;
    int waits = 0;
    std::chrono::seconds waited{0};
    std::unique_ptr<sandbox::Sandbox> mattermost;
};

void expect_mends(const Findings& findings) {
    for (const Finding& one : findings) {
        EXPECT_TRUE(one.health != Health::fail || !one.mend.empty()) << findings_text({one});
    }
}

TEST(Doctor, AWellMattermost) {
    Clinic clinic;
    const Findings found = clinic.examined();
    EXPECT_EQ(exit_code_of(found), 0) << findings_text(found);
    EXPECT_EQ(Clinic::about(found, "account"), "ok    account: @quartermaster\n");
    EXPECT_EQ(Clinic::about(found, "channels"), "ok    channels: the bot is in all 1 of them\n");
    EXPECT_EQ(Clinic::about(found, "members"), "ok    members: 2 are known\n");
    EXPECT_EQ(Clinic::about(found, "message"), "ok    message: posted in sre, and removed again\n");
    EXPECT_EQ(Clinic::about(clinic.examined(false), "message"), "");
}

TEST(Doctor, WhatIsIllIsNamedWithItsMend) {
    Clinic clinic;
    clinic.config.teams.front().members.emplace_back();
    clinic.config.teams.front().members.back().person.username = "zoe";
    clinic.config.teams.front().products.push_back({"pay", {"pay", "nowhere"}, {}, {}});
    clinic.config.http.public_url = "http://127.0.0.1:9";
    const Findings found = clinic.examined();
    EXPECT_EQ(exit_code_of(found), 1);
    EXPECT_NE(Clinic::about(found, "members").find("nobody is called zoe"), std::string::npos);
    const std::string channels = Clinic::about(found, "channels");
    EXPECT_NE(channels.find("warn  channels: the bot is not in pay"), std::string::npos)
        << channels;
    EXPECT_NE(channels.find("without the bot: nowhere"), std::string::npos) << channels;
    const std::string callback = Clinic::about(found, "callback");
    EXPECT_NE(callback.find("fail  callback"), std::string::npos) << callback;
    EXPECT_NE(callback.find("add \"127.0.0.1\" to "
                            "ServiceSettings.AllowedUntrustedInternalConnections"),
              std::string::npos)
        << callback;
    EXPECT_NE(Clinic::about(found, "commands").find("no token is known of"), std::string::npos);
}

TEST(Doctor, AnArchivedChannelIsNoMisspeltOne) {
    Clinic clinic;
    clinic.config.teams.front().products.push_back({"pay", {"closed", "nowhere"}, {}, {}});
    const std::string team = clinic.mattermost->team_id();
    const nlohmann::json closed = {{"team_id", team}, {"name", "closed"}, {"type", "P"}};
    EXPECT_EQ(clinic.asks("POST", "/channels", closed.dump()).status, 201);
    for (const char* name : {"sre", "closed"}) {
        const std::string named = "/teams/" + team + "/channels/name/" + name;
        const auto channel = nlohmann::json::parse(clinic.asks("GET", named, "").body);
        const std::string id = channel.at("id");
        EXPECT_EQ(clinic.asks("DELETE", "/channels/" + id, "").status, 200) << name;
    }
    const Findings found = clinic.examined();
    const std::string own = Clinic::about(found, "channels");
    EXPECT_NE(own.find("fail  channels: archived: sre\n"), std::string::npos) << own;
    EXPECT_NE(own.find("warn  channels: not there, archived, or private and without the bot: "
                       "closed, nowhere\n"),
              std::string::npos)
        << own;
    EXPECT_NE(Clinic::about(found, "message").find("sre is archived"), std::string::npos);
    clinic.admin_token = "admin-token";
    const std::string all = Clinic::about(clinic.examined(), "channels");
    EXPECT_NE(all.find("fail  channels: archived: closed, sre\n"), std::string::npos) << all;
    EXPECT_NE(all.find("without the bot: nowhere\n"), std::string::npos) << all;
    expect_mends(found);
}

TEST(Doctor, AnAdministratorSeesAPrivateChannelWithoutTheBot) {
    Clinic clinic;
    clinic.admin_token = "admin-token";
    clinic.config.teams.front().products.push_back({"pay", {"closed"}, {}, {}});
    const nlohmann::json closed = {
        {"team_id", clinic.mattermost->team_id()}, {"name", "closed"}, {"type", "P"}};
    EXPECT_EQ(clinic.asks("POST", "/channels", closed.dump()).status, 201);
    const std::string said = Clinic::about(clinic.examined(), "channels");
    EXPECT_EQ(said.find("warn  channels: the bot is not in closed\n"), 0u) << said;
}

TEST(Doctor, AnAdministratorSeesWhatIsRegistered) {
    Clinic clinic;
    clinic.config.http.public_url = "http://127.0.0.1:9";
    clinic.admin_token = "admin-token";
    const std::string commands = Clinic::about(clinic.examined(), "commands");
    EXPECT_NE(commands.find("not registered: /catalog"), std::string::npos) << commands;
}

TEST(Doctor, AnotherTokenThanMattermostSignsWithIsFound) {
    Clinic clinic;
    clinic.config.http.public_url = "http://127.0.0.1:9";
    clinic.admin_token = "admin-token";
    for (const std::string trigger : {"catalog", "req", "run", "quartermaster"}) {
        const std::string token = clinic.register_command(trigger);
        clinic.config.mattermost.command_tokens[trigger] = {trigger == "req" ? "old" : token};
    }
    const std::string found = Clinic::about(clinic.examined(), "commands");
    EXPECT_NE(found.find("another token than is known: /req\n"), std::string::npos) << found;
}

TEST(Doctor, ARevokedTokenAndASilentServer) {
    Clinic clinic;
    clinic.config.mattermost.token = "wrong-secret";
    const Findings revoked = clinic.examined();
    EXPECT_NE(Clinic::about(revoked, "account").find("--new-token"), std::string::npos);
    EXPECT_EQ(findings_json(revoked).find("wrong-secret"), std::string::npos) << "no secrets";
    clinic.config.mattermost.url = "http://127.0.0.1:9";
    EXPECT_NE(Clinic::about(clinic.examined(), "server").find("mattermost.url"), std::string::npos);
}

TEST(Doctor, ADeactivatedAccountIsNoMatterOfItsToken) {
    Clinic clinic;
    const auto bot =
        nlohmann::json::parse(clinic.asks("GET", "/users/username/quartermaster", "").body);
    const std::string place = "/bots/" + bot.at("id").get<std::string>();
    EXPECT_EQ(clinic.asks("POST", place + "/disable", "").status, 200);
    const std::string either = Clinic::about(clinic.examined(), "account");
    EXPECT_NE(either.find("setup mattermost` enables the account"), std::string::npos) << either;
    EXPECT_NE(either.find("--new-token"), std::string::npos) << either;
    clinic.admin_token = "admin-token";
    const std::string known = Clinic::about(clinic.examined(), "account");
    EXPECT_EQ(known.find("fail  account: @quartermaster is deactivated"), 0u) << known;
    EXPECT_NE(known.find("setup mattermost` enables it"), std::string::npos) << known;
    EXPECT_EQ(known.find("--new-token"), std::string::npos) << known;
    EXPECT_EQ(clinic.asks("POST", place + "/enable", "").status, 200);
    EXPECT_EQ(Clinic::about(clinic.examined(), "account"), "ok    account: @quartermaster\n");
    clinic.config.mattermost.token = "wrong-secret";
    const std::string wrong = Clinic::about(clinic.examined(), "account");
    EXPECT_NE(wrong.find("--new-token` makes another"), std::string::npos) << wrong;
    EXPECT_EQ(wrong.find("deactivated"), std::string::npos) << wrong;
}

// Neither the address nor what is configured is wrong.
void expect_only_the_limit(const std::string& said) {
    EXPECT_NE(said.find("HTTP 429"), std::string::npos) << said;
    EXPECT_NE(said.find("RateLimitSettings"), std::string::npos) << said;
    for (const char* lie : {"mattermost.url", "nobody is called", "not there", "is not in"})
        EXPECT_EQ(said.find(lie), std::string::npos) << said;
}

TEST(Doctor, ALimitIsWaitedOut) {
    Clinic clinic;
    for (const char* path :
         {"system/ping", "users/me", "teams/name/", "users/me/teams", "users/usernames", "posts"})
        clinic.arm(429, path, 2);
    clinic.arm(502, "posts/", 1, "DELETE");
    const Findings found = clinic.examined();
    EXPECT_EQ(exit_code_of(found), 0) << findings_text(found);
    EXPECT_EQ(Clinic::about(found, "members"), "ok    members: 2 are known\n");
    EXPECT_EQ(Clinic::about(found, "message"), "ok    message: posted in sre, and removed again\n");
    EXPECT_EQ(clinic.waits, 13);
}

TEST(Doctor, ALimitThatStaysIsSaidForWhatItIs) {
    Clinic clinic;
    clinic.config.teams.front().products.push_back({"pay", {"pay"}, {}, {}});
    clinic.arm(429, "", 0);
    const Findings all = clinic.examined();
    expect_mends(all);
    expect_only_the_limit(Clinic::about(all, "server"));
    expect_only_the_limit(Clinic::about(all, "account"));
    EXPECT_LE(clinic.waited, std::chrono::minutes(2)) << "in all";
    const std::string team = clinic.mattermost->team_id();
    const std::pair<std::string, std::string> others[] = {
        {"teams/name/", "team"},
        {"users/me/teams", "channels"},
        {"teams/" + team + "/channels/name/pay", "channels"},
        {"users/usernames", "members"},
        {"posts", "message"}};
    for (const auto& [path, check] : others) {
        clinic.heal();
        clinic.arm(429, path, 0);
        const Findings some = clinic.examined();
        expect_mends(some);
        expect_only_the_limit(Clinic::about(some, check));
        const bool told = findings_text(some).find("fail  message") != std::string::npos;
        EXPECT_TRUE(check == "message" || !told) << path;
    }
}

TEST(Doctor, EveryFailureNamesItsMend) {
    Clinic clinic;
    for (const int status : {400, 401, 403, 404, 500, 503}) {
        clinic.arm(status, "", 0);
        const Findings found = clinic.examined();
        EXPECT_EQ(exit_code_of(found), 1);
        expect_mends(found);
        clinic.heal();
    }
    clinic.config.mattermost.url = "http://127.0.0.1:9";
    const Findings found = clinic.examined();
    expect_mends(found);
    EXPECT_NE(Clinic::about(found, "account").find("mattermost.url"), std::string::npos);
    Findings thrown;
    asio::co_spawn(clinic.context,
                   examine({{"odd",
                             []() -> asio::awaitable<Findings> {
                                 throw std::runtime_error("it broke");
                                 co_return Findings();
                             }}}),
                   [&](std::exception_ptr, Findings all) {
                       thrown = std::move(all);
                       clinic.context.stop();
                   });
    clinic.context.restart();
    clinic.context.run();
    ASSERT_EQ(thrown.size(), 1u);
    expect_mends(thrown);
}

TEST(Doctor, SomethingElseThanMattermostIsNoMistakeOfOurs) {
    Clinic clinic;
    const auto other =
        net::serve_http(clinic.context.get_executor(), {},
                        [](net::ServerRequest) -> asio::awaitable<net::HttpResponse> {
                            net::HttpResponse response;
                            response.status = 200;
                            response.body = "<html>It works!</html>";
                            co_return response;
                        });
    clinic.config.mattermost.url = "http://127.0.0.1:" + std::to_string((*other)->port());
    const std::string said = Clinic::about(clinic.examined(), "account");
    EXPECT_NE(said.find("mend mattermost.url"), std::string::npos) << said;
    EXPECT_EQ(said.find("broke"), std::string::npos) << said;
}

TEST(Doctor, APostThatAProxySwallowedIsNotMadeTwice) {
    Clinic clinic;
    clinic.arm(504, "posts", 0, "POST");
    const std::string said = Clinic::about(clinic.examined(), "message");
    EXPECT_NE(said.find("HTTP 504"), std::string::npos) << said;
    EXPECT_NE(said.find("remove it by hand"), std::string::npos) << said;
    EXPECT_EQ(clinic.waits, 0);
}

}  // namespace
}  // namespace qm::app
