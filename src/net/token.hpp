// The one completion token of this room: errors come back as values, never as exceptions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace qm::net {

// auto [ec, n] = co_await socket.async_read_some(buffer, token);
inline constexpr auto token = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace qm::net
