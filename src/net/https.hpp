// An HTTP client, plain or TLS, with kept connections. Interface of strings.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/websocket.hpp"

#include <optional>
#include <string_view>

namespace qm::net {

struct HttpRequest {
    std::string method = "GET";
    std::string target = "/";  // path and query
    Headers headers;           // Host, Content-Length and Connection are ours
    std::string body;
};

struct HttpResponse {
    int status = 0;
    Headers headers;
    std::string body;

    // The first value of a header, any letter case; empty when absent.
    std::string_view header(std::string_view name) const;
};

struct HttpsOptions {
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds request_timeout{10'000};  // write, wait and read together
    std::size_t body_max = 8u << 20;
    std::size_t connections_max = 8;  // to this one server; more requests wait in order
    std::chrono::milliseconds keep_alive{30'000};
};

// One server. Errors: `unavailable` when the request was certainly not sent (resolve, connect,
// TLS), `timed_out` when it was or may have been: its effect is unknown. A kept connection that
// the server closed before the first byte of an answer is tried once again for GET, PUT and
// DELETE only.
class Https {
public:
    virtual ~Https() = default;
    virtual boost::asio::awaitable<result<HttpResponse>> send(HttpRequest request) = 0;
};

// base: http://host:port or https://host[:port]; a path in it is put before every target.
result<std::unique_ptr<Https>> make_https(boost::asio::any_io_executor executor, std::string base,
                                          HttpsOptions options = {});

}  // namespace qm::net
