// What is tried on Slack: both tokens, Socket Mode, the clock, and a message that is removed again.
// SPDX-License-Identifier: Apache-2.0
#include "app/doctor.hpp"
#include "net/https.hpp"

#include <nlohmann/json.hpp>

#include <memory>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

struct SlackSeen {
    bool ok = false;
    json body;
    std::string date;
    std::string why;  // "not_in_channel"; never a sentence of the server's
};

class SlackExam {
public:
    explicit SlackExam(const Patient& patient) : patient_(patient), config_(patient.config) {}

    asio::awaitable<Findings> account();
    asio::awaitable<Findings> socket();
    asio::awaitable<Findings> message();

private:
    asio::awaitable<SlackSeen> call(std::string method, std::string body, std::string token);

    Patient patient_;
    const Config& config_;
};

asio::awaitable<SlackSeen> SlackExam::call(std::string method, std::string body,
                                           std::string token) {
    SlackSeen seen;
    auto https = net::make_https(patient_.executor, config_.slack.api_url);
    if (!https) {
        seen.why = https.error().what;
        co_return seen;
    }
    net::HttpRequest request;
    request.method = "POST";
    request.target = "/" + method;
    request.headers.emplace_back("Authorization", "Bearer " + token);
    request.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
    request.body = std::move(body);
    const auto response = co_await (*https)->send(std::move(request));
    if (!response) {
        seen.why = response.error().what;
        co_return seen;
    }
    seen.date = response->header("Date");
    seen.body = json::parse(response->body, nullptr, false);
    seen.ok = seen.body.is_object() && seen.body.value("ok", false);
    if (!seen.ok)
        seen.why = seen.body.is_object() ? seen.body.value("error", "no answer")
                                         : "HTTP " + std::to_string(response->status);
    co_return seen;
}

asio::awaitable<Findings> SlackExam::account() {
    Findings found;
    const SlackSeen seen = co_await call("auth.test", "{}", config_.slack.bot_token);
    if (!seen.ok) {
        found.push_back({Health::fail, "account", "auth.test: " + seen.why,
                         "take the bot token (xoxb-…) of the app's page OAuth & Permissions"});
        co_return found;
    }
    found.push_back(
        {Health::ok, "account", "the bot is @" + seen.body.value("user", std::string("?")), ""});
    found.push_back(judge_clock(seen.date, patient_.clock.wall()));
    co_return found;
}

asio::awaitable<Findings> SlackExam::socket() {
    Findings found;
    const SlackSeen seen = co_await call("apps.connections.open", "", config_.slack.app_token);
    if (seen.ok)
        found.push_back({Health::ok, "socket", "Socket Mode can be opened", ""});
    else
        found.push_back({Health::fail, "socket", "apps.connections.open: " + seen.why,
                         "switch Socket Mode on, and make an app token with connections:write"});
    co_return found;
}

asio::awaitable<Findings> SlackExam::message() {
    Findings found;
    if (!patient_.posts) co_return found;
    std::string name = patient_.post_to;
    if (name.empty() && !config_.teams.empty()) name = config_.teams.front().channel_name;
    std::string body = json{{"channel", name}, {"text", "doctor: a test, removed at once"}}.dump();
    const SlackSeen posted =
        co_await call("chat.postMessage", std::move(body), config_.slack.bot_token);
    if (!posted.ok) {
        found.push_back({Health::fail, "message", "#" + name + ": " + posted.why,
                         "/invite the bot there, and grant chat:write"});
        co_return found;
    }
    body = json{{"channel", posted.body.value("channel", name)},
                {"ts", posted.body.value("ts", std::string())}}
               .dump();
    const SlackSeen gone = co_await call("chat.delete", std::move(body), config_.slack.bot_token);
    if (gone.ok)
        found.push_back({Health::ok, "message", "posted in #" + name + " and removed", ""});
    else
        found.push_back({Health::warn, "message",
                         "posted in #" + name + ", not removed: " + gone.why, "remove it by hand"});
    co_return found;
}

}  // namespace

std::vector<Probe> slack_probes(const Patient& patient) {
    auto exam = std::make_shared<SlackExam>(patient);
    std::vector<Probe> probes;
    probes.push_back({"account", [exam] {
                          return exam->account();
                      }});
    probes.push_back({"socket", [exam] {
                          return exam->socket();
                      }});
    probes.push_back({"message", [exam] {
                          return exam->message();
                      }});
    return probes;
}

}  // namespace qm::app
