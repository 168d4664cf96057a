// A TCP gate before a server.
// SPDX-License-Identifier: Apache-2.0
#include "chat/support/gate.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace qm::chat::test {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {
constexpr auto token = asio::as_tuple(asio::use_awaitable);
}

Gate::Gate(asio::io_context& loop, unsigned short to)
    : loop_(loop), to_(to), acceptor_(loop, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)) {
    asio::co_spawn(loop, accept(), asio::detached);
}

Gate::~Gate() {
    for (const Shared& wire : wires_) {
        boost::system::error_code ignored;
        wire->in.close(ignored);
        wire->out.close(ignored);
    }
}

void Gate::hold() {
    for (const Shared& wire : wires_)
        wire->held = true;
}

asio::awaitable<void> Gate::accept() {
    for (;;) {
        auto wire = std::make_shared<Wire>(loop_);
        auto [failure] = co_await acceptor_.async_accept(wire->in, token);
        if (failure) co_return;
        const tcp::endpoint there(asio::ip::make_address("127.0.0.1"), to_);
        auto [refused] = co_await wire->out.async_connect(there, token);
        if (refused) continue;
        wires_.push_back(wire);
        asio::co_spawn(loop_, pass(wire, true), asio::detached);
        asio::co_spawn(loop_, pass(wire, false), asio::detached);
    }
}

asio::awaitable<void> Gate::pass(Shared wire, bool inwards) {
    tcp::socket& from = inwards ? wire->in : wire->out;
    tcp::socket& to = inwards ? wire->out : wire->in;
    std::array<char, 16'384> bytes{};
    for (;;) {
        auto [failure, count] = co_await from.async_read_some(asio::buffer(bytes), token);
        if (wire->held) co_return;  // read, and told nobody
        if (failure) break;
        auto [lost, sent] =
            co_await asio::async_write(to, asio::buffer(bytes.data(), count), token);
        (void)sent;
        if (lost) break;
    }
    boost::system::error_code ignored;
    to.shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace qm::chat::test
