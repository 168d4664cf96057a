// `setup mattermost` against a Mattermost of our own: what it makes, keeps, revokes and refuses.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli.hpp"
#include "net/https.hpp"
#include "net/support/loop.hpp"
#include "sandbox/sandbox.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace qm::app {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

struct Stage {
    Stage() {
        sandbox::Options options;
        options.seed.team_name = "acme";
        options.seed.team_display = "Acme";
        sandbox::SeedUser admin{"root", "pw", "Root"};
        admin.admin = admin.bot = true;
        admin.token = "admin-token";
        sandbox::SeedUser person{"pia", "pw", "Pia"};
        person.bot = true;
        person.token = "pia-token";
        options.seed.users = {admin, person};
        options.seed.channels = {{"sre", "SRE", false, {"root"}, ""}};
        mattermost = std::move(start_sandbox(context.get_executor(), std::move(options)).value());
        thread = std::thread([this] {
            const auto guard = asio::make_work_guard(context);
            context.run();
        });
        char name[] = "/tmp/qm-setup-XXXXXX";
        folder = ::mkdtemp(name);
        arguments.config = folder + "/quartermaster.yaml";
        arguments.admin_token_env = "QM_TEST_ADMIN_TOKEN";
        write_config(folder + "/token");
    }
    ~Stage() {
        asio::post(context, [this] {
            mattermost.reset();
            context.stop();
        });
        thread.join();
        fs::remove_all(folder);
    }

    void write_config(const std::string& place, const std::string& kind = "token_file") const {
        std::ofstream(arguments.config)
            << "data: " << folder << "/data\n"
            << "mattermost: {url: '" << mattermost->url() << "', team: acme, " << kind << ": "
            << place << ", command_tokens_file: " << folder << "/commands}\n"
            << "http: {listen: '127.0.0.1:8180', public_url: 'http://127.0.0.1:8180'}\n"
            << "teams:\n  - {id: sre, name: SRE, channel: sre, zone: UTC, members: [alice], "
               "rotation: {mode: weekday, mon: alice}, products: [{name: pay, channels: [pay]}]}\n";
    }
    // What it said; `code`: what it returned.
    std::string run(int code, const std::string& token = "admin-token") {
        ::setenv("QM_TEST_ADMIN_TOKEN", token.c_str(), 1);
        testing::internal::CaptureStderr();
        testing::internal::CaptureStdout();
        const int got = cli_setup_mattermost(arguments);
        (void)testing::internal::GetCapturedStdout();
        const std::string said = testing::internal::GetCapturedStderr();
        EXPECT_EQ(got, code) << said;
        return said;
    }
    // The next `count` calls below /api/v4/PATH are answered with that status.
    void arm(int status, const std::string& method, const std::string& path, int count = 1,
             bool apply = false, const std::string& who = "root") const {
        asio::io_context loop;
        net::test::run(loop, [&]() -> asio::awaitable<void> {
            auto https = net::make_https(loop.get_executor(), mattermost->url()).value();
            net::HttpRequest request{"POST", "/sandbox/faults", {}, ""};
            request.body = R"({"kind":"answer","username":")" + who + R"(","method":")" + method +
                           R"(","path_prefix":"/api/v4/)" + path + R"(","status":)" +
                           std::to_string(status) + R"(,"count":)" + std::to_string(count) +
                           R"(,"apply":)" + (apply ? "true}" : "false}");
            const auto armed = co_await https->send(std::move(request));
            EXPECT_TRUE(armed && armed->status == 200) << path;
        });
    }
    // As the administrator; what was answered.
    nlohmann::json asks(const std::string& method, const std::string& path) const {
        nlohmann::json answer;
        asio::io_context loop;
        net::test::run(loop, [&]() -> asio::awaitable<void> {
            auto https = net::make_https(loop.get_executor(), mattermost->url()).value();
            net::HttpRequest request{method, "/api/v4/" + path, {}, ""};
            request.headers.emplace_back("Authorization", "Bearer admin-token");
            const auto said = co_await https->send(std::move(request));
            EXPECT_TRUE(said && said->status == 200) << path;
            if (said) answer = nlohmann::json::parse(said->body, nullptr, false);
        });
        return answer;
    }
    std::string channels() const { return "teams/" + mattermost->team_id() + "/channels/name/"; }
    std::string token() const {
        std::string word;
        std::ifstream(folder + "/token") >> word;
        return word;
    }

    asio::io_context context{1};
    std::unique_ptr<sandbox::Sandbox> mattermost;
    std::thread thread;
    std::string folder;
    SetupArguments arguments;
};

bool has(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

TEST(Setup, MakesKeepsAndRevokes) {
    Stage stage;
    const std::string made = stage.run(0);
    EXPECT_TRUE(has(made, "the bot is in 1 of 2 channels")) << made;
    const std::string first = stage.token();
    EXPECT_FALSE(first.empty());
    const std::string again = stage.run(0);
    EXPECT_TRUE(has(again, "is kept")) << again;
    EXPECT_TRUE(has(again, "the command tokens in " + stage.folder + "/commands are kept"))
        << again;
    EXPECT_EQ(stage.token(), first);

    stage.arguments.rotate = true;
    const std::string anew = stage.run(0);
    EXPECT_TRUE(has(anew, "old tokens revoked: 1; a bot that runs reads the file again")) << anew;
    const std::string second = stage.token();
    EXPECT_NE(second, first);
    EXPECT_TRUE(has(stage.run(1, first), "asking who you are: 401")) << "it is worth nothing";

    stage.arguments.rotate = false;
    std::ofstream(stage.folder + "/token", std::ios::trunc) << first << "\n";
    EXPECT_TRUE(has(stage.run(0), "is refused")) << "it was revoked";
    EXPECT_NE(stage.token(), first);
    std::ofstream(stage.folder + "/token", std::ios::trunc) << "\n";
    EXPECT_FALSE(has(stage.run(0), "is kept"));
    EXPECT_FALSE(stage.token().empty());
}

TEST(Setup, ADryRunSaysWhatItWouldMakeAndMakesNothing) {
    Stage stage;
    stage.arguments.dry = true;
    for (int i = 0; i < 2; ++i) {
        const std::string said = stage.run(0);
        for (const char* line :
             {"would be done: making the bot account", "would be done: adding the bot to the team",
              "would be done: adding the bot to sre", "would be done: making the bot's token",
              "would be done: making /req", "would be done: writing the command tokens to",
              "there is no channel pay", "nothing was changed"})
            EXPECT_TRUE(has(said, line)) << line << "\n" << said;
        EXPECT_EQ(stage.token(), "");
        EXPECT_FALSE(fs::exists(stage.folder + "/commands"));
    }
    stage.arguments.dry = false;
    stage.run(0);
    stage.arguments.dry = true;
    const std::string again = stage.run(0);
    EXPECT_FALSE(has(again, "would be done")) << again;
    stage.arguments.rotate = true;
    EXPECT_TRUE(has(stage.run(0), "would be done: making a new token"));
}

TEST(Setup, ABotWithItsTokenInAVariableMustBeStartedAgain) {
    Stage stage;
    stage.write_config("QM_TEST_BOT_TOKEN", "token_env");
    stage.run(0);
    stage.arguments.rotate = true;
    const std::string anew = stage.run(0);
    EXPECT_TRUE(has(anew, "old tokens revoked: 1; a bot that runs must be started again")) << anew;
}

TEST(Setup, ADeactivatedBotIsEnabledAndKeepsItsToken) {
    Stage stage;
    stage.run(0);
    const std::string token = stage.token();
    const std::string account = "users/username/quartermaster";
    const std::string id = stage.asks("GET", account).value("id", "");
    stage.asks("POST", "bots/" + id + "/disable");

    stage.arguments.dry = true;
    const std::string dry = stage.run(0);
    EXPECT_TRUE(has(dry, "would be done: enabling the bot account")) << dry;
    EXPECT_TRUE(has(dry, "would be done: trying the token in ")) << dry;
    for (const char* lie : {"/token is refused", "would be done: making the bot's token"})
        EXPECT_FALSE(has(dry, lie)) << "of an account that is away: " << dry;
    EXPECT_GT(stage.asks("GET", account).value("delete_at", 0LL), 0);

    stage.arguments.dry = false;
    const std::string said = stage.run(0);
    EXPECT_TRUE(has(said, "bot account enabled")) << said;
    EXPECT_TRUE(has(said, "is kept")) << said;
    EXPECT_EQ(stage.token(), token);
    EXPECT_EQ(stage.asks("GET", account).value("delete_at", -1LL), 0);
    EXPECT_FALSE(has(stage.run(0), "enabled")) << "once";
}

TEST(Setup, RefusesBeforeItMakesAnything) {
    Stage stage;
    const std::string person = stage.run(1, "pia-token");
    EXPECT_TRUE(has(person, "pia, who is no system administrator")) << person;
    stage.write_config(stage.folder + "/nowhere/token");
    const std::string unwritable = stage.run(1);
    EXPECT_TRUE(has(unwritable, "cannot write")) << unwritable;
    EXPECT_FALSE(has(unwritable, "bot account made"));
    stage.write_config(stage.folder + "/token");
    EXPECT_TRUE(has(stage.run(0), "bot account made"));
}

TEST(Setup, ALimitIsWaitedOutAndIsNoAbsence) {
    Stage stage;
    stage.arm(429, "GET", "users/username/");
    stage.arm(502, "GET", stage.channels() + "sre");
    stage.arm(429, "POST", "bots");
    const std::string made = stage.run(0);
    EXPECT_TRUE(has(made, "bot account made")) << made;
    EXPECT_TRUE(has(made, "the bot is in 1 of 2 channels")) << made;
    EXPECT_FALSE(has(made, "no channel sre")) << made;
    stage.arguments.dry = true;
    stage.arm(429, "GET", "users/username/");
    const std::string again = stage.run(0);
    EXPECT_FALSE(has(again, "would be done")) << again;
    EXPECT_TRUE(has(again, "is kept")) << again;
}

TEST(Setup, WhatCannotBeToldIsNotTakenForAbsent) {
    Stage stage;
    stage.run(0);
    for (const std::string& place :
         {std::string("users/username/"), std::string("teams/name/"), stage.channels() + "sre",
          "teams/" + stage.mattermost->team_id() + "/members/"}) {
        stage.arm(500, "GET", place);
        const std::string said = stage.run(1);
        for (const char* lie : {"there is no", "bot account made", "nothing was changed"})
            EXPECT_FALSE(has(said, lie)) << place << "\n" << said;
        EXPECT_TRUE(has(said, "looking ")) << place << "\n" << said;
        EXPECT_TRUE(has(said, ": 500 ")) << place << "\n" << said;
        EXPECT_TRUE(has(said, "(Mattermost's own log")) << "the mend of " << place << "\n" << said;
    }
    stage.arm(403, "GET", stage.channels() + "sre");
    const std::string refused = stage.run(1);
    EXPECT_TRUE(has(refused, "looking for the channel sre: 403")) << refused;
    EXPECT_TRUE(has(refused, "must be a system administrator's")) << refused;
    const std::string first = stage.token();
    stage.arm(500, "GET", "users/me", 1, false, "quartermaster");
    const std::string untried = stage.run(1);
    EXPECT_TRUE(has(untried, "trying the token in ")) << untried;
    EXPECT_EQ(stage.token(), first);
}

TEST(Setup, WhatAProxyAnswersToAWriteIsNotKnownToBeDone) {
    Stage stage;
    stage.arm(504, "POST", "bots", 1, true);
    const std::string unknown = stage.run(1);
    EXPECT_TRUE(has(unknown, "making the bot account: 504")) << unknown;
    EXPECT_TRUE(has(unknown, "run this again")) << unknown;
    const std::string again = stage.run(0);
    EXPECT_TRUE(has(again, "the bot account is there")) << again;
}

}  // namespace
}  // namespace qm::app
