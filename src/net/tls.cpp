// What we trust: TLS 1.2 and later, the peer's chain and its name checked, always.
// SPDX-License-Identifier: Apache-2.0
#include "net/tls.hpp"

#include <boost/asio/ip/address.hpp>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdlib>

namespace qm::net {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

result<std::shared_ptr<ssl::context>> make_tls_context() {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    error_code ec;
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    context->set_verify_mode(ssl::verify_peer, ec);
    context->set_default_verify_paths(ec);
    if (ec) return Error{errc::unavailable, "The system's certificates: " + ec.message() + "."};
    const char* extra = std::getenv("SSL_CERT_FILE");
    if (extra && *extra) context->load_verify_file(extra, ec);
    if (ec)
        return Error{errc::invalid, "SSL_CERT_FILE names \"" + std::string(extra) +
                                        "\", which is no readable file of certificates (" +
                                        ec.message() + "); mend or unset it."};
    return context;
}

result<std::unique_ptr<Stream::Tls>> make_tls_stream(Stream::Socket socket, ssl::context& context,
                                                     const std::string& host) {
    auto stream = std::make_unique<Stream::Tls>(std::move(socket), context);
    auto* handle = stream->native_handle();
    error_code ec;
    boost::asio::ip::make_address(host, ec);
    bool named = static_cast<bool>(ec);  // an address is never sent as a server name (RFC 6066)
    int set = named ? SSL_set1_host(handle, host.c_str())
                    : X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(handle), host.c_str());
    if (named) SSL_set_hostflags(handle, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (set == 1 && named) set = static_cast<int>(SSL_set_tlsext_host_name(handle, host.c_str()));
    if (set != 1)
        return Error{errc::invalid, "\"" + host + "\" is no name a certificate can have."};
    return stream;
}

std::string tls_failure(Stream::Tls& stream, const std::string& host, error_code ec) {
    auto verdict = SSL_get_verify_result(stream.native_handle());
    if (verdict == X509_V_OK) return "TLS with " + host + " failed: " + ec.message() + ".";
    return "The certificate of " + host +
           " is not trusted: " + X509_verify_cert_error_string(verdict) +
           ". Name your authority's file in SSL_CERT_FILE if the host is right.";
}

}  // namespace qm::net
