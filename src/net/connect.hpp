// From a name to a stream: look up, connect, TLS, all within one bound.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include "net/stream.hpp"
#include "net/url.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <memory>

namespace qm::net {

// On the calling coroutine's executor. Tries at most eight addresses, each with its share of the
// time. `tls` may be null for plain URLs. Every error is `unavailable`: nothing was sent.
boost::asio::awaitable<result<Stream>> open_stream(Url url,
                                                   std::shared_ptr<boost::asio::ssl::context> tls,
                                                   std::chrono::milliseconds within);

}  // namespace qm::net
