// Calls of Mattermost's API as an administrator, for `setup`.
// SPDX-License-Identifier: Apache-2.0
#include "app/administrator.hpp"

namespace qm::app {

namespace asio = boost::asio;
using nlohmann::json;

namespace {

constexpr const char* way_there = "mend mattermost.url, or the way from here to it";
constexpr const char* other_server = "mattermost.url must be the address of Mattermost itself";
// It may be the proxy that gave up, and not the server behind it.
constexpr const char* not_known =
    "whether it was done is not known: run this again, it goes on from what is there";
// Of every team that cannot be read 5.38 says 404, with this id.
constexpr const char* team_unread = "app.team.get_by_name.app_error";

struct ApiReason {
    std::string id, message;
};

ApiReason api_reason(const net::HttpResponse& response) {
    const json answer = json::parse(response.body, nullptr, false);
    ApiReason reason;
    if (!answer.is_object()) return reason;
    for (const auto& [key, text] : {std::pair{"id", &reason.id}, {"message", &reason.message}})
        if (answer.contains(key) && answer[key].is_string()) *text = answer[key];
    return reason;
}

// Mattermost refuses with 403 whom it does not trust, and what is switched off: bots when it is
// new.
std::string api_mend(int status, const ApiReason& reason, Twice twice) {
    if (status == 429)
        return "it limits how often it may be asked: run this again later, or raise "
               "RateLimitSettings.PerSec and MaxBurst for as long";
    if (status >= 502 && status <= 504)
        return twice == Twice::harmful
                   ? not_known
                   : "Mattermost, or the proxy before it, is away: run this again when it is back";
    if (status == 403 && reason.message.find("disabled") != std::string::npos)
        return "switch ServiceSettings.EnableBotAccountCreation on";
    if (status == 501 && reason.id.starts_with("api.command."))
        return "switch ServiceSettings.EnableCommands on";
    if (status == 401 || status == 403) return "the token must be a system administrator's";
    if (status >= 500) return "Mattermost's own log says why: mend that, then run this again";
    if (reason.id.empty() || reason.id == "api.context.404.app_error") return other_server;
    return "mend what it names in the configuration, then run this again";
}

SetupFailed setup_refused(const std::string& doing, const net::HttpResponse& response,
                          Twice twice) {
    const ApiReason reason = api_reason(response);
    const std::string why = reason.message.empty() ? "" : " " + reason.message;
    return SetupFailed(doing + ": " + std::to_string(response.status) + why + " (" +
                       api_mend(response.status, reason, twice) + ")");
}

json api_body(const std::string& doing, const net::HttpResponse& response) {
    json answer = json::parse(response.body, nullptr, false);
    if (!answer.is_structured())
        throw SetupFailed(doing + ": the answer is not Mattermost's (" + other_server + ")");
    return answer;
}

bool is_well(int status) {
    return status >= 200 && status < 300;
}

}  // namespace

Administrator::Administrator(asio::any_io_executor executor, const std::string& url,
                             std::string token)
    : token_(std::move(token)) {
    auto https = net::make_https(executor, url);
    if (!https) throw SetupFailed(https.error().what);
    https_ = std::make_unique<PatientHttps>(executor, std::move(*https), Patience());
}

asio::awaitable<net::HttpResponse> Administrator::send(std::string method, std::string target,
                                                       std::string body, std::string token,
                                                       std::string doing, Twice twice) {
    net::HttpRequest request;
    request.method = std::move(method);
    request.target = "/api/v4" + target;
    request.headers.emplace_back("Authorization", "Bearer " + token);
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    request.body = std::move(body);
    auto response = co_await https_->send(std::move(request), twice);
    if (!response) {
        const bool sent = response.error().code == errc::timed_out;
        throw SetupFailed(doing + ": " + response.error().what + " (" +
                          (sent && twice == Twice::harmful ? not_known : way_there) + ")");
    }
    co_return std::move(*response);
}

asio::awaitable<json> Administrator::call(std::string method, std::string target, json body,
                                          std::string doing, Twice twice) {
    std::string text = body.is_null() ? "" : body.dump();
    const net::HttpResponse response =
        co_await send(std::move(method), std::move(target), std::move(text), token_, doing, twice);
    if (!is_well(response.status)) throw setup_refused(doing, response, twice);
    co_return api_body(doing, response);
}

asio::awaitable<json> Administrator::find(std::string target, std::string doing) {
    const net::HttpResponse response =
        co_await send("GET", std::move(target), "", token_, doing, Twice::harmless);
    const bool absent = response.status == 404 && api_reason(response).id != team_unread;
    if (absent) co_return json();
    if (!is_well(response.status)) throw setup_refused(doing, response, Twice::harmless);
    co_return api_body(doing, response);
}

asio::awaitable<bool> Administrator::is_taken(std::string token, std::string doing) {
    const net::HttpResponse response =
        co_await send("GET", "/users/me", "", std::move(token), doing, Twice::harmless);
    if (response.status == 401) co_return false;
    if (!is_well(response.status)) throw setup_refused(doing, response, Twice::harmless);
    co_return true;
}

}  // namespace qm::app
