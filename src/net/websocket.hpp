// A websocket client, plain or TLS, as an interface of strings: no Beast leaves this room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace qm::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct WebSocketOptions {
    std::chrono::milliseconds connect_timeout{10'000};  // name, TCP, TLS and upgrade together
    std::chrono::milliseconds idle_timeout{10'000};     // the stream pings at half of it; a peer
                                                        // that does not pong is gone
    std::size_t message_max = 1u << 20;
    std::size_t queue_max = 256;  // messages waiting to be written
};

// One reader, one writer. All calls on the executor's thread.
class WebSocket {
public:
    virtual ~WebSocket() = default;  // closes hard if close() was not awaited
    // One endless reader: a read is never raced with a timer (that kills a Beast stream).
    virtual boost::asio::awaitable<result<std::string>> read() = 0;
    // Queues; too_large when queue_max messages wait, unavailable once the stream is dead.
    virtual result<void> write(std::string message) = 0;
    // Sends a close frame and waits for it at most a second.
    virtual boost::asio::awaitable<void> close() = 0;
};

// url: ws://host:port/path?query or wss://…. Certificates and host names are checked.
boost::asio::awaitable<result<std::unique_ptr<WebSocket>>> connect_websocket(
    std::string url, Headers headers, WebSocketOptions options);

}  // namespace qm::net
