// Our client against our server over loopback: what both promise in their headers.
// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.hpp"
#include "net/https.hpp"
#include "net/support/loop.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <set>

namespace qm::net::test {
namespace {

using asio::ip::tcp;

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

HttpRequest post(std::string target, std::string body) {
    HttpRequest request;
    request.method = "POST";
    request.target = std::move(target);
    request.body = std::move(body);
    return request;
}

TEST(Http, requests_and_answers_arrive_whole) {
    asio::io_context loop;
    auto server = serve(loop, echo);
    auto client = client_of(loop, base_of(*server) + "/prefix/");
    run(loop, [&]() -> asio::awaitable<void> {
        auto request = post("/a%20b?q=1%2B2", "hello");
        request.headers.emplace_back("X-Asked", "yes");
        auto answer = co_await client->send(request);
        EXPECT_TRUE(answer);
        if (!answer) co_return;
        EXPECT_EQ(answer->status, 200);
        EXPECT_EQ(answer->body, "hello");
        EXPECT_EQ(answer->header("x-path"), "/prefix/a b");
        EXPECT_EQ(answer->header("X-QUERY"), "q=1%2B2");
        EXPECT_EQ(answer->header("X-Asked"), "yes");
        EXPECT_EQ(answer->header("X-Peer"), "127.0.0.1");
        EXPECT_EQ(answer->header("X-None"), "");
    });
}

}  // namespace
}  // namespace qm::net::test
