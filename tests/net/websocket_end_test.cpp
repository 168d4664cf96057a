// How websockets live and end: half-open peers, quiet ones, every kind of end, at any moment.
// SPDX-License-Identifier: Apache-2.0
#include "net/support/sockets.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <stdexcept>

namespace qm::net::test {
namespace {

using std::chrono::steady_clock;

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

}  // namespace
}  // namespace qm::net::test
