// What is tried on Slack: the tokens, Socket Mode or the address that Slack calls, the clock, and a
// message that is removed again.
// SPDX-License-Identifier: Apache-2.0
#include "app/doctor_slack.hpp"

#include "app/cli_parts.hpp"
#include "chat/slack_errors.hpp"
#include "chat/slack_hooks.hpp"
#include "core/seal.hpp"

namespace qm::app {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

constexpr std::string_view bot_token_mend =
    "take the bot token (xoxb-…) of the app's page OAuth & Permissions";

bool is_listed_scope(const std::string& granted, std::string_view scope) {
    return ("," + granted + ",").find("," + std::string(scope) + ",") != std::string::npos;
}

// Why nothing can be posted there.
std::string post_mend(const std::string& why) {
    if (why.starts_with("restricted_action"))
        return "the workspace or this channel lets only some post: let the bot, in its posting "
               "permissions";
    if (why == "channel_not_found")
        return "correct the name in the configuration; a private channel: /invite the bot there";
    if (why == "is_archived") return "it is archived: unarchive it, or name another channel";
    if (why == "missing_scope") return "grant chat:write";
    return "/invite the bot there, and grant chat:write";
}

// Of the manifest's; the bot works without channels:join where it joins nothing.
std::string missing_scopes(const std::string& granted, bool joins) {
    std::string missing;
    if (granted.empty()) return missing;
    for (const std::string& scope : slack_scopes()) {
        const bool needed = joins || scope != "channels:join";
        if (needed && !is_listed_scope(granted, scope))
            missing += (missing.empty() ? "" : ", ") + scope;
    }
    return missing;
}

}  // namespace

std::string slack_mend(const SlackSeen& seen, const std::string& otherwise) {
    if (seen.status == 0) return "mend slack.api_url, or the way from here to it";
    if (seen.status == 429 || seen.why == "ratelimited")
        return "Slack limits how often it may be asked: ask again in a few minutes";
    if (seen.status >= 500 || seen.why == "internal_error" || seen.why == "fatal_error" ||
        seen.why == "service_unavailable")
        return "Slack is in trouble: look at its status page, and ask again when it is well";
    if (!seen.body.is_object())
        return "mend slack.api_url: something else than Slack answers there";
    // Whatever was asked for, no call works with it.
    if (!seen.by_app && chat::refuses_slack_token(seen.why)) return std::string(bot_token_mend);
    return otherwise;
}

bool SlackExam::may(std::string_view scope) const {
    return scopes_.empty() || is_listed_scope(scopes_, scope);
}

asio::awaitable<SlackSeen> SlackExam::call(std::string method, std::string body, std::string token,
                                           Twice twice) {
    SlackSeen seen;
    seen.by_app = method == "apps.connections.open";
    if (!https_) {
        auto made = net::make_https(patient_.executor, config_.slack.api_url);
        if (!made) {
            seen.why = made.error().what;
            co_return seen;
        }
        https_ = std::make_unique<PatientHttps>(patient_.executor, std::move(*made),
                                                Patience(doctor_waits_max), patient_.pause);
    }
    net::HttpRequest request;
    request.method = "POST";
    request.target = "/" + method;
    request.headers.emplace_back("Authorization", "Bearer " + token);
    const bool is_form = !body.empty() && body.front() != '{';
    request.headers.emplace_back("Content-Type", is_form ? "application/x-www-form-urlencoded"
                                                         : "application/json; charset=utf-8");
    request.body = std::move(body);
    const auto response = co_await https_->send(std::move(request), twice);
    if (!response) {
        seen.why = response.error().what;
        seen.doubtful = response.error().code == errc::timed_out;
        co_return seen;
    }
    seen.status = response->status;
    seen.doubtful = seen.status >= 500;
    seen.date = response->header("Date");
    seen.scopes = response->header("x-oauth-scopes");
    if (!seen.by_app && !seen.scopes.empty()) scopes_ = seen.scopes;
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
                         slack_mend(seen, std::string(bot_token_mend))});
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

asio::awaitable<Findings> SlackExam::socket() {
    Findings found;
    const SlackSeen seen = co_await call("apps.connections.open", "", config_.slack.app_token);
    if (seen.ok)
        found.push_back({Health::ok, "socket", "Socket Mode can be opened", ""});
    else
        found.push_back({Health::fail, "socket", "apps.connections.open: " + seen.why,
                         slack_mend(seen,
                                    "switch Socket Mode on, and make an app token with "
                                    "connections:write")});
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
        co_await call("chat.postMessage", std::move(body), config_.slack.bot_token, Twice::harmful);
    if (!posted.ok) {
        found.push_back({Health::fail, "message", "#" + name + ": " + posted.why,
                         posted.doubtful
                             ? "whether it was posted is not known: look there, and remove it by "
                               "hand; then ask again"
                             : slack_mend(posted, post_mend(posted.why))});
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
