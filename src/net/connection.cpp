// One client of the server: requests one after another, through the gate, until it closes.
// SPDX-License-Identifier: Apache-2.0
#include "net/connection.hpp"

#include "net/accept.hpp"
#include "net/deadline.hpp"
#include "net/gate.hpp"
#include "net/token.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace qm::net {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr std::size_t write_step = 64u << 10;   // each must pass within body_timeout
constexpr std::size_t linger_max = 256u << 10;  // bytes thrown away after a refusal,
constexpr milliseconds linger_time{500};        // and how long

enum class Read { some, closed, late };

// One connection's state; lives in the frame of run_connection.
class Connection {
public:
    Connection(ServerShared& shared, std::uint64_t id, std::shared_ptr<Stream> stream,
               std::string peer)
        : shared_(shared), id_(id), stream_(std::move(stream)), peer_(std::move(peer)) {}
    ~Connection() { keep_place(); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    asio::awaitable<gated<RequestHead>> read_request_head(bool first);
    asio::awaitable<gated<std::string>> read_body(const RequestHead& head);
    asio::awaitable<bool> answer(const HttpResponse& response, bool head_only, bool close);
    asio::awaitable<void> refuse(Refusal refusal);
    asio::awaitable<HttpResponse> ask_handler(ServerRequest request);
    ServerRequest request_of(RequestHead& head) const;

    ServerShared& shared() { return shared_; }
    Stream& stream() { return *stream_; }
    bool quiet() const { return input_.empty(); }
    // From here on it is closed for a newcomer, after those that said so before.
    void offer_place();
    // Until it is offered again it is not. False: it was closed already.
    bool keep_place() { return shared_.waiting.erase(turn_) == 1; }

private:
    asio::awaitable<Read> read_more(Deadline& deadline);
    asio::awaitable<bool> write_all(std::string bytes);
    Deadline within(milliseconds time) {
        // Cancelled, not closed: the peer is still told why.
        return Deadline(stream_->get_executor(), time, [stream = stream_] {
            boost::system::error_code ignored;
            stream->socket().cancel(ignored);
        });
    }

    ServerShared& shared_;
    std::uint64_t id_;
    std::uint64_t turn_ = 0;  // in shared_.waiting
    std::shared_ptr<Stream> stream_;
    std::string peer_;
    std::string input_;  // read, not yet taken; bounded by header_max + one buffer
};

constexpr Refusal silent{0, ""};  // nobody is there to be told

void Connection::offer_place() {
    keep_place();
    if (shared_.leaving.contains(id_)) return;
    turn_ = shared_.next_turn++;
    shared_.waiting.emplace(turn_, id_);
}

asio::awaitable<Read> Connection::read_more(Deadline& deadline) {
    if (deadline.expired()) co_return Read::late;
    std::array<char, 8'192> buffer;
    auto [ec, n] = co_await stream_->socket().async_read_some(asio::buffer(buffer), token);
    if (n > 0) input_.append(buffer.data(), n);
    if (deadline.expired()) co_return Read::late;
    co_return ec ? Read::closed : Read::some;
}

asio::awaitable<gated<RequestHead>> Connection::read_request_head(bool first) {
    const auto& options = shared_.options;
    if (!first && input_.empty()) {
        auto idle = within(options.keep_alive_idle);
        auto read = co_await read_more(idle);
        if (read != Read::some) co_return silent;
        offer_place();  // a request is as old as its first byte, not as the wait for it
    }
    auto deadline = within(options.header_timeout);
    for (;;) {
        auto size = head_size(input_, options.header_max);
        if (!size) co_return size.error();
        if (*size > 0) {
            auto head = read_head(std::string_view(input_).substr(0, *size), options.body_max);
            input_.erase(0, *size);
            co_return head;
        }
        auto read = co_await read_more(deadline);
        if (read == Read::late && !input_.empty())
            co_return Refusal{408, "The headers did not come in time."};
        if (read != Read::some) co_return silent;
    }
}

asio::awaitable<gated<std::string>> Connection::read_body(const RequestHead& head) {
    std::string body;
    if (!head.chunked && head.length == 0) co_return body;
    auto deadline = within(shared_.options.body_timeout);
    if (head.expects_continue && input_.empty()) {
        bool sent = co_await write_all("HTTP/1.1 100 Continue\r\n\r\n");
        if (!sent) co_return silent;
    }
    ChunkReader chunks(shared_.options.body_max);
    for (;;) {
        if (head.chunked) {
            auto done = chunks.feed(input_, body);
            if (!done) co_return done.error();
            if (*done) co_return body;
        } else {
            auto n = std::min(head.length - body.size(), input_.size());
            body.append(input_, 0, n);
            input_.erase(0, n);
            if (body.size() == head.length) co_return body;
        }
        auto read = co_await read_more(deadline);
        if (read == Read::late) co_return Refusal{408, "The body did not come in time."};
        if (read == Read::closed) co_return silent;
    }
}

asio::awaitable<bool> Connection::write_all(std::string bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        auto deadline = within(shared_.options.body_timeout);
        auto left = asio::buffer(bytes.data() + done, std::min(bytes.size() - done, write_step));
        auto [ec, n] = co_await stream_->socket().async_write_some(left, token);
        if (ec) co_return false;
        done += n;
    }
    co_return true;
}

asio::awaitable<bool> Connection::answer(const HttpResponse& response, bool head_only, bool close) {
    auto bytes = write_response(response, head_only, close);
    co_return co_await write_all(std::move(bytes));
}

// Says why and closes. What the peer still sends is thrown away for a moment: closing with unread
// bytes would reset the connection and take our answer with it.
asio::awaitable<void> Connection::refuse(Refusal refusal) {
    if (refusal.status == silent.status) co_return;
    HttpResponse response;
    response.status = refusal.status;
    response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
    response.body.assign(refusal.why).append("\n");
    bool sent = co_await answer(response, false, true);
    if (!sent) co_return;
    boost::system::error_code ignored;
    stream_->socket().shutdown(asio::socket_base::shutdown_send, ignored);
    offer_place();  // nobody's answer waits for this
    auto deadline = within(linger_time);
    for (std::size_t thrown = 0; thrown < linger_max; thrown += input_.size()) {
        input_.clear();
        auto read = co_await read_more(deadline);
        if (read != Read::some) co_return;
    }
}

ServerRequest Connection::request_of(RequestHead& head) const {
    return {std::move(head.method),
            std::move(head.path),
            std::move(head.query),
            std::move(head.headers),
            {},
            peer_};
}

asio::awaitable<HttpResponse> Connection::ask_handler(ServerRequest request) {
    try {
        auto response = co_await shared_.handler(std::move(request));
        co_return response;
    } catch (...) {
        // The handler's own mistake; its text is not for strangers.
    }
    HttpResponse failed;
    failed.status = 500;
    co_return failed;
}

// Hands the connection to the socket handler; what it throws ends the socket and no more.
asio::awaitable<void> run_socket(std::shared_ptr<ServerShared> shared, std::uint64_t id,
                                 Stream stream, std::string target, ServerRequest request) {
    WebSocketOptions options;
    options.connect_timeout = shared->options.header_timeout;
    options.idle_timeout = shared->options.socket_idle_timeout;
    options.message_max = shared->options.socket_message_max;
    auto accepted = co_await accept_websocket(std::move(stream), target, request.headers, options);
    if (!accepted) co_return;
    if (shared->stopped) co_return;
    shared->drops[id] = accepted->drop;
    try {
        co_await shared->sockets(std::move(request), std::move(accepted->socket));
    } catch (...) {
        // As with requests: the connection is over, the server goes on.
    }
    shared->drops.erase(id);
}

bool is_head(const ServerRequest& request) {
    return request.method == "HEAD";
}

HttpResponse no_sockets_here() {
    return {426, {{"Content-Type", "text/plain; charset=utf-8"}}, "No websocket is served here.\n"};
}

// True: the next request may come on this connection.
asio::awaitable<bool> serve_request(Connection& connection, RequestHead head) {
    auto& shared = connection.shared();
    auto body = co_await connection.read_body(head);
    const bool stays = connection.keep_place();
    if (!body) {
        co_await connection.refuse(body.error());
        co_return false;
    }
    if (!stays) co_return false;  // nobody would hear what its request did
    auto request = connection.request_of(head);
    request.body = std::move(*body);
    bool head_only = is_head(request);
    if (shared.stopped) co_return false;
    HttpResponse response;
    if (head.upgrade)
        response = no_sockets_here();
    else
        response = co_await connection.ask_handler(std::move(request));
    if (shared.stopped) co_return false;
    bool close = !head.keep_alive || shared.options.keep_alive_idle.count() == 0;
    bool sent = co_await connection.answer(response, head_only, close);
    co_return sent && !close;
}

}  // namespace

asio::awaitable<void> run_connection(std::shared_ptr<ServerShared> shared, std::uint64_t id,
                                     std::shared_ptr<Stream> stream, std::string peer) {
    Connection connection(*shared, id, stream, std::move(peer));
    bool more = true;
    for (bool first = true; more && !shared->stopped; first = false) {
        connection.offer_place();
        auto head = co_await connection.read_request_head(first);
        if (!head) {
            connection.keep_place();
            co_await connection.refuse(head.error());
            break;
        }
        if (!head->upgrade || !shared->sockets) {
            more = co_await serve_request(connection, std::move(*head));
            continue;
        }
        const bool stays = connection.keep_place();
        if (!stays) break;
        if (!connection.quiet()) {  // nothing may be said before our 101
            constexpr Refusal early{400, "Bytes came before the upgrade was answered."};
            co_await connection.refuse(early);
            break;
        }
        auto target = head->target;
        auto request = connection.request_of(*head);
        shared->cut.erase(id);  // from here on the socket's own drop cuts it
        Stream own(std::move(*stream));
        co_await run_socket(shared, id, std::move(own), target, std::move(request));
        co_return;
    }
    if (!shared->stopped) stream->close();
}

}  // namespace qm::net
