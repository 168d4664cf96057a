// A TCP gate before a server: what passes may be held, both ways, while connections stay open.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string>
#include <vector>

namespace qm::chat::test {

class Gate {
public:
    Gate(boost::asio::io_context& loop, unsigned short to);
    ~Gate();
    unsigned short port() const { return acceptor_.local_endpoint().port(); }
    // The connections that are there pass nothing from now on, and say nothing of it.
    void hold();
    std::size_t connections() const { return wires_.size(); }

private:
    struct Wire {
        explicit Wire(boost::asio::io_context& loop) : in(loop), out(loop) {}
        boost::asio::ip::tcp::socket in, out;
        bool held = false;
    };
    using Shared = std::shared_ptr<Wire>;
    boost::asio::awaitable<void> accept();
    static boost::asio::awaitable<void> pass(Shared wire, bool inwards);

    boost::asio::io_context& loop_;
    unsigned short to_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::vector<Shared> wires_;
};

}  // namespace qm::chat::test
