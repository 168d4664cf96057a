// One client of the server: requests one after another, through the gate, until it closes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_server.hpp"
#include "net/stream.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

namespace qm::net {

// What connections share with their server. They may outlive it: `stopped` tells them.
struct ServerShared {
    ServerOptions options;
    HttpServer::Handler handler;
    HttpServer::SocketHandler sockets;
    bool stopped = false;
    std::uint64_t next_id = 1;
    std::map<std::uint64_t, std::function<void()>> cut;    // closes connection `id` hard
    std::map<std::uint64_t, std::function<void()>> drops;  // cuts the websocket of `id`
    std::map<std::string, std::size_t> per_address;
    // Connections that have not said all of a request: between two, before the first, in its
    // headers or its body; and those that were refused. The one that began longest ago first. When
    // all places are taken it is closed for a newcomer, or slow ones would keep all out: a genuine
    // request is here within milliseconds, and who is being answered is not among them.
    std::map<std::uint64_t, std::uint64_t> waiting;  // turn → id
    std::set<std::uint64_t> leaving;                 // closed for a newcomer, and not gone yet
    std::uint64_t next_turn = 1;
};

// Runs until the connection is over, whatever happens. Never throws.
boost::asio::awaitable<void> run_connection(std::shared_ptr<ServerShared> shared, std::uint64_t id,
                                            std::shared_ptr<Stream> stream, std::string peer);

// The answer as bytes; what the handler may not set (framing) is left out, and an answer that
// cannot be sent (status, broken header) becomes a 500. `close`: we close after it.
std::string write_response(const HttpResponse& response, bool head_only, bool close);

}  // namespace qm::net
