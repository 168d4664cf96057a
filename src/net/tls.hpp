// What we trust: TLS 1.2 and later, the peer's chain and its name checked, always.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include "net/stream.hpp"

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

namespace qm::net {

// The system's authorities, and those in the file that the variable SSL_CERT_FILE names.
// `invalid` when that file cannot be read.
result<std::shared_ptr<boost::asio::ssl::context>> make_tls_context();

// Ready for the handshake as a client that expects `host` (a name or an IP address).
result<std::unique_ptr<Stream::Tls>> make_tls_stream(Stream::Socket socket,
                                                     boost::asio::ssl::context& context,
                                                     const std::string& host);

// After a failed handshake: a sentence that says what is wrong with the certificate, or `ec`.
std::string tls_failure(Stream::Tls& stream, const std::string& host, boost::system::error_code ec);

}  // namespace qm::net
