// Raw bytes against the gate, over a real connection and byte by byte: what is let in is exactly
// what is written here, and two pipelined requests never share bytes.
// SPDX-License-Identifier: Apache-2.0
#include "net/gate.hpp"

#include "net/http_server.hpp"
#include "net/support/wire.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <cctype>
#include <random>

namespace qm::net::test {
namespace {

using asio::ip::tcp;

struct Case {
    const char* name;
    std::string bytes;
    int status;           // of the first answer; 0: closed without one
    std::string body;     // what the handler must see when it is let in
    bool closes = false;  // let in, but the connection ends after it
};

std::string get(const std::string& lines, const std::string& target = "/a") {
    return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n";
}
std::string post(const std::string& lines, const std::string& body) {
    return "POST /a HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n" + body;
}

const std::string chunked = "Transfer-Encoding: chunked\r\n";
const std::string nul(1, '\0');

// One Host, one framing.
std::vector<Case> framing_cases() {
    return {
        {"plain get", get(""), 200, ""},
        {"get with an empty length", get("Content-Length: 0\r\n"), 200, ""},
        {"host in another case", "GET /a HTTP/1.1\r\nhOST: h\r\n\r\n", 200, ""},
        {"post with a length", post("Content-Length: 3\r\n", "abc"), 200, "abc"},
        {"post chunked", post(chunked, "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), 200, "abcde"},
        {"chunked in another case", post("transfer-encoding: Chunked\r\n", "0\r\n\r\n"), 200, ""},
        {"connection close", get("Connection: close\r\n"), 200, "", true},
        {"http/1.0", "GET /a HTTP/1.0\r\nHost: h\r\n\r\n", 200, "", true},
        {"no host", "GET /a HTTP/1.1\r\n\r\n", 400, ""},
        {"no host on 1.0", "GET /a HTTP/1.0\r\n\r\n", 400, ""},
        {"empty host", "GET /a HTTP/1.1\r\nHost:\r\n\r\n", 400, ""},
        {"two hosts", get("Host: other\r\n"), 400, ""},
        {"two equal hosts", get("Host: h\r\n"), 400, ""},
        {"list of hosts", "GET /a HTTP/1.1\r\nHost: h, i\r\n\r\n", 400, ""},
        {"host with a path", "GET /a HTTP/1.1\r\nHost: h/x\r\n\r\n", 400, ""},
        {"host with a user", "GET /a HTTP/1.1\r\nHost: u@h\r\n\r\n", 400, ""},
        {"xchunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 400, ""},
        {"chunked, identity", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), 400,
         ""},
        {"gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400, ""},
        {"chunked twice", post(chunked + chunked, "0\r\n\r\n"), 400, ""},
        {"empty transfer-encoding", post("Transfer-Encoding:\r\n", ""), 400, ""},
        {"chunked on 1.0",
         "POST /a HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, ""},
        {"length and chunked", post("Content-Length: 5\r\n" + chunked, "0\r\n\r\n"), 400, ""},
        {"two equal lengths", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400, ""},
        {"two lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd"), 400, ""},
        {"list of lengths", post("Content-Length: 3, 3\r\n", "abc"), 400, ""},
        {"signed length", post("Content-Length: +3\r\n", "abc"), 400, ""},
        {"negative length", post("Content-Length: -1\r\n", ""), 400, ""},
        {"hexadecimal length", post("Content-Length: 0x3\r\n", "abc"), 400, ""},
        {"empty length", post("Content-Length:\r\n", ""), 400, ""},
        {"length over every number", post("Content-Length: 99999999999999999999\r\n", ""), 413, ""},
        {"length over the bound", post("Content-Length: 101\r\n", std::string(101, 'x')), 413, ""},
        {"get with a body", get("Content-Length: 3\r\n") + "abc", 400, ""},
        {"get chunked", get(chunked) + "0\r\n\r\n", 400, ""},
        {"head with a body", "HEAD /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx", 400, ""},
    };
}

// Lines, names, values, chunks.
std::vector<Case> shape_cases() {
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += "X: y\r\n";
    return {
        {"folded line", get("X: a\r\n b\r\n"), 400, ""},
        {"folded length", post("X: a\r\n\tContent-Length: 3\r\n", ""), 400, ""},
        {"space before the colon", get("X : a\r\n"), 400, ""},
        {"length with a space before the colon", post("Content-Length : 3\r\n", "abc"), 400, ""},
        {"name without a colon", get("X\r\n"), 400, ""},
        {"empty name", get(": a\r\n"), 400, ""},
        {"bare line feed", "GET /a HTTP/1.1\nHost: h\n\n", 400, ""},
        {"bare line feed inside", get("X: a\nY: b\r\n"), 400, ""},
        {"bare carriage return", get("X: a\rY: b\r\n"), 400, ""},
        {"nul in a value", get("X: a" + nul + "\r\n"), 400, ""},
        {"control in a value", get("X: a\x01\r\n"), 400, ""},
        {"empty line first", "\r\n" + get(""), 400, ""},
        {"no target", "GET HTTP/1.1\r\nHost: h\r\n\r\n", 400, ""},
        {"two spaces", "GET  /a HTTP/1.1\r\nHost: h\r\n\r\n", 400, ""},
        {"absolute target", get("", "http://h/a"), 400, ""},
        {"fragment", get("", "/a#b"), 400, ""},
        {"raw utf-8", get("", "/\xc3\xa9"), 400, ""},
        {"unknown method", "BREW /a HTTP/1.1\r\nHost: h\r\n\r\n", 501, ""},
        {"lower-case method", "get /a HTTP/1.1\r\nHost: h\r\n\r\n", 501, ""},
        {"broken method", "G(T /a HTTP/1.1\r\nHost: h\r\n\r\n", 400, ""},
        {"http/2", "GET /a HTTP/2.0\r\nHost: h\r\n\r\n", 505, ""},
        {"no http", "GET /a FTP/1.1\r\nHost: h\r\n\r\n", 400, ""},
        {"other expectation", post("Expect: 200-ok\r\nContent-Length: 1\r\n", "x"), 417, ""},
        {"expectation on 1.0",
         "POST /a HTTP/1.0\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx", 417,
         ""},
        {"many headers", get(many), 431, ""},
        {"large headers", get("X: " + std::string(3'000, 'x') + "\r\n"), 431, ""},
        {"nul escape", get("", "/a%00b"), 400, ""},
        {"newline escape", get("", "/a%0Ab"), 400, ""},
        {"broken escape", get("", "/a%zz"), 400, ""},
        {"cut escape", get("", "/a%2"), 400, ""},
        {"dots", get("", "/a/../b"), 400, ""},
        {"dots at the end", get("", "/a/.."), 400, ""},
        {"escaped dots", get("", "/a/%2e%2E/b"), 400, ""},
        {"escaped slash and dots", get("", "/a%2f..%2fb"), 400, ""},
        {"backslash and dots", get("", "/a%5c..%5cb"), 400, ""},
        {"chunk extension", post(chunked, "3;x=y\r\nabc\r\n0\r\n\r\n"), 400, ""},
        {"chunk trailer", post(chunked, "0\r\nX: y\r\n\r\n"), 400, ""},
        {"chunk with a sign", post(chunked, "+3\r\nabc\r\n0\r\n\r\n"), 400, ""},
        {"chunk with 0x", post(chunked, "0x3\r\nabc\r\n0\r\n\r\n"), 400, ""},
        {"chunk without a size", post(chunked, "\r\nabc\r\n0\r\n\r\n"), 400, ""},
        {"chunk too long for its size", post(chunked, "3\r\nabcd\r\n0\r\n\r\n"), 400, ""},
        {"chunk size of nine digits", post(chunked, "000000003\r\nabc\r\n0\r\n\r\n"), 400, ""},
        {"chunks over the bound",
         post(chunked, "40\r\n" + std::string(64, 'x') + "\r\n40\r\n" + std::string(64, 'x') +
                           "\r\n0\r\n\r\n"),
         413, ""},
    };
}

ServerOptions options() {
    ServerOptions bounds;
    bounds.header_max = 2'000;
    bounds.body_max = 100;
    bounds.connections_per_address_max = 0;
    return bounds;
}

struct Seen {
    std::vector<ServerRequest> requests;
    asio::awaitable<HttpResponse> take(ServerRequest request) {
        requests.push_back(std::move(request));
        HttpResponse response;
        response.status = 200;
        co_return response;
    }
};

class Gate : public testing::TestWithParam<Case> {};

TEST_P(Gate, lets_in_only_what_is_written) {
    const auto& given = GetParam();
    asio::io_context loop;
    Seen seen;
    auto take = [&seen](ServerRequest request) {
        return seen.take(std::move(request));
    };
    auto server = serve_http(loop.get_executor(), options(), take);
    ASSERT_TRUE(server);
    std::string heard;
    run(loop, [&]() -> asio::awaitable<void> {
        auto socket = co_await dial((*server)->port());
        co_await say(socket, given.bytes + "GET /second HTTP/1.1\r\nHost: h\r\n\r\n");
        socket.shutdown(tcp::socket::shutdown_send);
        heard = co_await hear_all(socket);
    });
    auto status = heard.size() > 12 ? std::stoi(heard.substr(9, 3)) : 0;
    EXPECT_EQ(status, given.status) << heard;
    bool let_in = given.status == 200, second = let_in && !given.closes;
    EXPECT_EQ(count_of(heard, "HTTP/1.1 "), second ? 2u : 1u) << heard;
    EXPECT_EQ(heard.find("Connection: close") != std::string::npos, !second) << heard;
    ASSERT_EQ(seen.requests.size(), let_in ? (second ? 2u : 1u) : 0u);
    if (!let_in) return;
    EXPECT_EQ(seen.requests[0].path, "/a");
    EXPECT_EQ(seen.requests[0].body, given.body);
    if (!second) return;
    EXPECT_EQ(seen.requests[1].path, "/second");
    EXPECT_EQ(seen.requests[1].body, "");
    EXPECT_EQ(seen.requests[1].headers.size(), 1u);
}

std::string name_of(const testing::TestParamInfo<Case>& info) {
    std::string name;
    for (char c : std::string(info.param.name))
        name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(framing, Gate, testing::ValuesIn(framing_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(shape, Gate, testing::ValuesIn(shape_cases()), name_of);

// However the bytes are cut, the body is the same and the next request keeps its own.
TEST(GateBytes, chunks_may_be_cut_anywhere) {
    const std::string wire = "3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\n";
    const std::string next = "GET /next";
    for (std::size_t first = 0; first <= wire.size(); ++first) {
        for (std::size_t second = first; second <= wire.size(); ++second) {
            ChunkReader reader(100);
            std::string input = wire.substr(0, first), body;
            auto early = reader.feed(input, body);
            ASSERT_TRUE(early);
            EXPECT_EQ(*early, first == wire.size());
            input += wire.substr(first, second - first);
            if (!*early) early = reader.feed(input, body);
            ASSERT_TRUE(early);
            input += wire.substr(second) + next;
            auto done = *early ? early : reader.feed(input, body);
            ASSERT_TRUE(done && *done);
            EXPECT_EQ(body, "abc0123456789");
            EXPECT_EQ(input, next);
        }
    }
}

// A head is refused or measured the same whether it comes at once or byte by byte.
TEST(GateBytes, heads_may_be_cut_anywhere) {
    auto all = framing_cases();
    auto more = shape_cases();
    all.insert(all.end(), more.begin(), more.end());
    for (const auto& each : all) {
        auto whole = head_size(each.bytes, 2'000);
        for (std::size_t n = 0; n <= each.bytes.size(); ++n) {
            auto part = head_size(std::string_view(each.bytes).substr(0, n), 2'000);
            if (part && *part == 0) continue;
            ASSERT_EQ(part.has_value(), whole.has_value()) << each.name << " at " << n;
            EXPECT_TRUE(!part || *part == *whole) << each.name;
            break;
        }
    }
}

// Random damage to every case above: whatever is let in still obeys the rules, line by line.
TEST(GateBytes, damage_never_opens_the_gate) {
    auto all = framing_cases();
    auto more = shape_cases();
    all.insert(all.end(), more.begin(), more.end());
    const std::string spice("\r\n\t \0:;,%./0aZ\xff", 15);
    std::mt19937 random(20);
    std::size_t let_in = 0;
    for (int round = 0; round < 40'000; ++round) {
        auto bytes = all[random() % all.size()].bytes;
        for (auto edits = random() % 3 + 1; edits > 0; --edits) {
            auto at = random() % bytes.size();
            auto with = spice[random() % spice.size()];
            if (random() % 2)
                bytes[at] = with;
            else
                bytes.insert(at, random() % 2 ? std::string(1, with) : bytes.substr(at, 12));
        }
        auto size = head_size(bytes, 2'000);
        if (!size || *size == 0) continue;
        auto raw = bytes.substr(0, *size);
        auto head = read_head(raw, 100);
        if (!head) continue;
        ++let_in;
        std::transform(raw.begin(), raw.end(), raw.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        auto framing =
            count_of(raw, "\r\ncontent-length:") + count_of(raw, "\r\ntransfer-encoding:");
        ASSERT_EQ(count_of(raw, "\r\nhost:"), 1u) << bytes;
        ASSERT_LE(framing, 1u) << bytes;
        ASSERT_EQ(count_of(raw, "\r\n ") + count_of(raw, "\r\n\t"), 0u) << bytes;
        ASSERT_EQ(head->headers.size() + 2, count_of(raw, "\r\n")) << bytes;
        ASSERT_TRUE(framing == 1 || (head->length == 0 && !head->chunked)) << bytes;
        ASSERT_LE(head->length, 100u);
        ASSERT_EQ(("/" + head->path + "/").find("/../"), std::string::npos) << bytes;
        ASSERT_EQ(head->path.find('\0'), std::string::npos);
    }
    EXPECT_GT(let_in, 1'000u);  // the damage is not so great that nothing is tested
}

}  // namespace
}  // namespace qm::net::test
