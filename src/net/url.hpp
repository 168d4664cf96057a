// Absolute URLs of servers, and the percent-encoding of paths and queries. Strict and pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include <string>
#include <string_view>

namespace qm::net {

struct Url {
    std::string scheme;  // http https ws wss
    std::string host;    // lower case, without the brackets of an IPv6 address
    unsigned short port = 0;
    std::string target;  // path and query; "/" at least

    bool tls() const { return scheme == "https" || scheme == "wss"; }
    // As the Host header wants it: brackets for IPv6, no port where it is the scheme's own.
    std::string authority() const;
    std::string base() const { return scheme + "://" + authority(); }
};

// At most 2,048 bytes; no user name, no fragment, only visible ASCII. `invalid` otherwise.
result<Url> parse_url(std::string_view text);

// True when every byte is visible ASCII and none is '#': fit for a request line.
bool is_target(std::string_view text);

// Decodes %XX. `invalid`: a broken escape, a control character (%00 too) or a ".." segment,
// also one that only decoding shows.
result<std::string> decode_path(std::string_view path);

// For a value of a query or a form: all but letters, digits, "-", "_" and "." as %XX.
std::string encode_query(std::string_view value);

// The first `name=value` of a query, '+' and %XX decoded (a broken escape stays as it is).
std::string query_parameter(std::string_view query, std::string_view name);

}  // namespace qm::net
