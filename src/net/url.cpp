// Absolute URLs of servers, and the percent-encoding of paths and queries. Strict and pure.
// SPDX-License-Identifier: Apache-2.0
#include "net/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace qm::net {
namespace {

constexpr std::size_t url_max = 2'048;
constexpr std::size_t host_max = 253;  // RFC 1035

struct Scheme {
    std::string_view name;
    unsigned short port;
};
constexpr std::array<Scheme, 4> schemes{{{"http", 80}, {"https", 443}, {"ws", 80}, {"wss", 443}}};

Error bad(std::string_view text, std::string_view why) {
    return {errc::invalid,
            "The address \"" + std::string(text.substr(0, 200)) + "\" " + std::string(why) + "."};
}

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The byte that a %XX at `at` stands for, or -1.
int escaped(std::string_view text, std::size_t at) {
    if (text[at] != '%' || at + 2 >= text.size()) return -1;
    int high = hex(text[at + 1]), low = hex(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool is_host(std::string_view host, bool bracketed) {
    if (host.empty() || host.size() > host_max) return false;
    return std::all_of(host.begin(), host.end(), [bracketed](char c) {
        if (bracketed) return hex(c) >= 0 || c == ':' || c == '.';
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    });
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// "host", "host:port", "[v6]" or "[v6]:port" into url; false when it is none of them.
bool read_authority(std::string_view text, Url& url) {
    bool bracketed = text.starts_with('[');
    auto end = bracketed ? text.find(']') : text.find(':');
    if (bracketed && end == std::string_view::npos) return false;
    auto host = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
    auto rest = end == std::string_view::npos ? std::string_view{} : text.substr(end);
    if (bracketed) rest.remove_prefix(1);
    url.host.assign(host);
    std::transform(url.host.begin(), url.host.end(), url.host.begin(), lower);
    if (!is_host(url.host, bracketed)) return false;
    if (rest.empty()) return true;
    if (rest.front() != ':') return false;
    rest.remove_prefix(1);
    auto [stop, ec] = std::from_chars(rest.data(), rest.data() + rest.size(), url.port);
    return ec == std::errc{} && stop == rest.data() + rest.size() && url.port != 0;
}

}  // namespace

std::string Url::authority() const {
    auto own = std::find_if(schemes.begin(), schemes.end(),
                            [this](const Scheme& s) { return s.name == scheme; });
    std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (own == schemes.end() || own->port != port) text += ":" + std::to_string(port);
    return text;
}

bool is_target(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

result<Url> parse_url(std::string_view text) {
    if (text.size() > url_max) return bad(text, "is longer than 2,048 characters");
    if (!is_target(text)) return bad(text, "has a space, a '#' or a character to be encoded");
    auto colon = text.find("://");
    auto scheme = std::find_if(schemes.begin(), schemes.end(),
                               [&](const Scheme& s) { return s.name == text.substr(0, colon); });
    if (colon == std::string_view::npos || scheme == schemes.end())
        return bad(text, "must begin with http://, https://, ws:// or wss://");
    auto rest = text.substr(colon + 3);
    auto end = rest.find_first_of("/?");
    auto authority = rest.substr(0, end);
    Url url{std::string(scheme->name), {}, scheme->port, "/"};
    if (authority.find('@') != std::string_view::npos)
        return bad(authority.substr(authority.find('@')), "may not carry a user name");
    if (!read_authority(authority, url)) return bad(text, "names no valid host and port");
    if (end != std::string_view::npos) {
        auto target = rest.substr(end);
        url.target = target.front() == '?' ? "/" + std::string(target) : std::string(target);
    }
    return url;
}

result<std::string> decode_path(std::string_view path) {
    std::string out;
    out.reserve(path.size());
    for (std::size_t i = 0; i < path.size(); ++i) {
        int byte = path[i] == '%' ? escaped(path, i) : static_cast<unsigned char>(path[i]);
        if (byte < 0x20 || byte == 0x7f) return bad(path, "has a broken or forbidden %-escape");
        if (path[i] == '%') i += 2;
        out += static_cast<char>(byte);
    }
    for (std::size_t begin = 0; begin <= out.size();) {
        auto end = std::min(out.find_first_of("/\\", begin), out.size());
        if (std::string_view(out).substr(begin, end - begin) == "..")
            return bad(path, "may not contain a \"..\" segment");
        begin = end + 1;
    }
    return out;
}

std::string encode_query(std::string_view value) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : value) {
        const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        const auto byte = static_cast<unsigned char>(c);
        if (fits)
            out += c;
        else
            out.append("%").append({digits[byte >> 4u], digits[byte & 15u]});
    }
    return out;
}

std::string query_parameter(std::string_view query, std::string_view name) {
    auto decode = [](std::string_view text) {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            int byte = text[i] == '%' ? escaped(text, i) : -1;
            out += byte >= 0 ? static_cast<char>(byte) : text[i] == '+' ? ' ' : text[i];
            if (byte >= 0) i += 2;
        }
        return out;
    };
    for (std::size_t begin = 0; begin <= query.size();) {
        auto end = std::min(query.find('&', begin), query.size());
        auto pair = query.substr(begin, end - begin);
        auto equals = std::min(pair.find('='), pair.size());
        if (!pair.empty() && decode(pair.substr(0, equals)) == name)
            return decode(pair.substr(std::min(equals + 1, pair.size())));
        begin = end + 1;
    }
    return {};
}

}  // namespace qm::net
