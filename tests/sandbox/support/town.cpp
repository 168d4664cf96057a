// A sandbox with a few people in it, and clients to talk to it over real sockets.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/support/town.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>

namespace qm::sandbox::test {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

awaitable<void> ask(asio::any_io_executor executor, std::string base, net::HttpRequest request,
                    std::shared_ptr<std::optional<Reply>> into) {
    auto client = net::make_https(executor, base);
    auto answer = co_await (*client)->send(std::move(request));
    if (answer)
        into->emplace(Reply{answer->status, answer->body, answer->headers});
    else
        into->emplace(Reply{0, answer.error().what, {}});
}

Seed small_seed(const std::string& command_url) {
    Seed seed;
    seed.team_name = "acme";
    seed.team_display = "Acme";
    SeedUser alice{"alice", "pw-alice", "Alice Martin", "en", "Europe/Paris", "product"};
    SeedUser bob{"bob", "pw-bob", "Bob Bernard", "fr", "Europe/Paris", "sre"};
    SeedUser root{"root", "pw-root", "Root", "en", "", "admin"};
    root.admin = true;
    SeedUser bot{"quartermaster", "", "Quartermaster"};
    bot.bot = true;
    bot.token = Town::bot;
    seed.users = {alice, bob, root, bot};
    seed.channels = {{"payments", "Payments", false, {"alice", "quartermaster"}, "header"},
                     {"sre-core", "SRE Core", true, {"bob", "quartermaster"}, ""}};
    seed.commands = {{"catalog", command_url, "command-token", "Search", "[words]"}};
    return seed;
}

}  // namespace

bool spin_until(asio::io_context& io, const std::function<bool()>& done) {
    auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done()) {
        if (std::chrono::steady_clock::now() > end) return false;
        io.restart();
        io.run_one_for(std::chrono::milliseconds(20));
    }
    return true;
}

std::string Reply::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return {};
}

Ear::Ear(asio::io_context& io, std::string url, net::Headers headers)
    : io_(io), state_(std::make_shared<State>()) {
    auto job = listen(state_, std::move(url), std::move(headers));
    asio::co_spawn(io, std::move(job), asio::detached);
    spin_until(io, [&] { return state_->socket != nullptr || state_->over; });
}

awaitable<void> Ear::listen(std::shared_ptr<State> state, std::string url, net::Headers headers) {
    net::WebSocketOptions options;
    auto socket = co_await net::connect_websocket(std::move(url), std::move(headers), options);
    if (!socket) {
        state->over = true;
        co_return;
    }
    state->socket = std::move(*socket);
    for (;;) {
        auto text = co_await state->socket->read();
        if (!text) break;
        state->texts.push_back(*text);
        state->frames.push_back(json::parse(*text, nullptr, false));
        if (state->socket == nullptr) break;
    }
    state->over = true;
}

void Ear::say(const std::string& frame) {
    ASSERT_NE(state_->socket, nullptr);
    auto written = state_->socket->write(frame);
    EXPECT_TRUE(written);
}

json Ear::next(const std::function<bool(const json&)>& fits) {
    std::size_t seen = 0;
    json found;
    bool came = spin_until(io_, [&] {
        for (; seen < state_->frames.size(); ++seen)
            if (fits(state_->frames[seen])) {
                found = state_->frames[seen];
                return true;
            }
        return false;
    });
    EXPECT_TRUE(came) << "no such frame came";
    return found;
}

json Ear::event(const std::string& name) {
    json found = next([&](const json& frame) { return frame.value("event", "") == name; });
    EXPECT_FALSE(found.is_null()) << name;
    return found;
}

json Ear::reply(int seq) {
    return next([&](const json& frame) { return frame.value("seq_reply", 0) == seq; });
}

bool Ear::closed_soon() {
    return spin_until(io_, [&] { return state_->over; });
}

std::size_t Ear::count(const std::string& event) const {
    std::size_t found = 0;
    for (const json& frame : state_->frames)
        found += frame.value("event", "") == event ? 1 : 0;
    return found;
}

Integration::Integration(asio::io_context& io) {
    answers("{}");
    auto handler = [this](net::ServerRequest request) {
        return take(std::move(request));
    };
    auto server = net::serve_http(io.get_executor(), net::ServerOptions(), handler);
    server_ = std::move(*server);
}

std::string Integration::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + path;
}

void Integration::answers(std::string json_text) {
    answer.status = 200;
    answer.headers = {{"Content-Type", "application/json"}};
    answer.body = std::move(json_text);
}

awaitable<net::HttpResponse> Integration::take(net::ServerRequest request) {
    got.push_back(std::move(request));
    co_return answer;
}

Town::Town(const std::function<void(Options&)>& change) {
    Options options;
    options.start = from_unix(1'791'273'600);
    options.seed = small_seed(integration.url("/slash"));
    options.say = [this](std::string_view line) {
        said.emplace_back(line);
    };
    if (change) change(options);
    auto started = start_sandbox(io.get_executor(), std::move(options));
    if (!started) throw std::runtime_error(started.error().what);
    sandbox = std::move(*started);
}

Town::~Town() {
    sandbox.reset();
    io.restart();
    io.poll();
}

std::shared_ptr<std::optional<Reply>> Town::begin(const std::string& method,
                                                  const std::string& target,
                                                  const std::string& body, const std::string& token,
                                                  net::Headers more) {
    net::HttpRequest request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.headers = std::move(more);
    if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
    auto into = std::make_shared<std::optional<Reply>>();
    auto job = ask(io.get_executor(), sandbox->url(), std::move(request), into);
    asio::co_spawn(io, std::move(job), asio::detached);
    return into;
}

Reply Town::call(const std::string& method, const std::string& target, const std::string& body,
                 const std::string& token, net::Headers more) {
    auto reply = begin(method, target, body, token, std::move(more));
    bool came = spin_until(io, [&] { return reply->has_value(); });
    return came ? **reply : Reply{0, "no answer", {}};
}

json Town::api(const std::string& token, const std::string& method, const std::string& path,
               const json& body, int status) {
    Reply reply =
        call(method, "/api/v4" + path, body.is_null() ? std::string() : body.dump(), token);
    EXPECT_EQ(reply.status, status) << method << " " << path << ": " << reply.text;
    return reply.body();
}

std::string Town::log_in(const std::string& username) {
    json body = {{"login_id", username}, {"password", "pw-" + username}};
    Reply reply = call("POST", "/api/v4/users/login", body.dump());
    EXPECT_EQ(reply.status, 200) << reply.text;
    return reply.header("Token");
}

std::unique_ptr<Ear> Town::listen(const std::string& token, const std::string& query) {
    net::Headers headers;
    if (!token.empty()) headers.emplace_back("Authorization", "Bearer " + token);
    std::string url = "ws" + sandbox->url().substr(4) + "/api/v4/websocket" + query;
    auto ear = std::make_unique<Ear>(io, url, headers);
    return ear;
}

json Town::post(const std::string& token, const std::string& where, const std::string& message,
                json more) {
    more["channel_id"] = channel(where);
    more["message"] = message;
    return api(token, "POST", "/posts", more, 201);
}

json Town::arm(const json& fault) {
    Reply reply = call("POST", "/sandbox/faults", fault.dump());
    EXPECT_EQ(reply.status, 200) << reply.text;
    return reply.body();
}

}  // namespace qm::sandbox::test
