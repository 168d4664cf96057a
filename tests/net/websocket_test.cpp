// Both ends of a websocket over loopback: connecting, order, bounds.
// SPDX-License-Identifier: Apache-2.0
#include "net/websocket.hpp"

#include "net/support/sockets.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace qm::net::test {
namespace {

TEST(WebSocket, echoes_in_order) {
    asio::io_context loop;
    auto server = serve(loop, echo);
    run(loop, [&]() -> asio::awaitable<void> {
        auto socket = co_await open(url_of(*server));
        if (!socket) co_return;
        for (int i = 0; i < 200; ++i)
            EXPECT_TRUE(socket->write(std::to_string(i)));
        for (int i = 0; i < 200; ++i) {
            auto message = co_await socket->read();
            EXPECT_TRUE(message);
            if (!message) co_return;
            EXPECT_EQ(*message, std::to_string(i));
        }
        co_await socket->close();
    });
}

TEST(WebSocket, brings_its_headers_and_no_origin) {
    asio::io_context loop;
    ServerRequest seen;
    auto handler = [&](ServerRequest request, Socket) -> asio::awaitable<void> {
        seen = request;
        co_return;
    };
    auto server = serve(loop, handler);
    run(loop, [&]() -> asio::awaitable<void> {
        auto url = url_of(*server, "/api/v4/websocket?connection_id=&sequence_number=0");
        Headers headers;
        headers.emplace_back("Authorization", "Bearer token");
        auto socket = co_await connect_websocket(url, headers, WebSocketOptions());
        EXPECT_TRUE(socket);
    });
    EXPECT_EQ(seen.path, "/api/v4/websocket");
    EXPECT_EQ(seen.parameter("sequence_number"), "0");
    EXPECT_EQ(seen.header("authorization"), "Bearer token");
    EXPECT_EQ(seen.header("Origin"), "");
    EXPECT_EQ(seen.header("Sec-WebSocket-Extensions"), "");  // no compression is offered
}

TEST(WebSocketBounds, messages_up_to_the_bound_pass) {
    asio::io_context loop;
    ServerOptions options;
    options.socket_message_max = 2u << 20;
    auto server = serve(loop, echo, options);
    run(loop, [&]() -> asio::awaitable<void> {
        auto socket = co_await open(url_of(*server));
        if (!socket) co_return;
        for (std::size_t size : {0u, 1u, 125u, 126u, 65'535u, 65'536u, 1u << 20}) {
            EXPECT_TRUE(socket->write(std::string(size, 'x')));
            auto message = co_await socket->read();
            EXPECT_TRUE(message && message->size() == size) << size;
        }
        EXPECT_TRUE(socket->write(std::string((1u << 20) + 1, 'x')));
        auto code = co_await error_of_read(*socket);
        EXPECT_EQ(code, errc::too_large);
        auto after = socket->write("after");
        EXPECT_TRUE(!after && after.error().code == errc::unavailable);
    });
}

TEST(WebSocketBounds, the_server_has_its_own) {
    asio::io_context loop;
    errc seen{};
    auto handler = [&](ServerRequest, Socket socket) -> asio::awaitable<void> {
        seen = co_await error_of_read(*socket);
    };
    ServerOptions options;
    options.socket_message_max = 1'000;
    auto server = serve(loop, handler, options);
    run(loop, [&]() -> asio::awaitable<void> {
        auto socket = co_await open(url_of(*server));
        if (!socket) co_return;
        EXPECT_TRUE(socket->write(std::string(1'001, 'x')));
        auto code = co_await error_of_read(*socket);
        EXPECT_EQ(code, errc::unavailable);
    });
    EXPECT_EQ(seen, errc::too_large);
}

TEST(WebSocketBounds, the_queue_is_bounded_and_recovers) {
    asio::io_context loop;
    auto server = serve(loop, echo);
    run(loop, [&]() -> asio::awaitable<void> {
        WebSocketOptions options;
        options.queue_max = 4;
        auto socket = co_await open(url_of(*server), options);
        if (!socket) co_return;
        for (int i = 0; i < 4; ++i)
            EXPECT_TRUE(socket->write("m"));
        auto full = socket->write("one too many");
        EXPECT_TRUE(!full && full.error().code == errc::too_large);
        for (int i = 0; i < 4; ++i) {
            auto message = co_await socket->read();
            EXPECT_TRUE(message && *message == "m");
        }
        EXPECT_TRUE(socket->write("again"));
        auto message = co_await socket->read();
        EXPECT_TRUE(message && *message == "again");
    });
}

TEST(WebSocketConnect, what_goes_wrong_has_its_class) {
    struct Case {
        std::string answer;
        errc code;
    };
    const std::vector<Case> cases{
        {"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", errc::unauthorised},
        {"HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n", errc::rate_limited},
        {"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", errc::unavailable},
        {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
         "Sec-WebSocket-Accept: wrong\r\n\r\n",
         errc::unavailable},
        {"SSH-2.0-OpenSSH\r\n\r\n", errc::unavailable},
        {"", errc::unavailable},  // says nothing: the connect timeout
    };
    for (const auto& each : cases) {
        asio::io_context loop;
        ScriptedServer server(loop, {{each.answer}});
        run(loop, [&]() -> asio::awaitable<void> {
            WebSocketOptions options;
            options.connect_timeout = milliseconds(150);
            Headers none;
            auto socket = co_await connect_websocket(server.base("ws"), none, options);
            EXPECT_FALSE(socket);
            if (!socket) {
                EXPECT_EQ(socket.error().code, each.code) << socket.error().what;
            }
        });
    }
}

TEST(WebSocketConnect, refused_or_impossible) {
    asio::io_context loop;
    auto port = std::to_string(closed_port(loop));
    run(loop, [&]() -> asio::awaitable<void> {
        Headers none, origin, broken;
        WebSocketOptions options;
        auto refused = co_await connect_websocket("ws://127.0.0.1:" + port, none, options);
        EXPECT_TRUE(!refused && refused.error().code == errc::unavailable);
        auto http = co_await connect_websocket("http://127.0.0.1:" + port, none, options);
        EXPECT_TRUE(!http && http.error().code == errc::invalid);
        origin.emplace_back("origin", "http://h");
        auto named = co_await connect_websocket("ws://127.0.0.1:" + port, origin, options);
        EXPECT_TRUE(!named && named.error().code == errc::invalid);
        broken.emplace_back("X", "a\r\nOrigin: h");
        auto split = co_await connect_websocket("ws://127.0.0.1:" + port, broken, options);
        EXPECT_TRUE(!split && split.error().code == errc::invalid);
    });
}

TEST(WebSocketConnect, a_server_without_sockets_says_426) {
    asio::io_context loop;
    auto server = serve(loop, {});
    run(loop, [&]() -> asio::awaitable<void> {
        Headers none;
        WebSocketOptions options;
        auto socket = co_await connect_websocket(url_of(*server), none, options);
        EXPECT_FALSE(socket);
        if (!socket) {
            EXPECT_NE(socket.error().what.find("426"), std::string::npos);
        }
    });
}

// Bytes behind the request for an upgrade could be taken for frames: refused.
TEST(WebSocketConnect, nothing_may_follow_the_request_early) {
    asio::io_context loop;
    auto server = serve(loop, echo);
    run(loop, [&]() -> asio::awaitable<void> {
        auto socket = co_await dial(server->port());
        co_await say(socket,
                     "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                     "\r\nGET /second HTTP/1.1\r\nHost: h\r\n\r\n");
        auto heard = co_await hear_until(socket, "\r\n\r\n");
        EXPECT_TRUE(heard.starts_with("HTTP/1.1 400 ")) << heard;
    });
}

}  // namespace
}  // namespace qm::net::test
