// Where a repository may be fetched from.
// SPDX-License-Identifier: Apache-2.0
#include "git/url.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>

namespace qm::git {
namespace {

struct Parts {
    std::string scheme;
    std::string user;
    std::string host;  // lower case, no brackets, no port
    bool password = false;
    bool path = false;
};

Error refuse(std::string_view url, const std::string& why) {
    return {errc::not_allowed, "the source " + std::string(url) + " is not read: " + why};
}

std::string lower(std::string_view text) {
    std::string made(text);
    for (char& c : made)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return made;
}

// The user and host of what stands before the first slash.
void read_authority(std::string_view text, Parts& parts) {
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
        const std::string_view user = text.substr(0, at);
        parts.user = user.substr(0, user.find(':'));
        parts.password = user.find(':') != std::string_view::npos;
        text.remove_prefix(at + 1);
    }
    if (text.starts_with('[')) {
        parts.host = lower(text.substr(1, text.find(']') - 1));
    } else {
        parts.host = lower(text.substr(0, text.find(':')));
    }
}

// An empty scheme means a local path.
Parts split(std::string_view url) {
    Parts parts;
    const std::size_t mark = url.find("://");
    if (mark != std::string_view::npos) {
        parts.scheme = lower(url.substr(0, mark));
        url.remove_prefix(mark + 3);
        const std::size_t slash = url.find('/');
        parts.path = slash != std::string_view::npos && slash + 1 < url.size();
        read_authority(url.substr(0, slash), parts);
        return parts;
    }
    const std::size_t colon = url.find(':');
    if (colon == std::string_view::npos || url.find('/') < colon) return parts;
    const bool with_user = url.substr(0, colon).find('@') != std::string_view::npos;
    parts.scheme = with_user ? "ssh" : lower(url.substr(0, colon));  // user@host:path, or "ext::"
    parts.path = colon + 1 < url.size();
    read_authority(url.substr(0, colon), parts);
    return parts;
}

bool near_v4(std::uint32_t address) {  // host order
    return address >> 24 == 0 || address >> 24 == 127 || address >> 16 == 0xA9FE ||
           address >> 28 == 0xE;
}

// This machine, its link (where clouds keep their secrets) or no place at all, in any spelling
// that the resolver would take.
bool is_near(const std::string& host) {
    if (host == "localhost" || host.ends_with(".localhost")) return true;
    in_addr v4{};
    if (inet_aton(host.c_str(), &v4) != 0) return near_v4(ntohl(v4.s_addr));
    in6_addr v6{};
    const std::string address = host.substr(0, host.find('%'));
    if (inet_pton(AF_INET6, address.c_str(), &v6) != 1) return false;
    if (IN6_IS_ADDR_V4MAPPED(&v6) || IN6_IS_ADDR_V4COMPAT(&v6)) {
        std::uint32_t inner = 0;
        std::memcpy(&inner, &v6.s6_addr[12], sizeof inner);
        return near_v4(ntohl(inner));
    }
    return IN6_IS_ADDR_LOOPBACK(&v6) || IN6_IS_ADDR_UNSPECIFIED(&v6) ||
           IN6_IS_ADDR_LINKLOCAL(&v6) || IN6_IS_ADDR_MULTICAST(&v6);
}

bool plain_host(const std::string& host) {
    if (host.empty() || host.front() == '-' || host.front() == '.') return false;
    for (char c : host) {
        const bool ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                        std::string_view("-._:%").find(c) != std::string_view::npos;
        if (!ok) return false;
    }
    return true;
}

result<void> check_remote(std::string_view url, const Parts& parts, bool allow_local) {
    if (!plain_host(parts.host)) return refuse(url, "it names no proper host");
    if (parts.user.starts_with('-')) return refuse(url, "its user name looks like an option");
    if (!parts.path) return refuse(url, "it names no repository after the host");
    if (!allow_local && is_near(parts.host))
        return refuse(url, "its host is this machine or its local link");
    return {};
}

}  // namespace

result<void> check_url(std::string_view url, bool allow_local) {
    if (url.empty() || url.size() > url_bytes_max)
        return Error{errc::invalid, "a source needs an address of at most 2,048 characters"};
    for (char c : url)
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '\\')
            return Error{errc::invalid,
                         "the address of a source holds a blank or a control character: write it "
                         "without"};
    const Parts parts = split(url);
    if (parts.password || (parts.scheme == "https" && !parts.user.empty()))
        return Error{errc::not_allowed,
                     "an address with a user or password in it ends up in logs: write it without"};
    if (parts.scheme == "https" || parts.scheme == "ssh")
        return check_remote(url, parts, allow_local);
    if (parts.scheme.empty() || parts.scheme == "file") {
        if (allow_local && !url.starts_with('-')) return {};
        return refuse(url, "local repositories are not allowed here, use https or ssh");
    }
    if (parts.scheme == "http" && allow_local && is_near(parts.host))
        return check_remote(url, parts, allow_local);
    return refuse(url, "only https and ssh are allowed");
}

}  // namespace qm::git
