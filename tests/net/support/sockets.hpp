// What the tests of websockets share: an echoing server and a client that must open.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_server.hpp"
#include "net/support/wire.hpp"
#include "net/websocket.hpp"

namespace qm::net::test {

using Socket = std::unique_ptr<WebSocket>;

inline asio::awaitable<HttpResponse> nothing(ServerRequest) {
    HttpResponse response;
    response.status = 404;
    co_return response;
}

// Says back what it hears; "bye" makes it close.
inline asio::awaitable<void> echo(ServerRequest, Socket socket) {
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

inline std::unique_ptr<HttpServer> serve(asio::io_context& loop, HttpServer::SocketHandler handler,
                                         ServerOptions options = {}) {
    auto server = serve_http(loop.get_executor(), options, nothing, std::move(handler));
    EXPECT_TRUE(server);
    return std::move(*server);
}

inline std::string url_of(const HttpServer& server, std::string target = "/") {
    return "ws://127.0.0.1:" + std::to_string(server.port()) + target;
}

inline asio::awaitable<Socket> open(std::string url, WebSocketOptions options = {}) {
    Headers none;
    auto socket = co_await connect_websocket(url, none, options);
    EXPECT_TRUE(socket) << (socket ? "" : socket.error().what);
    if (!socket) co_return nullptr;
    co_return std::move(*socket);
}

inline asio::awaitable<errc> error_of_read(WebSocket& socket) {
    auto message = co_await socket.read();
    EXPECT_FALSE(message) << *message;
    co_return message ? errc{} : message.error().code;
}

}  // namespace qm::net::test
