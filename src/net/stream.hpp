// A connected TCP stream, with TLS or without: one type, so that Beast is instantiated once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <memory>
#include <utility>

namespace qm::net {

// Models Asio's AsyncReadStream and AsyncWriteStream. May be moved while nothing is pending.
class Stream {
public:
    using Socket = boost::asio::ip::tcp::socket;
    using Tls = boost::asio::ssl::stream<Socket>;
    using executor_type = Socket::executor_type;

    explicit Stream(Socket socket) : plain_(std::make_unique<Socket>(std::move(socket))) {}
    explicit Stream(std::unique_ptr<Tls> tls) : tls_(std::move(tls)) {}

    Socket& socket() { return tls_ ? tls_->next_layer() : *plain_; }
    executor_type get_executor() { return socket().get_executor(); }

    // At once and without a word to the peer; pending operations end with operation_aborted.
    void close() {
        boost::system::error_code ignored;
        socket().close(ignored);
    }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        auto start = [this](auto handler, const Buffers& into) {
            if (tls_)
                tls_->async_read_some(into, std::move(handler));
            else
                plain_->async_read_some(into, std::move(handler));
        };
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            start, token, buffers);
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        auto start = [this](auto handler, const Buffers& from) {
            if (tls_)
                tls_->async_write_some(from, std::move(handler));
            else
                plain_->async_write_some(from, std::move(handler));
        };
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            start, token, buffers);
    }

private:
    std::unique_ptr<Socket> plain_;  // exactly one of the two
    std::unique_ptr<Tls> tls_;
};

// Beast finds this by its name when a websocket's own timer is over.
inline void beast_close_socket(Stream& stream) {
    stream.close();
}

}  // namespace qm::net
