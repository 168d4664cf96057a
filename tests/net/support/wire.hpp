// Raw ends of a wire for tests: a server that follows a script, a client that sends bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/support/loop.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string>
#include <vector>

namespace qm::net::test {

asio::awaitable<void> pause(milliseconds time);

// Accepts connections in turn; on connection i, for each answer of script[i], reads one request
// (head and Content-Length body), then sends the answer; "" is: say nothing and hang; a lone NUL:
// close without a word. After its last answer a connection is closed. Lives as long as its loop
// runs it; destroy it after `run`.
class ScriptedServer {
public:
    using Script = std::vector<std::vector<std::string>>;
    ScriptedServer(asio::io_context& loop, Script script);
    ~ScriptedServer();

    std::string base(const std::string& scheme = "http") const;
    const std::vector<std::string>& requests() const;  // as they came, in order
    std::size_t connections() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

// A plain answer with this body and a Content-Length.
std::string ok(const std::string& body);

// A TCP connection to a port of this machine.
asio::awaitable<asio::ip::tcp::socket> dial(unsigned short port);
asio::awaitable<void> say(asio::ip::tcp::socket& socket, std::string bytes);
// Everything until the other side closes (or resets).
asio::awaitable<std::string> hear_all(asio::ip::tcp::socket& socket);
// Until `text` has been heard `times` times, or the end.
asio::awaitable<std::string> hear_until(asio::ip::tcp::socket& socket, std::string text,
                                        std::size_t times = 1);

// A port on which nobody listens.
unsigned short closed_port(asio::io_context& loop);

std::size_t count_of(const std::string& text, const std::string& part);

}  // namespace qm::net::test
