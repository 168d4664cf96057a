// Both ends of a websocket over loopback: order, bounds, half-open peers, ends of every kind.
// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.hpp"
#include "net/support/loop.hpp"
#include "net/websocket.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <string>

namespace qm::net::test {
namespace {

using Socket = std::unique_ptr<WebSocket>;

asio::awaitable<HttpResponse> nothing(ServerRequest) {
    HttpResponse response;
    response.status = 404;
    co_return response;
}

asio::awaitable<void> pause(milliseconds time) {
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

// Says back what it hears; "bye" makes it close.
asio::awaitable<void> echo(ServerRequest, std::unique_ptr<ServerSocket> socket) {
    for (;;) {
        auto message = co_await socket->read();
        if (!message) co_return;
        if (*message == "bye") {
            co_await socket->close();
            co_return;
        }
        auto queued = socket->write(*message);
        if (!queued) co_return;
    }
}

std::unique_ptr<HttpServer> serve(asio::io_context& loop, HttpServer::SocketHandler handler,
                                  ServerOptions options = {}) {
    auto server = serve_http(loop.get_executor(), options, nothing, std::move(handler));
    EXPECT_TRUE(server);
    return std::move(*server);
}

std::string url_of(const HttpServer& server, std::string target = "/") {
    return "ws://127.0.0.1:" + std::to_string(server.port()) + target;
}

asio::awaitable<Socket> open(std::string url, WebSocketOptions options = {}) {
    auto socket = co_await connect_websocket(url, {}, options);
    EXPECT_TRUE(socket) << (socket ? "" : socket.error().what);
    if (!socket) co_return nullptr;
    co_return std::move(*socket);
}

TEST(WebSocket, echoes_in_order) {
    asio::io_context loop;
    auto server = serve(loop, echo);
    run(loop, [&]() -> asio::awaitable<void> {
        auto socket = co_await open(url_of(*server));
        if (!socket) co_return;
        for (int i = 0; i < 200; ++i) EXPECT_TRUE(socket->write(std::to_string(i)));
        for (int i = 0; i < 200; ++i) {
            auto message = co_await socket->read();
            EXPECT_TRUE(message);
            if (!message) co_return;
            EXPECT_EQ(*message, std::to_string(i));
        }
        co_await socket->close();
    });
}

}  // namespace
}  // namespace qm::net::test
