// Both ends of a websocket over loopback: order, bounds, half-open peers, ends of every kind.
// SPDX-License-Identifier: Apache-2.0
#include "net/websocket.hpp"

#include "net/http_server.hpp"
#include "net/support/wire.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <stdexcept>

namespace qm::net::test {
namespace {

using Socket = std::unique_ptr<WebSocket>;
using std::chrono::steady_clock;

asio::awaitable<HttpResponse> nothing(ServerRequest) {
    HttpResponse response;
    response.status = 404;
    co_return response;
}

// Says back what it hears; "bye" makes it close.
asio::awaitable<void> echo(ServerRequest, Socket socket) {
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

asio::awaitable<errc> error_of_read(WebSocket& socket) {
    auto message = co_await socket.read();
    EXPECT_FALSE(message) << *message;
    co_return message ? errc{} : message.error().code;
}

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
        EXPECT_FALSE(socket->write("after"));
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

// A peer whose kernel still acknowledges, but which answers no ping: its loop stands still.
TEST(WebSocketLiveness, a_half_open_peer_is_noticed) {
    asio::io_context loop, theirs;
    bool opened = false;
    auto handler = [&](ServerRequest, Socket socket) -> asio::awaitable<void> {
        opened = true;
        co_await socket->read();
    };
    auto server = serve(theirs, handler);
    WebSocketOptions options;
    options.idle_timeout = milliseconds(300);
    Socket socket;
    asio::co_spawn(
        loop, [&]() -> asio::awaitable<void> { socket = co_await open(url_of(*server), options); },
        asio::detached);
    auto until = steady_clock::now() + bound;
    while ((!socket || !opened) && steady_clock::now() < until) {
        loop.run_for(milliseconds(2));
        theirs.run_for(milliseconds(2));
        loop.restart();
        theirs.restart();
    }
    ASSERT_TRUE(socket && opened);
    auto before = steady_clock::now();
    run(loop, [&]() -> asio::awaitable<void> {
        auto code = co_await error_of_read(*socket);
        EXPECT_EQ(code, errc::timed_out);
    });
    EXPECT_LT(steady_clock::now() - before, milliseconds(1'500));
    socket.reset();
    server.reset();
}

// Nobody reads and nobody writes for many idle times: pings keep it alive, read ahead by us.
TEST(WebSocketLiveness, a_quiet_peer_stays) {
    asio::io_context loop;
    auto handler = [](ServerRequest, Socket socket) -> asio::awaitable<void> {
        co_await pause(milliseconds(400));
        auto said = socket->write("still here");
        EXPECT_TRUE(said);
        co_await pause(milliseconds(100));
    };
    ServerOptions options;
    options.socket_idle_timeout = milliseconds(80);
    auto server = serve(loop, handler, options);
    run(loop, [&]() -> asio::awaitable<void> {
        WebSocketOptions wanted;
        wanted.idle_timeout = milliseconds(80);
        auto socket = co_await open(url_of(*server), wanted);
        if (!socket) co_return;
        co_await pause(milliseconds(400));
        auto message = co_await socket->read();
        EXPECT_TRUE(message && *message == "still here");
    });
}

TEST(WebSocketEnds, dropped_by_the_server) {
    asio::io_context loop;
    auto server = serve(loop, echo);
    run(loop, [&]() -> asio::awaitable<void> {
        auto socket = co_await open(url_of(*server));
        if (!socket) co_return;
        EXPECT_TRUE(socket->write("a"));
        auto message = co_await socket->read();
        EXPECT_TRUE(message);
        server->drop_sockets();
        auto read = co_await socket->read();
        EXPECT_FALSE(read);
        if (read) co_return;
        EXPECT_EQ(read.error().code, errc::unavailable);
        EXPECT_EQ(read.error().what.find("closed the websocket"), std::string::npos);
        auto again = co_await open(url_of(*server));  // the server goes on
        EXPECT_TRUE(again);
    });
}

TEST(WebSocketEnds, closed_by_the_peer) {
    asio::io_context loop;
    auto server = serve(loop, echo);
    run(loop, [&]() -> asio::awaitable<void> {
        auto socket = co_await open(url_of(*server));
        if (!socket) co_return;
        EXPECT_TRUE(socket->write("last words"));
        EXPECT_TRUE(socket->write("bye"));
        auto message = co_await socket->read();
        EXPECT_TRUE(message && *message == "last words");
        auto read = co_await socket->read();
        EXPECT_FALSE(read);
        if (read) co_return;
        EXPECT_EQ(read.error().code, errc::unavailable);
        EXPECT_NE(read.error().what.find("1000"), std::string::npos) << read.error().what;
        auto written = socket->write("too late");
        EXPECT_TRUE(!written && written.error().code == errc::unavailable);
        co_await socket->close();  // harmless
    });
}

TEST(WebSocketEnds, closing_sends_what_is_queued_first) {
    asio::io_context loop;
    std::string heard, end;
    auto handler = [&](ServerRequest, Socket socket) -> asio::awaitable<void> {
        for (;;) {
            auto message = co_await socket->read();
            if (!message) {
                end = message.error().what;
                co_return;
            }
            heard += *message;
        }
    };
    auto server = serve(loop, handler);
    run(loop, [&]() -> asio::awaitable<void> {
        auto socket = co_await open(url_of(*server));
        if (!socket) co_return;
        for (auto* word : {"a", "b", "c"})
            EXPECT_TRUE(socket->write(word));
        co_await socket->close();
        EXPECT_FALSE(socket->write("d"));
        while (end.empty())
            co_await pause(milliseconds(1));
    });
    EXPECT_EQ(heard, "abc");
    EXPECT_NE(end.find("closed the websocket (1000"), std::string::npos) << end;
}

TEST(WebSocketEnds, closing_waits_at_most_a_second) {
    asio::io_context loop, theirs;
    auto server = serve(theirs, echo);
    Socket socket;
    asio::co_spawn(
        loop, [&]() -> asio::awaitable<void> { socket = co_await open(url_of(*server)); },
        asio::detached);
    auto until = steady_clock::now() + bound;
    while (!socket && steady_clock::now() < until) {
        loop.run_for(milliseconds(2));
        theirs.run_for(milliseconds(2));
        loop.restart();
        theirs.restart();
    }
    ASSERT_TRUE(socket);
    auto before = steady_clock::now();
    run(loop, [&]() -> asio::awaitable<void> { co_await socket->close(); });
    EXPECT_GE(steady_clock::now() - before, milliseconds(900));
    EXPECT_LT(steady_clock::now() - before, milliseconds(3'000));
    socket.reset();
}

// Destroyed while a read, a write or a close is pending: nothing touches what is freed (asan).
TEST(WebSocketEnds, destroyed_at_any_moment) {
    asio::io_context loop;
    auto server = serve(loop, echo);
    for (int moment = 0; moment < 6; ++moment) {
        run(loop, [&]() -> asio::awaitable<void> {
            auto socket = co_await open(url_of(*server));
            if (!socket) co_return;
            bool ended = moment < 2;
            auto reader = [&]() -> asio::awaitable<void> {
                auto message = co_await socket->read();
                EXPECT_TRUE(message || message.error().code == errc::unavailable);
                ended = true;
            };
            auto closer = [&]() -> asio::awaitable<void> {
                co_await socket->close();
                ended = true;
            };
            if (moment >= 1) {
                EXPECT_TRUE(socket->write(std::string(500'000, 'x')));
            }
            if (moment == 2 || moment == 3) asio::co_spawn(loop, reader, asio::detached);
            if (moment >= 4) asio::co_spawn(loop, closer, asio::detached);
            if (moment % 2 == 1) co_await pause(milliseconds(1));
            auto until = steady_clock::now() + bound / 4;
            socket.reset();
            while (!ended && steady_clock::now() < until)
                co_await pause(milliseconds(1));
            EXPECT_TRUE(ended) << moment;
        });
    }
}

TEST(WebSocketEnds, a_handler_that_throws_ends_its_socket_only) {
    asio::io_context loop;
    int calls = 0;
    auto handler = [&](ServerRequest, Socket socket) -> asio::awaitable<void> {
        if (++calls == 1) throw std::runtime_error("no");
        auto said = socket->write("welcome");
        EXPECT_TRUE(said);
        co_await socket->read();
    };
    auto server = serve(loop, handler);
    run(loop, [&]() -> asio::awaitable<void> {
        auto first = co_await open(url_of(*server));
        if (!first) co_return;
        auto code = co_await error_of_read(*first);
        EXPECT_EQ(code, errc::unavailable);
        auto second = co_await open(url_of(*server));
        if (!second) co_return;
        auto message = co_await second->read();
        EXPECT_TRUE(message && *message == "welcome");
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
