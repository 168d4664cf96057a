// The strict gate: bytes of a request become a head and a body, or a refusal. Pure.
// SPDX-License-Identifier: Apache-2.0
#include "net/gate.hpp"

#include "net/fields.hpp"
#include "net/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace qm::net {
namespace {

constexpr std::size_t fields_max = 100;
constexpr std::array<std::string_view, 7> methods{"GET",   "HEAD",   "POST",   "PUT",
                                                  "PATCH", "DELETE", "OPTIONS"};

std::optional<Refusal> read_target(RequestHead& head, std::string_view target) {
    if (target.empty() || target.front() != '/' || !is_target(target))
        return Refusal{400, "The target must be a path of visible ASCII."};
    head.target = target;
    auto mark = std::min(target.find('?'), target.size());
    auto path = decode_path(target.substr(0, mark));
    if (!path) return Refusal{400, "The path has a bad %-escape or a \"..\" segment."};
    head.path = std::move(*path);
    head.query = target.substr(std::min(mark + 1, target.size()));
    return {};
}

std::optional<Refusal> read_request_line(RequestHead& head, std::string_view line) {
    auto first = line.find(' ');
    auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last)
        return Refusal{400, "The request line must be: method, target, version."};
    auto version = line.substr(last + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        if (version.starts_with("HTTP/")) return Refusal{505, "This server speaks HTTP/1.1."};
        return Refusal{400, "The request line must end with HTTP/1.1."};
    }
    head.minor = version.back() - '0';
    head.method = line.substr(0, first);
    if (!is_field_name(head.method)) return Refusal{400, "The method is no token."};
    auto refusal = read_target(head, line.substr(first + 1, last - first - 1));
    if (refusal) return refusal;
    if (std::find(methods.begin(), methods.end(), head.method) == methods.end())
        return Refusal{501, "This method is not known here."};
    return {};
}

std::optional<Refusal> read_field(RequestHead& head, std::string_view line) {
    if (line.front() == ' ' || line.front() == '\t')
        return Refusal{400, "Folded header lines are not accepted."};
    if (head.headers.size() == fields_max) return Refusal{431, "There are too many headers."};
    auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_field_name(line.substr(0, colon)))
        return Refusal{400, "A header's name is broken."};
    auto value = trimmed(line.substr(colon + 1));
    if (!is_field_value(value)) return Refusal{400, "A header's value is broken."};
    head.headers.emplace_back(line.substr(0, colon), value);
    return {};
}

std::optional<Refusal> check_host(const RequestHead& head) {
    auto host = find_field(head.headers, "Host");
    constexpr std::string_view marks = "-._:[]";
    auto fits = [marks](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    };
    if (count_fields(head.headers, "Host") != 1 || host.empty() ||
        !std::all_of(host.begin(), host.end(), fits))
        return Refusal{400, "Exactly one valid Host header is needed."};
    return {};
}

// How long the body is: the place where requests are smuggled.
std::optional<Refusal> check_framing(RequestHead& head, std::size_t body_max) {
    auto lengths = count_fields(head.headers, "Content-Length");
    auto encodings = count_fields(head.headers, "Transfer-Encoding");
    if (lengths + encodings > 1)
        return Refusal{400, "One Content-Length or one Transfer-Encoding, not more."};
    if (encodings == 1) {
        if (head.minor != 1 || !same_name(find_field(head.headers, "Transfer-Encoding"), "chunked"))
            return Refusal{400, "The only Transfer-Encoding is \"chunked\", on HTTP/1.1."};
        head.chunked = true;
    }
    if (lengths == 1) {
        auto text = find_field(head.headers, "Content-Length");
        auto digits = [](char c) {
            return c >= '0' && c <= '9';
        };
        if (text.empty() || !std::all_of(text.begin(), text.end(), digits))
            return Refusal{400, "Content-Length must be one number."};
        auto [stop, ec] = std::from_chars(text.data(), text.data() + text.size(), head.length);
        if (ec != std::errc{} || head.length > body_max)
            return Refusal{413, "The body is too large."};
    }
    if ((head.method == "GET" || head.method == "HEAD") && (head.chunked || head.length > 0))
        return Refusal{400, "GET and HEAD have no body."};
    return {};
}

std::optional<Refusal> read_wishes(RequestHead& head) {
    const auto& headers = head.headers;
    head.keep_alive = head.minor == 1 ? !lists_value(headers, "Connection", "close")
                                      : lists_value(headers, "Connection", "keep-alive") &&
                                            !lists_value(headers, "Connection", "close");
    head.upgrade = head.method == "GET" && head.minor == 1 &&
                   lists_value(headers, "Connection", "upgrade") &&
                   lists_value(headers, "Upgrade", "websocket");
    if (count_fields(headers, "Expect") == 0) return {};
    if (count_fields(headers, "Expect") != 1 || head.minor != 1 ||
        !same_name(find_field(headers, "Expect"), "100-continue"))
        return Refusal{417, "The only expectation known here is 100-continue."};
    head.expects_continue = head.chunked || head.length > 0;
    return {};
}

}  // namespace

gated<std::size_t> head_size(std::string_view bytes, std::size_t header_max) {
    auto end = bytes.find("\r\n\r\n");
    auto size = end == std::string_view::npos ? bytes.size() : end + 4;
    auto head = bytes.substr(0, std::min(size, header_max));
    for (std::size_t i = 0; i < head.size(); ++i) {
        bool alone = (head[i] == '\n' && (i == 0 || head[i - 1] != '\r')) ||
                     (head[i] == '\r' && i + 1 < head.size() && head[i + 1] != '\n');
        if (alone || head[i] == '\0') return Refusal{400, "Lines end with CR LF, without NUL."};
    }
    if (head.starts_with("\r\n")) return Refusal{400, "A request begins with its method."};
    if (size > header_max) return Refusal{431, "The headers are too large."};
    return end == std::string_view::npos ? std::size_t{0} : size;
}

gated<RequestHead> read_head(std::string_view text, std::size_t body_max) {
    RequestHead head;
    bool first = true;
    for (std::size_t begin = 0; begin < text.size();) {
        auto end = std::min(text.find("\r\n", begin), text.size());
        auto line = text.substr(begin, end - begin);
        begin = end + 2;
        if (line.empty()) break;
        auto refusal = first ? read_request_line(head, line) : read_field(head, line);
        if (refusal) return *refusal;
        first = false;
    }
    if (first) return Refusal{400, "A request begins with its method."};
    auto refusal = check_host(head);
    if (!refusal) refusal = check_framing(head, body_max);
    if (!refusal) refusal = read_wishes(head);
    if (refusal) return *refusal;
    return head;
}

// True: something was taken and there may be more to take.
gated<bool> ChunkReader::step(std::string_view& rest, std::string& body) {
    constexpr Refusal broken{400, "The chunked body is broken."};
    constexpr std::size_t digits_max = 8;
    if (at_ == At::data) {
        auto n = std::min(left_, rest.size());
        body.append(rest.substr(0, n));
        rest.remove_prefix(n);
        left_ -= n;
        if (left_ == 0) at_ = At::data_end;
        return n > 0;
    }
    auto end = rest.find("\r\n");
    if (end == std::string_view::npos) {
        auto longest = at_ == At::size ? digits_max + 1 : 1;
        if (rest.size() > longest) return broken;
        return false;
    }
    auto line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    if (at_ == At::data_end || at_ == At::last_line) {
        if (!line.empty()) return broken;  // no trailers
        if (at_ == At::last_line) left_ = std::string::npos;
        at_ = At::size;
        return true;
    }
    if (line.empty() || line.size() > digits_max) return broken;
    auto [stop, ec] = std::from_chars(line.data(), line.data() + line.size(), left_, 16);
    if (ec != std::errc{} || stop != line.data() + line.size()) return broken;
    if (left_ > body_max_ - body.size()) return Refusal{413, "The body is too large."};
    at_ = left_ == 0 ? At::last_line : At::data;
    return true;
}

gated<bool> ChunkReader::feed(std::string& bytes, std::string& body) {
    constexpr auto done = std::string::npos;
    std::string_view rest = bytes;
    for (bool more = true; more && left_ != done;) {
        auto taken = step(rest, body);
        if (!taken) return taken.error();
        more = *taken;
    }
    bytes.erase(0, bytes.size() - rest.size());
    return left_ == done;
}

}  // namespace qm::net
