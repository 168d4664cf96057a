// What is tried on Slack: the tokens, Socket Mode or the address that Slack calls, the clock, and a
// message that is removed again.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli_parts.hpp"
#include "app/doctor.hpp"
#include "app/setup.hpp"
#include "chat/slack_hooks.hpp"
#include "core/seal.hpp"
#include "net/https.hpp"
#include "net/url.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <set>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

constexpr int pages_max = 50;  // of 200

struct SlackSeen {
    bool ok = false;
    json body;
    std::string date;
    std::string scopes;  // that the token has, "chat:write,commands"; empty: not said
    std::string why;     // "not_in_channel"; never a sentence of the server's
};

class SlackExam {
public:
    explicit SlackExam(const Patient& patient) : patient_(patient), config_(patient.config) {}

    asio::awaitable<Findings> account();
    asio::awaitable<Findings> channels();
    asio::awaitable<Findings> members();
    asio::awaitable<Findings> socket();
    asio::awaitable<Findings> callback();
    asio::awaitable<Findings> message();

private:
    // `body`: JSON, or a form for the methods that read.
    asio::awaitable<SlackSeen> call(std::string method, std::string body, std::string token);
    // The names of all that a method lists, page by page.
    asio::awaitable<SlackSeen> list(std::string method, std::string form, std::string of,
                                    std::set<std::string>& names);
    asio::awaitable<bool> is_anybody(std::string name);

    Patient patient_;
    const Config& config_;
};

// Of the manifest's; the bot works without channels:join where it joins nothing.
std::string missing_scopes(const std::string& granted, bool joins) {
    std::string missing;
    if (granted.empty()) return missing;
    const std::string list = "," + granted + ",";
    for (const std::string& scope : slack_scopes()) {
        const bool needed = joins || scope != "channels:join";
        if (needed && list.find("," + scope + ",") == std::string::npos)
            missing += (missing.empty() ? "" : ", ") + scope;
    }
    return missing;
}

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
    const bool is_form = !body.empty() && body.front() != '{';
    request.headers.emplace_back("Content-Type", is_form ? "application/x-www-form-urlencoded"
                                                         : "application/json; charset=utf-8");
    request.body = std::move(body);
    const auto response = co_await (*https)->send(std::move(request));
    if (!response) {
        seen.why = response.error().what;
        co_return seen;
    }
    seen.date = response->header("Date");
    seen.scopes = response->header("x-oauth-scopes");
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
    if (const std::string missing = missing_scopes(seen.scopes, config_.slack.join);
        !missing.empty())
        found.push_back({Health::fail, "scopes", "the bot token lacks " + missing,
                         "bring `quartermaster slack manifest` into the app, and install it anew"});
    else if (!seen.scopes.empty())
        found.push_back({Health::ok, "scopes", "the bot token has all that the manifest asks", ""});
    co_return found;
}

asio::awaitable<SlackSeen> SlackExam::list(std::string method, std::string form, std::string of,
                                           std::set<std::string>& names) {
    SlackSeen seen;
    std::string cursor;
    for (int page = 0; page < pages_max; ++page) {
        std::string body = form + "&limit=200";
        if (!cursor.empty()) body += "&cursor=" + net::encode_query(cursor);
        seen = co_await call(method, std::move(body), config_.slack.bot_token);
        if (!seen.ok) co_return seen;
        for (const json& one : seen.body.value(of, json::array())) {
            if (!one.is_object() || one.value("deleted", false)) continue;
            names.insert(one.value("name", std::string()));
            names.insert(one.value("id", std::string()));
        }
        cursor = seen.body.value("response_metadata", json::object()).value("next_cursor", "");
        if (cursor.empty()) break;
    }
    co_return seen;
}

asio::awaitable<Findings> SlackExam::channels() {
    Findings found;
    std::set<std::string> in;
    const SlackSeen seen = co_await list("users.conversations",
                                         "exclude_archived=true&types=public_channel,"
                                         "private_channel",
                                         "channels", in);
    if (!seen.ok) {
        found.push_back({Health::fail, "channels", "users.conversations: " + seen.why,
                         "grant channels:read and groups:read"});
        co_return found;
    }
    std::string own, other;
    std::size_t count = 0;
    for (const std::string& name : names_of(config_).channels) {
        ++count;
        if (in.contains(name)) continue;
        const bool team = std::any_of(config_.teams.begin(), config_.teams.end(),
                                      [&](const Team& one) { return one.channel_name == name; });
        std::string& list = team ? own : other;
        list += (list.empty() ? "#" : ", #") + name;
    }
    const std::string mend =
        "/invite the bot there; archived or unknown names: mend the "
        "configuration";
    if (!own.empty()) found.push_back({Health::fail, "channels", "the bot is not in " + own, mend});
    if (!other.empty())
        found.push_back({config_.slack.join ? Health::ok : Health::warn, "channels",
                         "the bot is not in " + other,
                         config_.slack.join ? "slack.join: it goes there by itself" : mend});
    if (found.empty())
        found.push_back({Health::ok, "channels",
                         "the bot is in all " + std::to_string(count) + " of them", ""});
    co_return found;
}

// By id or by mail, as the configuration may name people.
asio::awaitable<bool> SlackExam::is_anybody(std::string name) {
    const bool mail = name.find('@') != std::string::npos;
    std::string body = (mail ? "email=" : "user=") + net::encode_query(name);
    const SlackSeen seen = co_await call(mail ? "users.lookupByEmail" : "users.info",
                                         std::move(body), config_.slack.bot_token);
    co_return seen.ok;
}

asio::awaitable<Findings> SlackExam::members() {
    Findings found;
    std::set<std::string> known;
    const SlackSeen seen = co_await list("users.list", "include_locale=false", "members", known);
    if (!seen.ok) {
        found.push_back({Health::fail, "members", "users.list: " + seen.why, "grant users:read"});
        co_return found;
    }
    std::string unknown;
    std::size_t count = 0;
    for (const std::string& name : names_of(config_).usernames) {
        ++count;
        if (known.contains(name)) continue;
        const bool there = co_await is_anybody(name);
        if (!there) unknown += (unknown.empty() ? "" : ", ") + name;
    }
    if (unknown.empty())
        found.push_back({Health::ok, "members", std::to_string(count) + " are known", ""});
    else
        found.push_back({Health::fail, "members", "nobody is called " + unknown,
                         "write their Slack name, id or mail into teams.members"});
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

// As Slack does it before it calls an address: a word, signed, that must come back.
asio::awaitable<Findings> SlackExam::callback() {
    Findings found;
    const std::string& url = config_.http.public_url;
    if (!url.starts_with("https://"))
        found.push_back({Health::warn, "callback", url + " is not https://",
                         "Slack calls only https://, with a certificate that it trusts"});
    auto https = net::make_https(patient_.executor, url);
    if (!https) {
        found.push_back({Health::fail, "callback", https.error().what, "mend http.public_url"});
        co_return found;
    }
    const std::string word = core::random_hex(8);
    net::HttpRequest request;
    request.method = "POST";
    request.target = "/slack/events";
    request.body = json{{"type", "url_verification"}, {"challenge", word}}.dump();
    const std::string stamp = std::to_string(patient_.clock.wall_ms() / 1000);
    const std::string signature =
        chat::slack_signature(config_.slack.signing_secret, stamp, request.body);
    request.headers.emplace_back("Content-Type", "application/json");
    request.headers.emplace_back("X-Slack-Request-Timestamp", stamp);
    request.headers.emplace_back("X-Slack-Signature", signature);
    const auto response = co_await (*https)->send(std::move(request));
    const json body =
        response ? json::parse(response->body, nullptr, false) : json(json::value_t::discarded);
    if (body.is_object() && body.value("challenge", "") == word)
        found.push_back({Health::ok, "callback", url + " is the bot, and reads signed calls", ""});
    else if (response && response->status == 401)
        found.push_back({Health::fail, "callback", url + " does not know our signing secret",
                         "start the bot anew, with the same slack.signing_secret and clock"});
    else
        found.push_back(
            {Health::fail, "callback",
             url + ": " +
                 (response ? "HTTP " + std::to_string(response->status) : response.error().what),
             "start the bot (`quartermaster serve`), and lead the address to "
             "http.listen"});
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
    if (patient.config.slack.http)
        probes.push_back({"callback", [exam] {
                              return exam->callback();
                          }});
    else
        probes.push_back({"socket", [exam] {
                              return exam->socket();
                          }});
    probes.push_back({"channels", [exam] {
                          return exam->channels();
                      }});
    probes.push_back({"members", [exam] {
                          return exam->members();
                      }});
    probes.push_back({"message", [exam] {
                          return exam->message();
                      }});
    return probes;
}

}  // namespace qm::app
