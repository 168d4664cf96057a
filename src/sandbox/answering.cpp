// One HTTP request: whose it is, what faults meet it, and who answers it.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/answering.hpp"

#include "sandbox/ids.hpp"
#include "sandbox/integrations.hpp"
#include "sandbox/mattermost_json.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

namespace qm::sandbox {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view api = "/api/v4";
constexpr std::string_view hooks = "/hooks/commands/";

Answer plain(int status, std::string text) {
    Answer answer;
    answer.status = status;
    answer.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
    answer.body = std::move(text);
    return answer;
}

Failure no_route(const std::string& path) {
    return {404, "api.context.404.app_error", "Sorry, we could not find the page.",
            "There doesn't appear to be an api call for the url='" + path +
                "'.  Typo? are you missing a team_id or user_id as part of the url?"};
}

// As a real one would look from outside: 429 is the rate limiter's, 5xx a proxy's or its own.
Answer fault_answer(int status) {
    if (status == 429) {
        Answer answer = plain(429, "limit exceeded\n");
        answer.headers.emplace_back("Retry-After", "1");
        answer.headers.emplace_back("X-Ratelimit-Limit", "101");
        answer.headers.emplace_back("X-Ratelimit-Remaining", "0");
        answer.headers.emplace_back("X-Ratelimit-Reset", "1");
        return answer;
    }
    if (status == 502 || status == 504) return plain(status, "Bad Gateway\n");
    if (status == 401) return failed(session_expired());
    return failed({status, "sandbox.fault.app_error", "A fault was asked for."});
}

// As 5.38 answers without its database: what cannot be read is not there (400), or not yours (403).
Answer away_answer(const net::ServerRequest& request, int met) {
    const std::string& path = request.path;
    if (path == "/api/v4/system/ping")
        return json_answer(500, R"({"status":"UNHEALTHY","database_status":"UNHEALTHY"})");
    const bool post = request.method == "POST" && path == "/api/v4/posts";
    if (post && met % 3 == 0)
        return failed({400, "api.context.invalid_param.app_error", "Invalid channel_id."});
    if (post && met % 3 == 1)
        return failed({400, "api.post.create_post.root_id.app_error", "Invalid RootId."});
    const bool asks_leave = post || request.method == "PUT" || request.method == "DELETE" ||
                            path.ends_with("/posts") || path.ends_with("/channels");
    if (asks_leave) return failed(no_permission());
    return failed({500, "app.select_error", "We encountered an error."});
}

// The caller of a cookie must prove on writing that it is no foreign form.
const Session* session_of(const Server& server, const net::ServerRequest& request) {
    const Session* session = server.world.session(token_of(request));
    bool by_cookie = request.header("Authorization").empty();
    bool guarded = request.method == "GET" || request.method == "HEAD" ||
                   request.header("X-Requested-With") == "XMLHttpRequest" ||
                   (!request.header("X-CSRF-Token").empty() &&
                    request.header("X-CSRF-Token") == cookie_of(request, "MMCSRF"));
    return by_cookie && !guarded ? nullptr : session;
}

awaitable<Answer> answer_api(std::shared_ptr<Server> server, net::ServerRequest request) {
    std::vector<std::string> ids;
    const Route* route = find_route(request.method, request.path.substr(api.size()), ids);
    if (route == nullptr) co_return failed(no_route(request.path));
    Call call{*server, request, std::move(ids)};
    const Session* session = session_of(*server, request);
    if (session != nullptr) {
        call.me = server->world.user(session->user_id);
        call.token = session->token;
    }
    if (call.me == nullptr && !route->open) co_return failed(session_expired());
    for (std::string& id : call.ids)
        if (id == "me" && call.me != nullptr) id = call.me->id;
    if (route->handle) co_return route->handle(call);
    auto answer = co_await route->wait(call);
    co_return answer;
}

awaitable<Answer> answer_hook(std::shared_ptr<Server> server, net::ServerRequest request) {
    Call call{*server, request, {request.path.substr(hooks.size())}};
    co_return delayed_answer(call);
}

// Whatever goes wrong inside becomes an answer.
awaitable<Answer> answer_safely(std::shared_ptr<Server> server, net::ServerRequest request) {
    std::string what;
    try {
        bool hook = request.path.starts_with(hooks);
        auto answering =
            hook ? answer_hook(server, std::move(request)) : answer_api(server, std::move(request));
        auto answer = co_await std::move(answering);
        co_return answer;
    } catch (const nlohmann::json::exception& error) {
        what = error.what();
    } catch (const std::exception& error) {
        what = error.what();
        server->say(what);
        co_return failed({500, "sandbox.machine.app_error", what});
    }
    co_return failed({400, "api.context.invalid_body_param.app_error",
                      "Invalid or missing value in request body.", what});
}

awaitable<void> later(std::shared_ptr<Server> server, net::ServerRequest request, std::int64_t ms) {
    ++server->held;
    co_await pause(server->executor, ms);
    --server->held;
    if (server->stopped) co_return;
    auto unseen = co_await answer_safely(server, std::move(request));
    if (unseen.status >= 500) server->say("held request: " + unseen.body);
}

std::string username_of(const Server& server, const net::ServerRequest& request) {
    const Session* session = server.world.session(token_of(request));
    const User* user = session ? server.world.user(session->user_id) : nullptr;
    return user ? user->username : std::string();
}

awaitable<Answer> answer_under_faults(std::shared_ptr<Server> server, net::ServerRequest request) {
    Meeting meeting =
        server->faults.meet(request.method, request.path, username_of(*server, request));
    if (meeting.hold_ms > 0 && meeting.status != 0) {
        if (server->held >= Server::held_max) co_return plain(503, "Too many are held.\n");
        auto held = later(server, std::move(request), meeting.hold_ms);
        asio::co_spawn(server->executor, std::move(held), asio::detached);
        co_return fault_answer(meeting.status);
    }
    if (meeting.hold_ms > 0) co_await pause(server->executor, meeting.hold_ms);
    const bool greets = request.path.ends_with("/ping") && request.query.empty();
    if (meeting.away > 0 && !greets) co_return away_answer(request, meeting.away);
    if (!meeting.apply) co_return fault_answer(meeting.status);
    auto answer = co_await answer_safely(server, std::move(request));
    if (meeting.delay_ms > 0) co_await pause(server->executor, meeting.delay_ms);
    if (meeting.status != 0) co_return fault_answer(meeting.status);
    co_return answer;
}

bool is_of_page(const net::ServerRequest& request) {
    return request.method == "GET" || request.method == "HEAD";
}

}  // namespace

awaitable<void> pause(asio::any_io_executor executor, std::int64_t ms) {
    asio::steady_timer timer(executor, std::chrono::milliseconds(ms));
    co_await timer.async_wait(token);
}

bool from_here(const net::ServerRequest& request) {
    std::string host(request.header("Host"));
    std::string name = lower(host.substr(0, host.find(':')));
    if (host.starts_with('[')) name = host.substr(0, host.find(']') + 1);
    if (name != "127.0.0.1" && name != "localhost" && name != "[::1]") return false;
    std::string_view origin = request.header("Origin");
    return origin.empty() || origin == "http://" + host;
}

awaitable<Answer> answer_request(std::shared_ptr<Server> server, net::ServerRequest request) {
    if (!from_here(request)) co_return plain(403, "The sandbox answers only to its own address.\n");
    if (request.path.starts_with("/sandbox/")) {
        auto answer = co_await answer_sandbox(server, std::move(request));
        co_return answer;
    }
    bool of_api = request.path.starts_with("/api/") || request.path.starts_with(hooks);
    if (!of_api && is_of_page(request)) co_return page_answer(*server, request.path);
    if (!of_api) co_return plain(404, "Nothing is here.\n");
    if (!request.path.starts_with(hooks) && !request.path.starts_with("/api/v4/"))
        co_return failed(no_route(request.path));
    auto answer = co_await answer_under_faults(server, std::move(request));
    answer.headers.emplace_back("X-Version-Id", server_version());
    answer.headers.emplace_back("X-Request-Id", new_id());
    co_return answer;
}

}  // namespace qm::sandbox
