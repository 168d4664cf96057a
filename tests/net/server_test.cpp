// The server's own promises: time, size and number of what strangers send, and its handlers'
// mistakes.
// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.hpp"
#include "net/support/wire.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <stdexcept>

namespace qm::net::test {
namespace {

using asio::ip::tcp;
using std::chrono::steady_clock;

const std::string get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

HttpResponse answer_of(int status, std::string body = "") {
    HttpResponse response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

asio::awaitable<HttpResponse> fine(ServerRequest request) {
    co_return answer_of(200, request.body);
}

ServerOptions quick() {
    ServerOptions options;
    options.header_timeout = milliseconds(60);
    options.body_timeout = milliseconds(60);
    options.keep_alive_idle = milliseconds(60);
    return options;
}

std::unique_ptr<HttpServer> serve(asio::io_context& loop, HttpServer::Handler handler,
                                  ServerOptions options = quick()) {
    auto server = serve_http(loop.get_executor(), options, std::move(handler));
    EXPECT_TRUE(server);
    return std::move(*server);
}

// What the server says to `bytes`, until it closes.
std::string talk(asio::io_context& loop, const HttpServer& server, std::string bytes) {
    std::string heard;
    run(loop, [&]() -> asio::awaitable<void> {
        auto socket = co_await dial(server.port());
        co_await say(socket, bytes);
        heard = co_await hear_all(socket);
    });
    return heard;
}

TEST(ServerTime, slow_headers_are_cut) {
    for (const std::string sent : {"", "G", "GET / HTTP/1.1\r\nHost: h\r\n"}) {
        asio::io_context loop;
        auto server = serve(loop, fine);
        auto before = steady_clock::now();
        auto heard = talk(loop, *server, sent);
        auto took = steady_clock::now() - before;
        EXPECT_GE(took, milliseconds(55));
        EXPECT_LT(took, milliseconds(1'500));  // the bound, the lingering, a slow machine
        EXPECT_EQ(heard.starts_with("HTTP/1.1 408 "), !sent.empty()) << heard;
    }
}

// One byte at a time does not renew the bound.
TEST(ServerTime, dripping_headers_are_cut) {
    asio::io_context loop;
    auto server = serve(loop, fine);
    auto before = steady_clock::now();
    run(loop, [&]() -> asio::awaitable<void> {
        auto socket = co_await dial(server->port());
        co_await say(socket, "GET / HTTP/1.1\r\nX: ");
        std::string heard;
        auto hear = [&]() -> asio::awaitable<void> {
            heard = co_await hear_all(socket);
        };
        asio::co_spawn(loop, hear, asio::detached);
        while (heard.empty() && steady_clock::now() - before < bound) {
            co_await say(socket, "x");
            co_await pause(milliseconds(5));
        }
        EXPECT_TRUE(heard.starts_with("HTTP/1.1 408 ")) << heard;
    });
    EXPECT_LT(steady_clock::now() - before, milliseconds(1'500));
}

TEST(ServerTime, slow_bodies_are_cut) {
    const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
    for (const std::string rest :
         {"Content-Length: 5\r\n\r\nhell", "Transfer-Encoding: chunked\r\n\r\n5\r\nhe"}) {
        asio::io_context loop;
        auto server = serve(loop, fine);
        auto heard = talk(loop, *server, post + rest);
        EXPECT_TRUE(heard.starts_with("HTTP/1.1 408 ")) << heard;
    }
}

TEST(ServerTime, idle_connections_are_closed_without_a_word) {
    asio::io_context loop;
    auto server = serve(loop, fine);
    auto heard = talk(loop, *server, get);
    EXPECT_TRUE(heard.starts_with("HTTP/1.1 200 OK\r\n")) << heard;
    EXPECT_EQ(count_of(heard, "HTTP/1.1 "), 1u);
    EXPECT_EQ(heard.find("Connection: close"), std::string::npos);
}

TEST(ServerTime, without_keep_alive_every_answer_closes) {
    asio::io_context loop;
    auto options = quick();
    options.keep_alive_idle = milliseconds(0);
    auto server = serve(loop, fine, options);
    auto heard = talk(loop, *server, get + get);
    EXPECT_EQ(count_of(heard, "HTTP/1.1 200 OK"), 1u);
    EXPECT_NE(heard.find("Connection: close\r\n"), std::string::npos);
}

// A client that asks for much and reads nothing is let go.
TEST(ServerTime, slow_readers_are_cut) {
    asio::io_context loop;
    bool answered = false;
    auto handler = [&](ServerRequest) -> asio::awaitable<HttpResponse> {
        answered = true;
        co_return answer_of(200, std::string(32u << 20, 'x'));
    };
    auto options = quick();
    options.connections_max = 1;
    auto server = serve(loop, handler, options);
    run(loop, [&]() -> asio::awaitable<void> {
        auto lazy = co_await dial(server->port());
        co_await say(lazy, get);
        while (!answered)
            co_await pause(milliseconds(5));
        std::string heard;
        auto until = steady_clock::now() + bound / 2;
        while (!heard.starts_with("HTTP/1.1 200") && steady_clock::now() < until) {
            co_await pause(milliseconds(20));
            auto next = co_await dial(server->port());
            co_await say(next, get);
            heard = co_await hear_until(next, "\r\n\r\n");
        }
        EXPECT_TRUE(heard.starts_with("HTTP/1.1 200")) << heard;  // its place is free again
    });
}

TEST(ServerBounds, connections_of_one_address) {
    asio::io_context loop;
    auto options = quick();
    options.header_timeout = milliseconds(5'000);
    options.connections_per_address_max = 3;
    auto server = serve(loop, fine, options);
    run(loop, [&]() -> asio::awaitable<void> {
        std::vector<tcp::socket> held;
        for (int i = 0; i < 3; ++i) {
            auto socket = co_await dial(server->port());
            held.push_back(std::move(socket));
        }
        auto surplus = co_await dial(server->port());
        auto refused = co_await hear_all(surplus);
        EXPECT_TRUE(refused.starts_with("HTTP/1.1 503 ")) << refused;
        held.pop_back();
        co_await pause(milliseconds(30));
        auto next = co_await dial(server->port());
        co_await say(next, get);
        auto heard = co_await hear_until(next, "\r\n\r\n");
        EXPECT_TRUE(heard.starts_with("HTTP/1.1 200 ")) << heard;
    });
}

// All places are taken by who says nothing, drop by drop, again and again: others are answered.
TEST(ServerBounds, who_says_nothing_keeps_nobody_out) {
    asio::io_context loop;
    auto options = quick();
    options.header_timeout = milliseconds(5'000);
    options.connections_max = 3;
    auto server = serve(loop, fine, options);
    run(loop, [&]() -> asio::awaitable<void> {
        std::vector<tcp::socket> held;
        for (int i = 0; i < 12; ++i) {
            auto socket = co_await dial(server->port());
            co_await say(socket, "G");
            held.push_back(std::move(socket));
            if (i % 4 != 3) continue;
            auto next = co_await dial(server->port());
            co_await say(next, get);
            auto heard = co_await hear_until(next, "\r\n\r\n");
            EXPECT_TRUE(heard.starts_with("HTTP/1.1 200 ")) << heard;
        }
        auto first = co_await hear_all(held.front());
        EXPECT_EQ(first, "");
    });
}

// Where all are being answered, nobody is closed for a newcomer.
TEST(ServerBounds, who_is_answered_keeps_its_place) {
    asio::io_context loop;
    bool asked = false;
    bool go_on = false;
    auto handler = [&](ServerRequest) -> asio::awaitable<HttpResponse> {
        asked = true;
        while (!go_on)
            co_await pause(milliseconds(2));
        co_return answer_of(200);
    };
    auto options = quick();
    options.connections_max = 1;
    auto server = serve(loop, handler, options);
    run(loop, [&]() -> asio::awaitable<void> {
        auto busy = co_await dial(server->port());
        co_await say(busy, get);
        while (!asked)
            co_await pause(milliseconds(2));
        auto surplus = co_await dial(server->port());
        auto refused = co_await hear_all(surplus);
        EXPECT_TRUE(refused.starts_with("HTTP/1.1 503 ")) << refused;
        go_on = true;
        auto heard = co_await hear_until(busy, "\r\n\r\n");
        EXPECT_TRUE(heard.starts_with("HTTP/1.1 200 ")) << heard;
    });
}

TEST(ServerBounds, a_taken_port_is_unavailable) {
    asio::io_context loop;
    auto server = serve(loop, fine);
    ServerOptions options;
    options.port = server->port();
    auto second = serve_http(loop.get_executor(), options, fine);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, errc::unavailable);
    EXPECT_NE(second.error().what.find(std::to_string(options.port)), std::string::npos);
    options.address = "localhost";
    auto named = serve_http(loop.get_executor(), options, fine);
    ASSERT_FALSE(named);
    EXPECT_EQ(named.error().code, errc::invalid);
}

TEST(ServerHandler, mistakes_are_500_without_their_text) {
    struct Case {
        const char* name;
        HttpServer::Handler handler;
    };
    auto with = [](std::string name, std::string value) -> HttpServer::Handler {
        return [name, value](ServerRequest) -> asio::awaitable<HttpResponse> {
            auto response = answer_of(200, "a secret");
            response.headers.emplace_back(name, value);
            co_return response;
        };
    };
    const std::vector<Case> cases{
        {"throws",
         [](ServerRequest) -> asio::awaitable<HttpResponse> {
             throw std::runtime_error("a secret");
             co_return answer_of(200);
         }},
        {"throws before it is a coroutine",
         [](ServerRequest) -> asio::awaitable<HttpResponse> {
             throw std::runtime_error("a secret");
         }},
        {"no status",
         [](ServerRequest) -> asio::awaitable<HttpResponse> {
             co_return answer_of(0, "a secret");
         }},
        {"splits the answer", with("X", "a\r\nY: a secret")},
        {"splits by a name", with("X\r\nY", "a")},
        {"nul", with("X", std::string("a\0b", 3))},
    };
    for (const auto& each : cases) {
        asio::io_context loop;
        auto server = serve(loop, each.handler);
        auto heard = talk(loop, *server, get + get);
        EXPECT_EQ(count_of(heard, "HTTP/1.1 500 Internal Server Error\r\n"), 2u) << each.name;
        EXPECT_EQ(heard.find("secret"), std::string::npos) << each.name;
        EXPECT_EQ(heard.find("Y:"), std::string::npos) << each.name;
    }
}

TEST(ServerHandler, framing_is_not_its_business) {
    asio::io_context loop;
    auto handler = [](ServerRequest) -> asio::awaitable<HttpResponse> {
        auto response = answer_of(200, "four");
        response.headers.emplace_back("content-length", "1");
        response.headers.emplace_back("Transfer-Encoding", "chunked");
        response.headers.emplace_back("X-Kept", "yes");
        co_return response;
    };
    auto server = serve(loop, handler);
    auto heard = talk(loop, *server, get);
    EXPECT_NE(heard.find("X-Kept: yes\r\n"), std::string::npos);
    EXPECT_NE(heard.find("Content-Length: 4\r\n"), std::string::npos);
    EXPECT_EQ(count_of(heard, "ontent-"), 1u) << heard;
    EXPECT_EQ(heard.find("chunked"), std::string::npos);
}

TEST(ServerHandler, continues_when_the_client_waits_for_it) {
    asio::io_context loop;
    auto server = serve(loop, fine);
    run(loop, [&]() -> asio::awaitable<void> {
        auto socket = co_await dial(server->port());
        co_await say(socket,
                     "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                     "Content-Length: 5\r\n\r\n");
        auto first = co_await hear_until(socket, "\r\n\r\n");
        EXPECT_EQ(first, "HTTP/1.1 100 Continue\r\n\r\n");
        co_await say(socket, "hello");
        auto heard = co_await hear_until(socket, "hello");
        EXPECT_TRUE(heard.starts_with("HTTP/1.1 200 ")) << heard;
    });
}

TEST(ServerStop, closes_everything_and_asks_no_handler_again) {
    asio::io_context loop;
    int calls = 0;
    bool resumed = false;
    auto handler = [&](ServerRequest) -> asio::awaitable<HttpResponse> {
        ++calls;
        co_await pause(milliseconds(50));
        resumed = true;
        co_return answer_of(200);
    };
    auto server = serve(loop, handler);
    run(loop, [&]() -> asio::awaitable<void> {
        auto busy = co_await dial(server->port());
        auto idle = co_await dial(server->port());
        co_await say(busy, get + get);
        while (calls == 0)
            co_await pause(milliseconds(1));
        auto port = server->port();
        server->stop();
        server->stop();
        server.reset();
        auto nothing = co_await hear_all(busy);
        auto silence = co_await hear_all(idle);
        EXPECT_EQ(nothing + silence, "");
        tcp::socket late(loop);
        boost::system::error_code ec;
        late.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port), ec);
        EXPECT_EQ(ec, asio::error::connection_refused);
        while (!resumed)
            co_await pause(milliseconds(5));
        co_await pause(milliseconds(5));
    });
    EXPECT_EQ(calls, 1);
}

// The server goes, then the loop with what was still pending on it.
TEST(ServerStop, the_loop_need_not_run_again) {
    std::unique_ptr<HttpServer> server;
    {
        asio::io_context loop;
        server = serve(loop, fine);
        run(loop, [&]() -> asio::awaitable<void> {
            auto socket = co_await dial(server->port());
            co_await say(socket, get + "GET / HT");
            co_await hear_until(socket, "\r\n\r\n");
        });
        server.reset();
    }
    EXPECT_FALSE(server);
}

}  // namespace
}  // namespace qm::net::test
