// Raw ends of a wire for tests: a server that follows a script, a client that sends bytes.
// SPDX-License-Identifier: Apache-2.0
#include "net/support/wire.hpp"

#include "net/token.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstdlib>

namespace qm::net::test {

using asio::ip::tcp;

asio::awaitable<void> pause(milliseconds time) {
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, time);
    co_await timer.async_wait(token);
}

struct ScriptedServer::State {
    State(asio::io_context& loop, Script wanted)
        : acceptor(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          script(std::move(wanted)) {}
    tcp::acceptor acceptor;
    Script script;
    std::vector<std::string> requests;
    std::size_t connections = 0;
    std::vector<std::shared_ptr<tcp::socket>> open;
};

namespace {

// True: a whole request is at the front of `input`; it is taken off into `request`.
bool take_request(std::string& input, std::string& request) {
    auto end = input.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    std::size_t body = 0;
    auto length = input.find("Content-Length: ");
    if (length < end) body = std::strtoul(input.c_str() + length + 16, nullptr, 10);
    if (input.size() < end + 4 + body) return false;
    request = input.substr(0, end + 4 + body);
    input.erase(0, request.size());
    return true;
}

asio::awaitable<bool> read_request(tcp::socket& socket, std::string& input, std::string& request) {
    std::array<char, 4'096> buffer;
    while (!take_request(input, request)) {
        auto [ec, n] = co_await socket.async_read_some(asio::buffer(buffer), token);
        if (ec) co_return false;
        input.append(buffer.data(), n);
    }
    co_return true;
}

template <class State>
asio::awaitable<void> follow(std::shared_ptr<State> state, std::shared_ptr<tcp::socket> socket,
                             std::vector<std::string> answers) {
    std::string input;
    for (auto& answer : answers) {
        std::string request;
        bool read = co_await read_request(*socket, input, request);
        if (!read) co_return;
        state->requests.push_back(request);
        if (answer.empty()) co_return;  // the socket stays open in `open`
        if (answer[0] == '\0') break;
        co_await asio::async_write(*socket, asio::buffer(answer), token);
    }
    boost::system::error_code ignored;
    socket->shutdown(tcp::socket::shutdown_both, ignored);
    socket->close(ignored);
}

template <class State>
asio::awaitable<void> accept_all(std::shared_ptr<State> state) {
    for (;;) {
        auto [ec, socket] = co_await state->acceptor.async_accept(token);
        if (ec) co_return;
        auto i = state->connections++;
        if (i >= state->script.size()) continue;
        auto kept = std::make_shared<tcp::socket>(std::move(socket));
        state->open.push_back(kept);
        auto executor = kept->get_executor();
        auto job = follow(state, kept, state->script[i]);
        asio::co_spawn(executor, std::move(job), asio::detached);
    }
}

}  // namespace

ScriptedServer::ScriptedServer(asio::io_context& loop, Script script)
    : state_(std::make_shared<State>(loop, std::move(script))) {
    asio::co_spawn(loop, accept_all(state_), asio::detached);
}

ScriptedServer::~ScriptedServer() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    for (auto& socket : state_->open)
        socket->close(ignored);
}

std::string ScriptedServer::base(const std::string& scheme) const {
    return scheme + "://127.0.0.1:" + std::to_string(state_->acceptor.local_endpoint().port());
}
const std::vector<std::string>& ScriptedServer::requests() const {
    return state_->requests;
}
std::size_t ScriptedServer::connections() const {
    return state_->connections;
}

std::string ok(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

asio::awaitable<tcp::socket> dial(unsigned short port) {
    auto executor = co_await asio::this_coro::executor;
    tcp::socket socket(executor);
    tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
    auto [ec] = co_await socket.async_connect(endpoint, token);
    EXPECT_FALSE(ec) << ec.message();
    co_return std::move(socket);
}

asio::awaitable<void> say(tcp::socket& socket, std::string bytes) {
    co_await asio::async_write(socket, asio::buffer(bytes), token);
}

asio::awaitable<std::string> hear_until(tcp::socket& socket, std::string text, std::size_t times) {
    std::string heard;
    std::array<char, 4'096> buffer;
    while (text.empty() || count_of(heard, text) < times) {
        auto [ec, n] = co_await socket.async_read_some(asio::buffer(buffer), token);
        heard.append(buffer.data(), n);
        if (ec) break;
    }
    co_return heard;
}

asio::awaitable<std::string> hear_all(tcp::socket& socket) {
    co_return co_await hear_until(socket, "", 1);
}

unsigned short closed_port(asio::io_context& loop) {
    tcp::acceptor acceptor(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    return acceptor.local_endpoint().port();
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

}  // namespace qm::net::test
