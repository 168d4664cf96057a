// Whether Mattermost reaches us: the callback address and the slash commands.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

#include "app/doctor_mattermost.hpp"
#include "core/spec.hpp"
#include "net/url.hpp"

#include <algorithm>

namespace qm::app {

namespace asio = boost::asio;
using nlohmann::json;

asio::awaitable<Findings> MattermostExam::callback() {
    Findings found;
    const auto url = net::parse_url(config_.http.public_url);
    if (config_.http.public_url.empty() || !url) {
        found.push_back({Health::warn, "callback", "there is no http.public_url",
                         "without it there are no slash commands, no buttons and no calendars"});
        co_return found;
    }
    const auto addresses = addresses_of(url->host);
    if (addresses.empty()) {
        found.push_back({Health::fail, "callback", url->host + " has no address here",
                         "mend http.public_url, or the name's entry in the DNS"});
        co_return found;
    }
    auto client = net::make_https(patient_.executor, config_.http.public_url);
    std::string why = client ? "" : client.error().what;
    if (client) {
        net::HttpRequest request;
        request.target = "/healthz";
        const auto answer = co_await (*client)->send(std::move(request));
        const bool ours =
            answer && (answer->body.starts_with("ok") || answer->body.starts_with("not well"));
        if (!answer)
            why = answer.error().what;
        else if (!ours)
            why = "something else than the bot answers: HTTP " + std::to_string(answer->status);
    }
    if (why.empty())
        found.push_back({Health::ok, "callback", config_.http.public_url + " is the bot", ""});
    else
        found.push_back({Health::fail, "callback", config_.http.public_url + ": " + why,
                         "start the bot (`quartermaster serve`), and lead the address to "
                         "http.listen"});
    Findings more;
    const bool here = std::any_of(addresses.begin(), addresses.end(), is_private_address);
    if (here) more = co_await untrusted(url->host);
    for (Finding& one : more)
        found.push_back(std::move(one));
    co_return found;
}

// Mattermost calls no private address unless it is told to; only an administrator may look.
asio::awaitable<Findings> MattermostExam::untrusted(std::string host) {
    const std::string setting = "ServiceSettings.AllowedUntrustedInternalConnections";
    const std::string mend =
        "add \"" + host + "\" to " + setting + " (System Console, Environment, Developer)";
    Findings found;
    if (patient_.admin_token.empty()) {
        found.push_back({Health::warn, "callback", host + " is a private address",
                         mend + ", if it is not there; with QM_ADMIN_TOKEN this is looked up"});
        co_return found;
    }
    const Seen seen = co_await call("GET", "/config", "", patient_.admin_token);
    const json settings = seen.ok() && seen.body.is_object()
                              ? seen.body.value("ServiceSettings", json::object())
                              : json();
    if (!settings.is_object()) {
        found.push_back(
            {Health::warn, "callback",
             host + " is a private address, and " + setting + " cannot be read: " + refusal(seen),
             mend + ", if it is not there"});
        co_return found;
    }
    const std::string list = field(settings, "AllowedUntrustedInternalConnections");
    bool allowed = false;
    for (const std::string& address : addresses_of(host))
        allowed = allowed || is_listed(list, host, address);
    if (allowed)
        found.push_back({Health::ok, "callback", "Mattermost may call " + host, ""});
    else
        found.push_back({Health::fail, "callback", "Mattermost may not call " + host, mend});
    co_return found;
}

bool MattermostExam::is_known(const std::string& trigger, const std::string& token) const {
    const auto known = config_.mattermost.command_tokens.find(trigger);
    if (known == config_.mattermost.command_tokens.end()) return true;  // said already
    return std::find(known->second.begin(), known->second.end(), token) != known->second.end();
}

asio::awaitable<Findings> MattermostExam::commands() {
    Findings found;
    if (config_.http.public_url.empty()) co_return found;
    const std::vector<Command> all = all_commands();
    std::vector<std::string> untold, missing, elsewhere, stale;
    const std::string setup = "run `quartermaster setup mattermost`";
    const std::string as_admin = "ask again, with a system administrator's QM_ADMIN_TOKEN";
    for (const std::string& trigger : core::triggers(all)) {
        if (!config_.mattermost.command_tokens.contains(trigger)) untold.push_back("/" + trigger);
    }
    if (!untold.empty())
        found.push_back(
            {Health::fail, "commands", "no token is known of " + listed(untold), setup});
    Seen seen;
    if (!patient_.admin_token.empty() && !team_.empty())
        seen = co_await call("GET", "/commands?team_id=" + team_ + "&custom_only=true", "",
                             patient_.admin_token);
    if (seen.ok() && seen.body.is_array()) {
        const std::string ours = config_.http.public_url + "/mattermost/command";
        for (const std::string& trigger : core::triggers(all)) {
            const auto registered =
                std::find_if(seen.body.begin(), seen.body.end(),
                             [&](const json& one) { return field(one, "trigger") == trigger; });
            if (registered == seen.body.end())
                missing.push_back("/" + trigger);
            else if (field(*registered, "url") != ours)
                elsewhere.push_back("/" + trigger);
            else if (!is_known(trigger, field(*registered, "token")))
                stale.push_back("/" + trigger);
        }
        if (!missing.empty())
            found.push_back(
                {Health::fail, "commands", "not registered: " + listed(missing), setup});
        if (!elsewhere.empty())
            found.push_back({Health::fail, "commands",
                             "registered with another address: " + listed(elsewhere), setup});
    }
    if (!patient_.admin_token.empty() && !team_.empty() && !seen.ok())
        found.push_back({Health::warn, "commands",
                         "whether they are registered cannot be read: " + refusal(seen),
                         seen.status == 401 ? as_admin : mend_of_answer(seen, as_admin)});
    if (!stale.empty())
        found.push_back({Health::fail, "commands",
                         "Mattermost signs with another token than is known: " + listed(stale),
                         setup + ", and start the bot again"});
    if (found.empty()) {
        const bool looked = seen.ok();
        found.push_back({Health::ok, "commands",
                         looked
                             ? "they are registered, and their tokens are the ones that are known"
                             : "each has a token; with QM_ADMIN_TOKEN it is looked up whether "
                               "they are registered, and with these tokens",
                         ""});
    }
    co_return found;
}

}  // namespace qm::app
