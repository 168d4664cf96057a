// The server's half of a websocket, for http_server only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/stream.hpp"
#include "net/websocket.hpp"

#include <functional>

namespace qm::net {

struct AcceptedSocket {
    std::unique_ptr<WebSocket> socket;
    std::function<void()> drop;  // cuts it without a close frame; safe at any time
};

// `target` and `headers` are those of a request the gate let in. `invalid` when the handshake is
// not one (the peer has been told); connect_timeout bounds our answer, idle_timeout 0: never.
boost::asio::awaitable<result<AcceptedSocket>> accept_websocket(Stream stream, std::string target,
                                                                Headers headers,
                                                                WebSocketOptions options);

}  // namespace qm::net
