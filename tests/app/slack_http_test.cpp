// The whole bot on Slack over HTTP: signed calls come in at its listener, what it says goes to a
// small Slack. A search, a request with its card, taking it; and what is no call of Slack's.
// SPDX-License-Identifier: Apache-2.0
#include "app/app.hpp"
#include "app/doctor.hpp"
#include "chat/slack_hooks.hpp"
#include "chat/support/script.hpp"
#include "chat/support/slack_server.hpp"
#include "net/support/loop.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using net::HttpResponse;
using nlohmann::json;

const std::string secret = "8f742231b10e8888abcd99yyyzzz85a5";

std::string percent(const std::string& text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += {'%', digits[byte >> 4u], digits[byte & 15u]};
    }
    return out;
}

// A port that was free a moment ago.
unsigned short free_port(asio::io_context& loop) {
    auto server = net::serve_http(loop.get_executor(), {}, {});
    return (*server)->port();
}

// `serve` in a child, beside a small Slack.
struct Bot : chat::test::Script {
    // `at`: where its clock stands, in Unix seconds, until it is moved; 0: it has ours.
    explicit Bot(std::int64_t at = 0) : now(at) {
        char name[] = "/tmp/qm-slack-XXXXXX";
        folder = ::mkdtemp(name);
        std::ofstream(folder + "/token") << "xoxb-token\n";
        std::ofstream(folder + "/secret") << secret << "\n";
        std::ofstream(folder + "/entries.jsonl")
            << R"({"kind":"helm-chart","name":"redis","description":"Redis for everybody"})"
            << "\n";
        port = free_port(loop);
        std::ofstream(folder + "/quartermaster.yaml")
            << "data: " << folder << "/data\n"
            << "slack: {mode: http, bot_token_file: " << folder
            << "/token, signing_secret_file: " << folder << "/secret, api_url: '" << slack.url()
            << "'}\n"
            << "http: {listen: '127.0.0.1:" << port << "', public_url: '" << url() << "'}\n"
            << "teams:\n  - {id: sre, name: SRE, channel: open, zone: UTC, members: [bob], "
               "rotation: {mode: weekday, mon: bob, tue: bob, wed: bob}}\n"
            << "catalog: {sources: [{lines: " << folder << "/entries.jsonl, visibility: public}]}\n"
            << "log: {level: error}\n";
        if (now != 0) serve_clock();
        client = std::move(net::make_https(loop.get_executor(), url()).value());
        start();
    }
    ~Bot() {
        stop();
        std::filesystem::remove_all(folder);
    }
    void start() {
        child = ::fork();
        if (child == 0) std::_Exit(serve({folder + "/quartermaster.yaml", "/proc/self/exe"}));
    }
    void serve_clock() {
        auto made = net::serve_http(loop.get_executor(), {}, [this](net::ServerRequest request) {
            return tell_time(request.parameter("wait"));
        });
        clock = std::move(*made);
        std::ofstream(folder + "/quartermaster.yaml", std::ios::app)
            << "clock: {follow: 'http://127.0.0.1:" << clock->port() << "'}\n";
    }
    asio::awaitable<HttpResponse> tell_time(std::string known) {
        asio::steady_timer timer(loop);
        for (int i = 0; i < 50 && known == std::to_string(moves); ++i) {
            timer.expires_after(std::chrono::milliseconds(10));
            co_await timer.async_wait(asio::use_awaitable);
        }
        HttpResponse response;
        response.status = 200;
        response.body = json{{"now_ms", now * 1000}, {"version", moves}}.dump();
        co_return response;
    }
    void move(std::int64_t to) {
        now = to;
        ++moves;
    }
    void stop() {
        if (child <= 0) return;
        ::kill(child, SIGTERM);
        int status = -1;
        // What it says at its end is answered: it waits for that.
        while (::waitpid(child, &status, WNOHANG) == 0)
            loop.run_for(std::chrono::milliseconds(10));
        child = -1;
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port); }

    // Signed as Slack signs; `headers` go in place of its own.
    asio::awaitable<HttpResponse> send(std::string path, std::string body, bool sealed = true,
                                       std::string method = "POST") {
        net::HttpRequest request;
        request.method = std::move(method);
        request.target = std::move(path);
        const std::string stamp = std::to_string(now != 0 ? now : std::time(nullptr));
        request.headers.emplace_back("X-Slack-Request-Timestamp", stamp);
        request.headers.emplace_back(
            "X-Slack-Signature", chat::slack_signature(sealed ? secret : "guessed", stamp, body));
        request.body = std::move(body);
        auto response = co_await client->send(std::move(request));
        HttpResponse none;
        none.status = 0;
        if (response) none = std::move(*response);
        co_return none;
    }
    // Connected, and the catalog is read.
    asio::awaitable<bool> until_ready() {
        for (int i = 0; i < 400; ++i) {
            const HttpResponse state = co_await send("/readyz", "", true, "GET");
            const HttpResponse figures = co_await send("/metrics", "", true, "GET");
            const bool read = figures.body.find("\nqm_catalog_entries 1\n") != std::string::npos;
            if (state.status == 200 && read) co_return true;
            asio::steady_timer timer(loop, std::chrono::milliseconds(25));
            co_await timer.async_wait(asio::use_awaitable);
        }
        co_return false;
    }
    asio::awaitable<HttpResponse> slash(std::string text, std::string trigger) {
        std::string body = "command=%2F" + text.substr(0, text.find(' ')) +
                           "&text=" + percent(text.substr(text.find(' ') + 1)) +
                           "&user_id=U2PIA&user_name=pia&channel_id=C1CHAN&channel_name=open&"
                           "trigger_id=" +
                           trigger;
        co_return co_await send("/slack/commands", std::move(body));
    }
    // The newest words that hold these; null: none.
    json post_with(const std::string& words) const {
        for (auto at = slack.calls.rbegin(); at != slack.calls.rend(); ++at) {
            const bool said = at->first == "chat.postMessage" || at->first == "chat.update";
            if (said && at->second.value("text", "").find(words) != std::string::npos)
                return at->second;
        }
        return nullptr;
    }
    asio::awaitable<bool> until_said(std::string words) {
        std::function<bool()> said = [this, words] {
            return !post_with(words).is_null();
        };
        co_return co_await until(said);
    }

    chat::test::TinySlack slack{loop};
    std::string folder;
    unsigned short port = 0;
    std::unique_ptr<net::Https> client;
    pid_t child = -1;
    std::int64_t now = 0;
    int moves = 1;
    std::unique_ptr<net::HttpServer> clock;
};

std::string access_event() {
    const json event = {{"type", "app_mention"},
                        {"user", "U2PIA"},
                        {"channel", "C1CHAN"},
                        {"text", "<@U0ME> access to stg-db, please"},
                        {"ts", "1800000000.900001"}};
    return json{{"type", "event_callback"}, {"event_id", "Ev1"}, {"event", event}}.dump();
}

asio::awaitable<void> play_a_request(Bot& bot) {
    const HttpResponse found = co_await bot.slash("catalog search redis", "T1");
    EXPECT_EQ(found.status, 200);
    EXPECT_NE(found.body.find("for everybody"), std::string::npos) << found.body;
    EXPECT_NE(found.body.find("ephemeral"), std::string::npos);

    const std::string told = access_event();
    for (int i = 0; i < 3; ++i) {  // it is told again: the 200 was lost
        const HttpResponse kept = co_await bot.send("/slack/events", told);
        EXPECT_EQ(kept.status, 200);
    }
    const bool carded = co_await bot.until_said("*R1001 ");
    EXPECT_TRUE(carded);
    const bool status = co_await bot.until_said("*R1001* ");
    EXPECT_TRUE(status) << "the asker's status post";
    const json card = bot.post_with("*R1001 ");
    std::string take;
    for (const json& block : card.value("blocks", json::array())) {
        if (block["type"] == "actions") take = block["elements"][0].value("value", "");
    }
    EXPECT_NE(take.find("req take R1001"), std::string::npos) << card.dump();
    const json press = {{"type", "block_actions"},
                        {"user", {{"id", "U1BOB"}, {"username", "bob"}}},
                        {"trigger_id", "T2"},
                        {"channel", {{"id", "C1CHAN"}, {"name", "open"}}},
                        {"message", {{"ts", "1800000000.100001"}}},
                        {"actions", {{{"action_id", "take"}, {"value", take}}}}};
    const HttpResponse pressed =
        co_await bot.send("/slack/actions", "payload=" + percent(press.dump()));
    EXPECT_EQ(pressed.status, 200);
    const bool taken = co_await bot.until_said("Ms bob has it");
    EXPECT_TRUE(taken) << "the card is drawn again";
    const HttpResponse mine = co_await bot.slash("req list", "T3");
    EXPECT_NE(mine.body.find("R1001"), std::string::npos) << mine.body;
    EXPECT_EQ(mine.body.find("R1002"), std::string::npos) << "told thrice, asked once";
}

// What pia wrote to bob alone, where the bot is not: it goes on between her and the bot.
asio::awaitable<void> hand_on(Bot& bot) {
    bot.slack.outside = {"D9TWO"};
    const json shortcut = {{"type", "message_action"},
                           {"callback_id", "request"},
                           {"user", {{"id", "U1BOB"}, {"username", "bob"}}},
                           {"channel", {{"id", "D9TWO"}, {"name", "directmessage"}}},
                           {"message",
                            {{"type", "message"},
                             {"user", "U2PIA"},
                             {"text", "an account for the bucket, please"},
                             {"ts", "1800000000.800001"}}},
                           {"action_ts", "1800000002.000001"},
                           {"trigger_id", "T5"},
                           {"response_url", bot.slack.response_url()}};
    const HttpResponse used =
        co_await bot.send("/slack/actions", "payload=" + percent(shortcut.dump()));
    EXPECT_EQ(used.status, 200);
    std::function<bool()> told = [&bot] {
        return bot.slack.said.size() == 1;
    };
    const bool answered = co_await bot.until(told);
    EXPECT_TRUE(answered);
    const std::string said = answered ? bot.slack.said[0].value("text", "") : "";
    EXPECT_NE(said.find("R1002"), std::string::npos) << said;
    const bool status = co_await bot.until_said("*R1002* ");
    EXPECT_TRUE(status);
    EXPECT_EQ(bot.post_with("*R1002* ").value("channel", ""), "D1BOB") << "a direct channel";
    const bool card = co_await bot.until_said("*R1002 ");
    EXPECT_TRUE(card);
    for (const auto& [method, asked] : bot.slack.calls) {
        if (method == "chat.postMessage") {
            EXPECT_NE(asked.value("channel", ""), "D9TWO");
        }
    }
}

asio::awaitable<void> knock(Bot& bot) {
    const std::string body = R"({"type":"url_verification","challenge":"abc"})";
    const HttpResponse forged = co_await bot.send("/slack/events", body, false);
    EXPECT_EQ(forged.status, 401);
    EXPECT_EQ(forged.body.find("abc"), std::string::npos);
    const HttpResponse got = co_await bot.send("/slack/events", "", true, "GET");
    EXPECT_EQ(got.status, 405);
    const HttpResponse other = co_await bot.send("/slack/else", body);
    EXPECT_EQ(other.status, 404);
    const HttpResponse elsewhere = co_await bot.send("/mattermost/command", body);
    EXPECT_EQ(elsewhere.status, 404) << "it is on Slack";
    const HttpResponse zipped = co_await bot.send("/slack/events", "\x1f\x8b\x08 rubbish");
    EXPECT_EQ(zipped.status, 400);
    const HttpResponse large =
        co_await bot.send("/slack/events", std::string(chat::slack_call_max + 1, ' '));
    EXPECT_EQ(large.status, 413);
    const HttpResponse long_press =
        co_await bot.send("/slack/actions", "payload=%7B%7D&x=" + std::string(300'000, 'x'));
    EXPECT_EQ(long_press.status, 200) << "a press carries its whole message";
}

std::string doctor_says(asio::io_context& loop, const std::string& file) {
    const ConfigRead read = load_config(file);
    const Clock clock;
    Findings findings;
    Patient patient{read.config, clock, loop.get_executor(), "", "", "", false};
    net::test::run(loop, [&]() -> asio::awaitable<void> {
        findings = co_await examine(slack_probes(patient));
    });
    return findings_text(findings);
}

TEST(SlackOverHttp, ASearchARequestAndTakingIt) {
    Bot bot;
    net::test::run(bot.loop, [&]() -> asio::awaitable<void> {
        const bool ready = co_await bot.until_ready();
        EXPECT_TRUE(ready);
        if (!ready) co_return;
        co_await play_a_request(bot);
        co_await hand_on(bot);
        co_await knock(bot);
    });
    EXPECT_EQ(bot.slack.sockets, 0);
    bot.stop();
    bot.start();
    net::test::run(bot.loop, [&]() -> asio::awaitable<void> {
        const bool ready = co_await bot.until_ready();
        EXPECT_TRUE(ready);
        const HttpResponse late = co_await bot.send("/slack/events", access_event());
        EXPECT_EQ(late.status, 200) << "a retry after hours and a restart";
        const HttpResponse mine = co_await bot.slash("req list", "T4");
        EXPECT_NE(mine.body.find("R1001"), std::string::npos) << mine.body;
        EXPECT_NE(mine.body.find("R1002"), std::string::npos) << mine.body;
        EXPECT_EQ(mine.body.find("R1003"), std::string::npos) << "it is the same event";
    });
    const std::string file = bot.folder + "/quartermaster.yaml";
    const std::string well = doctor_says(bot.loop, file);
    EXPECT_NE(well.find("ok    callback: " + bot.url()), std::string::npos) << well;
    EXPECT_NE(well.find("warn  callback: " + bot.url() + " is not https://"), std::string::npos);
    EXPECT_EQ(well.find("socket"), std::string::npos) << "no app token is needed";
    EXPECT_NE(well.find("ok    channels: the bot is in all 1 of them"), std::string::npos) << well;
    EXPECT_NE(well.find("ok    members: 1 are known"), std::string::npos) << well;
    bot.slack.scopes = "chat:write,commands,app_mentions:read";
    const std::string poor = doctor_says(bot.loop, file);
    EXPECT_NE(poor.find("fail  scopes: the bot token lacks channels:history"), std::string::npos);
    EXPECT_EQ(poor.find("chat:write"), std::string::npos) << "it has that" << poor;
    std::ofstream(bot.folder + "/secret") << "another\n";
    const std::string ill = doctor_says(bot.loop, file);
    EXPECT_NE(ill.find("fail  callback"), std::string::npos) << ill;
    EXPECT_NE(ill.find("does not know our signing secret"), std::string::npos) << ill;
}

TEST(SlackOverHttp, TheNextMorningItIsHandedOver) {
    constexpr std::int64_t tuesday_afternoon = 1'791'304'200;  // 2026-10-06 16:30 UTC
    constexpr std::int64_t wednesday_morning = 1'791'363'601;  // 09:00:01
    Bot bot(tuesday_afternoon);
    net::test::run(bot.loop, [&]() -> asio::awaitable<void> {
        const bool ready = co_await bot.until_ready();
        EXPECT_TRUE(ready);
        const HttpResponse kept = co_await bot.send("/slack/events", access_event());
        EXPECT_EQ(kept.status, 200);
        const bool carded = co_await bot.until_said("*R1001 ");
        EXPECT_TRUE(carded);
        bot.move(wednesday_morning);
        const bool handed = co_await bot.until_said("*SRE, Wed 7 Oct: <@U1BOB> is on duty");
        EXPECT_TRUE(handed);
        const json handover = bot.post_with("*SRE, Wed 7 Oct: ");
        EXPECT_NE(handover.value("text", "").find("R1001"), std::string::npos) << handover.dump();
        int handovers = 0;
        for (const auto& [method, asked] : bot.slack.calls)
            handovers += method == "chat.postMessage" &&
                         asked.value("text", "").starts_with("*SRE, Wed 7 Oct");
        EXPECT_EQ(handovers, 1);
        const HttpResponse who = co_await bot.slash("run who", "T9");
        EXPECT_EQ(who.status, 200) << "signatures are as old as the bot's clock says";
    });
}

}  // namespace
}  // namespace qm::app
