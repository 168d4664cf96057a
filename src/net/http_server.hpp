// An HTTP/1.1 server behind a strict gate, with websocket upgrade. Interface of strings.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/https.hpp"

#include <functional>

namespace qm::net {

struct ServerRequest {
    std::string method;
    std::string path;   // percent-decoded, no query
    std::string query;  // raw, without '?'
    Headers headers;
    std::string body;
    std::string peer;  // address only

    std::string_view header(std::string_view name) const;
    std::string parameter(std::string_view name) const;  // of the query, decoded; empty: absent
};

// The server's end of a websocket. Same rules as WebSocket.
using ServerSocket = WebSocket;

struct ServerOptions {
    std::string address = "127.0.0.1";
    unsigned short port = 0;  // 0: the system chooses
    std::size_t header_max = 8u << 10;
    std::chrono::milliseconds header_timeout{5'000};
    std::size_t body_max = 64u << 10;
    std::chrono::milliseconds body_timeout{10'000};  // on top: a request takes 15 s at most
    // Beyond: closed is the one whose request, not yet said in full, began longest ago. 503 only
    // when all are being answered.
    std::size_t connections_max = 256;
    std::size_t connections_per_address_max = 16;       // 0: no bound (loopback sandbox)
    std::chrono::milliseconds keep_alive_idle{15'000};  // 0: every answer closes
    std::size_t socket_message_max = 64u << 10;
    std::chrono::milliseconds socket_idle_timeout{10'000};  // 0: never; pings at half of it
};

class HttpServer {
public:
    using Handler = std::function<boost::asio::awaitable<HttpResponse>(ServerRequest)>;
    // Called for a request to upgrade; an empty pointer cannot come. Returning ends the socket.
    using SocketHandler =
        std::function<boost::asio::awaitable<void>(ServerRequest, std::unique_ptr<ServerSocket>)>;

    virtual ~HttpServer() = default;  // stops listening and closes what is open
    virtual unsigned short port() const = 0;
    virtual void stop() = 0;  // idempotent
    // Faults for the sandbox: closes every websocket without a close frame.
    virtual void drop_sockets() = 0;
};

// Binds at once: `unavailable` names the address and port when it is taken. The handler for
// sockets may be empty: then upgrades are answered with 426.
result<std::unique_ptr<HttpServer>> serve_http(boost::asio::any_io_executor executor,
                                               ServerOptions options, HttpServer::Handler handler,
                                               HttpServer::SocketHandler sockets = {});

}  // namespace qm::net
