// The strict gate: bytes of a request become a head and a body, or a refusal. Pure.
// SPDX-License-Identifier: Apache-2.0
//
// It is the server's only reader of HTTP, so no second parser can understand the same bytes
// differently; Beast's accepts shapes that smuggle requests (two Hosts, folded lines,
// "Transfer-Encoding: xchunked", equal Content-Lengths twice, chunked on HTTP/1.0).
#pragma once

#include "net/websocket.hpp"

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace qm::net {

// The answer to what is not let in. The connection closes after it.
struct Refusal {
    constexpr Refusal(int number, std::string_view sentence) : status(number), why(sentence) {}
    Refusal() = default;
    int status = 0;
    std::string_view why;  // a sentence, a literal
};

template <class T>
using gated = boost::system::result<T, Refusal>;

struct RequestHead {
    std::string method;
    std::string path;    // decoded
    std::string query;   // raw
    std::string target;  // as it came
    Headers headers;
    int minor = 1;           // of HTTP/1.x
    bool keep_alive = true;  // what the peer wishes
    bool upgrade = false;    // it asks for a websocket
    bool expects_continue = false;
    bool chunked = false;
    std::size_t length = 0;  // of the body, when not chunked
};

// Bytes of the head including its empty line; 0: more are needed. A bare LF, a bare CR or a NUL is
// refused as soon as it is seen, and so is a head that passes header_max.
gated<std::size_t> head_size(std::string_view bytes, std::size_t header_max);

// `head` is what head_size measured.
gated<RequestHead> read_head(std::string_view head, std::size_t body_max);

// A chunked body, fed as it comes. No chunk extensions, no trailers.
class ChunkReader {
public:
    explicit ChunkReader(std::size_t body_max) : body_max_(body_max) {}
    // Takes what belongs to the body off the front of `bytes`. True: the body is complete and
    // `bytes` begins with the next request.
    gated<bool> feed(std::string& bytes, std::string& body);

private:
    enum class At { size, data, data_end, last_line };
    gated<bool> step(std::string_view& rest, std::string& body);

    std::size_t body_max_;
    std::size_t left_ = 0;  // bytes of the current chunk still to come
    At at_ = At::size;
};

}  // namespace qm::net
