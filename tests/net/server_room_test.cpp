// Who gives way when all places of the server are taken: whoever has not said all of its request,
// the one that began longest ago; never one that is being answered.
// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.hpp"
#include "net/support/wire.hpp"

#include <boost/asio/ip/tcp.hpp>

namespace qm::net::test {
namespace {

using asio::ip::tcp;

const std::string whole = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
const std::string post_head = "POST / HTTP/1.1\r\nHost: h\r\n";

// Patient with everybody, so that nobody is gone by himself before the test's end.
ServerOptions narrow(std::size_t places) {
    ServerOptions options;
    options.header_timeout = options.body_timeout = options.keep_alive_idle = bound;
    options.connections_max = places;
    options.connections_per_address_max = 0;
    return options;
}

asio::awaitable<HttpResponse> said_back(ServerRequest request) {
    HttpResponse response;
    response.status = 200;
    response.body = request.body;
    co_return response;
}

std::unique_ptr<HttpServer> open_server(asio::io_context& loop, ServerOptions options,
                                        HttpServer::Handler handler = said_back) {
    auto server = serve_http(loop.get_executor(), options, std::move(handler));
    EXPECT_TRUE(server);
    return std::move(*server);
}

asio::awaitable<std::string> asked(unsigned short port) {
    auto socket = co_await dial(port);
    co_await say(socket, whole);
    co_return co_await hear_until(socket, "hello");
}

// Again and again, more of them than there are places.
void expect_room_beside(const std::string& slow) {
    asio::io_context loop;
    auto server = open_server(loop, narrow(3));
    run(loop, [&]() -> asio::awaitable<void> {
        std::vector<tcp::socket> held;
        for (int i = 0; i < 12; ++i) {
            auto socket = co_await dial(server->port());
            co_await say(socket, slow);
            held.push_back(std::move(socket));
            co_await pause(milliseconds(2));
            if (i % 4 != 3) continue;
            auto heard = co_await asked(server->port());
            EXPECT_TRUE(heard.starts_with("HTTP/1.1 200 ")) << slow << "\n" << heard;
        }
    });
}

TEST(ServerRoom, who_owes_its_body_keeps_nobody_out) {
    expect_room_beside(post_head + "Content-Length: 60000\r\n\r\n");
    expect_room_beside(post_head + "Content-Length: 60000\r\n\r\nsome of it");
    expect_room_beside(post_head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhe");
    expect_room_beside(post_head + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    expect_room_beside(whole + post_head + "Content-Length: 60000\r\n\r\n");
}

// It has its answer; what it still sends is thrown away for half a second.
TEST(ServerRoom, who_was_refused_keeps_nobody_out) {
    expect_room_beside("no request at all\n");
    expect_room_beside(post_head + "Content-Length: 70000\r\n\r\n");
}

// Of a connection that waited between two requests the new one counts, not the wait.
TEST(ServerRoom, a_request_is_as_old_as_its_first_byte) {
    asio::io_context loop;
    auto server = open_server(loop, narrow(3));
    run(loop, [&]() -> asio::awaitable<void> {
        auto kept = co_await dial(server->port());
        co_await say(kept, whole);
        auto first = co_await hear_until(kept, "hello");
        EXPECT_TRUE(first.starts_with("HTTP/1.1 200 ")) << first;
        auto slow = co_await dial(server->port());
        auto slower = co_await dial(server->port());
        for (auto* one : {&slow, &slower})
            co_await say(*one, post_head + "Content-Length: 60000\r\n\r\n");
        co_await pause(milliseconds(20));
        co_await say(kept, whole.substr(0, whole.size() - 1));
        co_await pause(milliseconds(20));
        auto heard = co_await asked(server->port());
        EXPECT_TRUE(heard.starts_with("HTTP/1.1 200 ")) << heard;
        auto cut = co_await hear_all(slow);
        EXPECT_EQ(cut, "") << "the oldest";
        co_await say(kept, "o");
        auto second = co_await hear_until(kept, "hello");
        EXPECT_TRUE(second.starts_with("HTTP/1.1 200 ")) << second;
    });
}

TEST(ServerRoom, who_said_all_is_answered_whoever_comes) {
    asio::io_context loop;
    int answering = 0;
    bool go_on = false;
    auto handler = [&](ServerRequest request) -> asio::awaitable<HttpResponse> {
        ++answering;
        while (!go_on)
            co_await pause(milliseconds(2));
        co_return co_await said_back(std::move(request));
    };
    auto server = open_server(loop, narrow(2), handler);
    run(loop, [&]() -> asio::awaitable<void> {
        auto busy = co_await dial(server->port());
        co_await say(busy, whole);
        while (answering == 0)
            co_await pause(milliseconds(2));
        std::vector<tcp::socket> slow;
        for (int i = 0; i < 8; ++i) {
            auto socket = co_await dial(server->port());
            co_await say(socket, post_head + "Content-Length: 60000\r\n\r\n");
            slow.push_back(std::move(socket));
            co_await pause(milliseconds(5));
        }
        auto genuine = co_await dial(server->port());
        co_await say(genuine, whole);
        while (answering == 1)
            co_await pause(milliseconds(2));
        auto surplus = co_await dial(server->port());
        auto refused = co_await hear_all(surplus);
        EXPECT_TRUE(refused.starts_with("HTTP/1.1 503 ")) << refused;
        go_on = true;
        for (auto* one : {&busy, &genuine}) {
            auto heard = co_await hear_until(*one, "hello");
            EXPECT_TRUE(heard.starts_with("HTTP/1.1 200 ")) << heard;
        }
    });
}

// Bytes in the kernel's hands are delivered after we have closed.
TEST(ServerRoom, an_answer_is_read_to_its_end_whoever_comes) {
    asio::io_context loop;
    const std::string large(200'000, 'x');
    auto handler = [&](ServerRequest) -> asio::awaitable<HttpResponse> {
        HttpResponse response;
        response.status = 200;
        response.body = large;
        co_return response;
    };
    auto server = open_server(loop, narrow(1), handler);
    run(loop, [&]() -> asio::awaitable<void> {
        auto lazy = co_await dial(server->port());
        co_await say(lazy, whole);
        for (int i = 0; i < 20; ++i) {
            auto other = co_await dial(server->port());
            co_await pause(milliseconds(2));
        }
        auto heard = co_await hear_until(lazy, large);
        EXPECT_EQ(count_of(heard, large), 1u) << heard.size();
    });
}

// One that is over its own bound has nobody else closed for it.
TEST(ServerRoom, an_address_over_its_bound_takes_no_place) {
    asio::io_context loop;
    auto options = narrow(2);
    options.connections_per_address_max = 2;
    auto server = open_server(loop, options);
    run(loop, [&]() -> asio::awaitable<void> {
        auto first = co_await dial(server->port());
        co_await say(first, whole.substr(0, whole.size() - 1));
        auto second = co_await dial(server->port());
        co_await pause(milliseconds(20));
        auto surplus = co_await dial(server->port());
        auto refused = co_await hear_all(surplus);
        EXPECT_TRUE(refused.starts_with("HTTP/1.1 503 ")) << refused;
        co_await say(first, "o");
        auto heard = co_await hear_until(first, "hello");
        EXPECT_TRUE(heard.starts_with("HTTP/1.1 200 ")) << heard;
    });
}

}  // namespace
}  // namespace qm::net::test
