// Our client against our server over loopback: what both promise in their headers.
// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.hpp"
#include "net/https.hpp"
#include "net/support/wire.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>

namespace qm::net::test {
namespace {

using asio::ip::tcp;
using std::chrono::steady_clock;

asio::awaitable<HttpResponse> echo(ServerRequest request) {
    HttpResponse response;
    response.status = 200;
    response.headers.emplace_back("X-Method", request.method);
    response.headers.emplace_back("X-Path", request.path);
    response.headers.emplace_back("X-Query", request.query);
    response.headers.emplace_back("X-Peer", request.peer);
    response.headers.emplace_back("X-Asked", std::string(request.header("x-aSKed")));
    response.body = request.body;
    co_return response;
}

std::unique_ptr<HttpServer> serve(asio::io_context& loop, HttpServer::Handler handler,
                                  ServerOptions options = {}) {
    auto server = serve_http(loop.get_executor(), options, std::move(handler));
    EXPECT_TRUE(server);
    return std::move(*server);
}

std::string base_of(const HttpServer& server) {
    return "http://127.0.0.1:" + std::to_string(server.port());
}

std::unique_ptr<Https> client_of(asio::io_context& loop, std::string base,
                                 HttpsOptions options = {}) {
    auto client = make_https(loop.get_executor(), std::move(base), options);
    EXPECT_TRUE(client);
    return std::move(*client);
}

HttpRequest make(std::string method, std::string target, std::string body = "") {
    HttpRequest request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.body = std::move(body);
    return request;
}

// Sends one request to its end.
result<HttpResponse> send(asio::io_context& loop, Https& client, HttpRequest request) {
    result<HttpResponse> answer = Error{errc::invalid, "never sent"};
    run(loop, [&]() -> asio::awaitable<void> { answer = co_await client.send(request); });
    return answer;
}

errc code_of(const result<HttpResponse>& answer) {
    EXPECT_FALSE(answer);
    if (answer) return errc{};
    EXPECT_TRUE(answer.error().what.ends_with('.')) << answer.error().what;
    return answer.error().code;
}

HttpsOptions quick() {
    HttpsOptions options;
    options.connect_timeout = milliseconds(2'000);
    options.request_timeout = milliseconds(150);
    return options;
}

TEST(Http, requests_and_answers_arrive_whole) {
    asio::io_context loop;
    auto server = serve(loop, echo);
    auto client = client_of(loop, base_of(*server) + "/prefix/");
    auto request = make("POST", "/a%20b?q=1%2B2", "hello");
    request.headers.emplace_back("X-Asked", "yes");
    auto answer = send(loop, *client, request);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "hello");
    EXPECT_EQ(answer->header("x-path"), "/prefix/a b");
    EXPECT_EQ(answer->header("X-QUERY"), "q=1%2B2");
    EXPECT_EQ(answer->header("X-Asked"), "yes");
    EXPECT_EQ(answer->header("X-Peer"), "127.0.0.1");
    EXPECT_EQ(answer->header("X-None"), "");
}

TEST(Http, head_is_answered_without_a_body) {
    asio::io_context loop;
    auto handler = [](ServerRequest) -> asio::awaitable<HttpResponse> {
        HttpResponse response;
        response.status = 200;
        response.body = "twelve bytes";
        co_return response;
    };
    auto server = serve(loop, handler);
    auto client = client_of(loop, base_of(*server));
    for (int i = 0; i < 2; ++i) {  // the second on the same connection
        auto answer = send(loop, *client, make("HEAD", "/"));
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->body, "");
        EXPECT_EQ(answer->header("Content-Length"), "12");
    }
}

TEST(Http, connections_are_kept) {
    asio::io_context loop;
    ScriptedServer server(loop, {{ok("one"), ok("two"), ok("three")}});
    auto client = client_of(loop, server.base());
    for (auto* word : {"one", "two", "three"}) {
        auto answer = send(loop, *client, make("GET", "/"));
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->body, word);
    }
    EXPECT_EQ(server.connections(), 1u);
    EXPECT_NE(server.requests().front().find("Host: 127.0.0.1:"), std::string::npos);
}

TEST(Http, a_connection_is_kept_no_longer_than_asked) {
    asio::io_context loop;
    ScriptedServer server(loop, {{ok("one"), ok("never")}, {ok("two")}});
    auto options = quick();
    options.keep_alive = milliseconds(30);
    auto client = client_of(loop, server.base(), options);
    ASSERT_TRUE(send(loop, *client, make("GET", "/")));
    run(loop, [] { return pause(milliseconds(60)); });
    auto answer = send(loop, *client, make("GET", "/"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "two");
}

TEST(Http, many_requests_share_few_connections_in_order) {
    asio::io_context loop;
    std::size_t now = 0, most = 0, ended = 0;
    std::vector<std::string> order;
    auto handler = [&](ServerRequest request) -> asio::awaitable<HttpResponse> {
        most = std::max(most, ++now);
        order.push_back(request.path);
        co_await pause(milliseconds(2));
        --now;
        HttpResponse response;
        response.status = 200;
        response.body = request.path;
        co_return response;
    };
    auto server = serve(loop, handler);
    HttpsOptions options;
    options.connections_max = 3;
    auto client = client_of(loop, base_of(*server), options);
    auto one = [&](int i) -> asio::awaitable<void> {
        auto path = "/" + std::to_string(i);
        auto answer = co_await client->send(make("GET", path));
        EXPECT_TRUE(answer && answer->body == path);
        ++ended;
    };
    for (int i = 0; i < 40; ++i)
        asio::co_spawn(loop, one(i), asio::detached);
    run(loop, [&]() -> asio::awaitable<void> {
        while (ended < 40)
            co_await pause(milliseconds(1));
    });
    EXPECT_EQ(ended, 40u);
    EXPECT_EQ(most, 3u);
    EXPECT_EQ(order[39], "/39");
}

TEST(Http, a_turn_that_never_comes_is_unavailable) {
    asio::io_context loop;
    ScriptedServer server(loop, {{""}, {""}, {""}});
    auto options = quick();
    options.connections_max = 1;
    options.connect_timeout = milliseconds(10);
    options.request_timeout = milliseconds(100);
    auto client = client_of(loop, server.base(), options);
    std::vector<errc> codes;
    auto one = [&]() -> asio::awaitable<void> {
        auto answer = co_await client->send(make("GET", "/"));
        codes.push_back(code_of(answer));
    };
    for (int i = 0; i < 3; ++i)
        asio::co_spawn(loop, one(), asio::detached);
    run(loop, [&]() -> asio::awaitable<void> {
        while (codes.size() < 3)
            co_await pause(milliseconds(1));
    });
    std::sort(codes.begin(), codes.end());
    // The second has its turn just before its wait is over; the third has none.
    EXPECT_EQ(codes.front(), errc::unavailable);
    EXPECT_EQ(codes.back(), errc::timed_out);
}

TEST(HttpErrors, refused_is_unavailable) {
    asio::io_context loop;
    auto port = closed_port(loop);
    auto client = client_of(loop, "http://127.0.0.1:" + std::to_string(port), quick());
    EXPECT_EQ(code_of(send(loop, *client, make("POST", "/", "x"))), errc::unavailable);
}

TEST(HttpErrors, unknown_name_is_unavailable) {
    asio::io_context loop;
    auto options = quick();
    options.connect_timeout = milliseconds(300);
    auto client = client_of(loop, "http://no-such-host.invalid:80", options);
    EXPECT_EQ(code_of(send(loop, *client, make("GET", "/"))), errc::unavailable);
}

TEST(HttpErrors, silence_is_timed_out_within_its_bound) {
    asio::io_context loop;
    ScriptedServer server(loop, {{""}});
    auto client = client_of(loop, server.base(), quick());
    auto before = steady_clock::now();
    auto answer = send(loop, *client, make("POST", "/post?token=secret", "x"));
    EXPECT_EQ(code_of(answer), errc::timed_out);
    EXPECT_EQ(answer.error().what.find("secret"), std::string::npos);
    EXPECT_GE(steady_clock::now() - before, milliseconds(150));
    EXPECT_LT(steady_clock::now() - before, milliseconds(2'000));
    EXPECT_EQ(server.connections(), 1u);
}

TEST(HttpErrors, a_cut_or_broken_answer_is_timed_out) {
    const std::vector<std::string> answers{
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    };
    for (const auto& each : answers) {
        asio::io_context loop;
        ScriptedServer server(loop, {{each}, {ok("must not be asked again")}});
        auto client = client_of(loop, server.base(), quick());
        EXPECT_EQ(code_of(send(loop, *client, make("GET", "/"))), errc::timed_out) << each;
        EXPECT_EQ(server.connections(), 1u);
    }
}

TEST(HttpErrors, a_long_answer_is_too_large) {
    for (const auto& each : {ok(std::string(1'001, 'x')),
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                                 std::string(1'001, 'x') + "\r\n0\r\n\r\n"}) {
        asio::io_context loop;
        ScriptedServer server(loop, {{each}, {ok(std::string(1'000, 'y'))}});
        auto options = quick();
        options.body_max = 1'000;
        auto client = client_of(loop, server.base(), options);
        EXPECT_EQ(code_of(send(loop, *client, make("GET", "/"))), errc::too_large);
        auto fits = send(loop, *client, make("GET", "/"));  // and on a new connection
        ASSERT_TRUE(fits);
        EXPECT_EQ(fits->body.size(), 1'000u);
    }
}

TEST(HttpErrors, what_cannot_be_sent_is_invalid) {
    asio::io_context loop;
    auto client = client_of(loop, "http://127.0.0.1:9", quick());
    auto with = [](std::string name, std::string value) {
        auto request = make("GET", "/");
        request.headers.emplace_back(std::move(name), std::move(value));
        return request;
    };
    for (const auto& request :
         {make("G T", "/"), make("GET", "a"), make("GET", "/a b"), make("GET", "/\r\nX: y"),
          with("X", "a\r\nY: b"), with("X y", "a"), with("host", "h"), with("content-length", "3"),
          with("Transfer-Encoding", "chunked")})
        EXPECT_EQ(code_of(send(loop, *client, request)), errc::invalid);
    for (auto* base : {"ws://h", "h", "http://h/?q", "http://u@h"})
        EXPECT_FALSE(make_https(loop.get_executor(), base)) << base;
}

TEST(HttpAnswers, of_every_shape_are_read) {
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    struct Case {
        std::string bytes;
        int status;
        std::string body;
        std::size_t connections;  // used by two such requests
    };
    const std::vector<Case> cases{
        {chunked + "5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: z\r\n\r\n", 200, "hello!", 1},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + ok("a"), 200, "a",
         1},
        {"HTTP/1.1 204 No Content\r\n\r\n", 204, "", 1},
        {"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304, "", 1},
        {"HTTP/1.1 503 Busy\r\nContent-Length: 2\r\nRetry-After: 1\r\n\r\nno", 503, "no", 1},
        {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na", 200, "a", 2},
        {ok("a") + "surplus", 200, "a", 2},
    };
    for (const auto& each : cases) {
        asio::io_context loop;
        ScriptedServer server(loop, {{each.bytes, each.bytes}, {each.bytes}});
        auto client = client_of(loop, server.base(), quick());
        for (int i = 0; i < 2; ++i) {
            auto answer = send(loop, *client, make("GET", "/"));
            ASSERT_TRUE(answer) << each.bytes << answer.error().what;
            EXPECT_EQ(answer->status, each.status);
            EXPECT_EQ(answer->body, each.body);
        }
        EXPECT_EQ(server.connections(), each.connections) << each.bytes;
    }
}

TEST(HttpAnswers, may_end_with_the_connection) {
    asio::io_context loop;
    ScriptedServer server(loop, {{"HTTP/1.1 200 OK\r\n\r\nall of it"}});
    auto client = client_of(loop, server.base(), quick());
    auto answer = send(loop, *client, make("GET", "/"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "all of it");
}

TEST(HttpRetry, a_kept_connection_that_dies_under_a_request) {
    for (const std::string method : {"GET", "PUT", "DELETE", "POST", "PATCH"}) {
        asio::io_context loop;
        const std::string goodbye = std::string(1, '\0');  // the script's mark: read, then close
        ScriptedServer server(loop, {{ok("first"), goodbye}, {ok("again")}});
        auto client = client_of(loop, server.base(), quick());
        ASSERT_TRUE(send(loop, *client, make("GET", "/")));
        auto answer = send(loop, *client, make(method, "/", "x"));
        bool repeats = method == "GET" || method == "PUT" || method == "DELETE";
        EXPECT_EQ(server.connections(), repeats ? 2u : 1u) << method;
        EXPECT_EQ(server.requests().size(), repeats ? 3u : 2u) << method;
        if (repeats)
            EXPECT_TRUE(answer && answer->body == "again") << method;
        else
            EXPECT_EQ(code_of(answer), errc::timed_out) << method;
    }
}

// Destroying the client while a request runs harms nobody: the request ends by itself.
TEST(Http, the_client_may_go_before_its_requests) {
    asio::io_context loop;
    ScriptedServer server(loop, {{""}});
    auto client = client_of(loop, server.base(), quick());
    bool ended = false;
    auto one = [&]() -> asio::awaitable<void> {
        auto answer = co_await client->send(make("GET", "/"));
        EXPECT_FALSE(answer);
        ended = true;
    };
    asio::co_spawn(loop, one(), asio::detached);
    run(loop, [&]() -> asio::awaitable<void> {
        co_await pause(milliseconds(20));
        client.reset();
        while (!ended)
            co_await pause(milliseconds(1));
    });
    EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace qm::net::test
