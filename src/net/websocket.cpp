// A websocket, both ends of it: one reader, one writer, bounded queues, its own pings.
// SPDX-License-Identifier: Apache-2.0
#include "net/websocket.hpp"

#include "net/accept.hpp"
#include "net/connect.hpp"
#include "net/deadline.hpp"
#include "net/fields.hpp"
#include "net/tls.hpp"
#include "net/token.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>

namespace qm::net {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;
using std::chrono::milliseconds;

// Beast finds this by argument when both close frames are through. They said all there is to say,
// so TLS adds no goodbye of its own.
template <class Handler>
void async_teardown(boost::beast::role_type, Stream& stream, Handler&& handler) {
    error_code ignored;
    stream.socket().shutdown(asio::socket_base::shutdown_both, ignored);
    asio::post(stream.get_executor(),
               boost::beast::bind_front_handler(std::forward<Handler>(handler), error_code{}));
}

namespace {

using Beast = websocket::stream<Stream, false>;  // false: no compression code at all

constexpr std::size_t inbox_max = 64;           // messages read ahead of the caller,
constexpr std::size_t buffer_kept = 64u << 10;  // and what one big message may leave allocated
constexpr milliseconds close_time{1'000};

// What the reader, the writer and the caller's end share. It lives as long as any of them, so
// the caller's end may be destroyed at any time.
struct Shared {
    Shared(Stream stream, const WebSocketOptions& wanted)
        : options(wanted),
          beast(std::move(stream)),
          written(beast.get_executor()),
          arrived(beast.get_executor()) {
        auto never = websocket::stream_base::none();
        bool idles = options.idle_timeout.count() > 0;
        websocket::stream_base::timeout timeout{};
        timeout.handshake_timeout = options.connect_timeout;
        timeout.idle_timeout =
            idles ? websocket::stream_base::duration(options.idle_timeout) : never;
        timeout.keep_alive_pings = idles;
        beast.set_option(timeout);
        beast.read_message_max(options.message_max);
        beast.text(true);
        written.expires_at(std::chrono::steady_clock::time_point::max());
        arrived.expires_at(std::chrono::steady_clock::time_point::max());
    }

    // Final; the first reason stays. Everybody who waits wakes up and sees it.
    void die(Error why) {
        if (!dead) dead = std::move(why);
        beast.next_layer().close();
        outbox.clear();
        wake();
    }
    void wake() {
        written.cancel();
        arrived.cancel();
    }

    WebSocketOptions options;
    Beast beast;
    std::deque<std::string> outbox;  // the front one is being written; at most queue_max + 1
    std::deque<std::string> inbox;   // at most inbox_max, and message_max bytes before the last
    std::size_t inbox_bytes = 0;
    asio::steady_timer written;  // cancelled when the outbox or the state changed
    asio::steady_timer arrived;  // cancelled when the inbox or the state changed
    std::optional<Error> dead;
    bool writing = false;
    bool closing = false;
};

Error failure(const Beast& beast, error_code ec) {
    if (ec == websocket::error::closed) {
        auto reason = beast.reason();
        return {errc::unavailable, "The peer closed the websocket (" +
                                       std::to_string(static_cast<int>(reason.code)) + " " +
                                       std::string(reason.reason.c_str()) + ")."};
    }
    if (ec == websocket::error::message_too_big || ec == websocket::error::buffer_overflow)
        return {errc::too_large, "The peer sent a message longer than our bound."};
    if (ec == boost::beast::error::timeout)
        return {errc::timed_out, "The peer of the websocket answers no pings."};
    return {errc::unavailable, "The websocket broke: " + ec.message() + "."};
}

// Reads ahead, so that pings and close frames are seen while the caller is busy.
asio::awaitable<void> read_all(std::shared_ptr<Shared> shared) {
    boost::beast::flat_buffer buffer;
    while (!shared->dead) {
        if (shared->inbox.size() >= inbox_max ||
            shared->inbox_bytes > shared->options.message_max) {
            co_await shared->arrived.async_wait(token);
            continue;
        }
        auto [ec, n] = co_await shared->beast.async_read(buffer, token);
        if (ec) {
            shared->die(failure(shared->beast, ec));
            co_return;
        }
        shared->inbox.push_back(boost::beast::buffers_to_string(buffer.data()));
        shared->inbox_bytes += n;
        buffer.consume(buffer.size());
        if (buffer.capacity() > buffer_kept) buffer.shrink_to_fit();
        shared->arrived.cancel();
    }
}

asio::awaitable<void> write_all(std::shared_ptr<Shared> shared) {
    while (!shared->dead) {
        if (shared->outbox.empty()) {
            co_await shared->written.async_wait(token);
            continue;
        }
        auto message = std::move(shared->outbox.front());
        shared->outbox.pop_front();
        shared->writing = true;
        auto [ec, n] = co_await shared->beast.async_write(asio::buffer(message), token);
        shared->writing = false;
        if (ec && !shared->dead) shared->die(failure(shared->beast, ec));
        shared->written.cancel();
    }
}

asio::awaitable<result<std::string>> read_next(std::shared_ptr<Shared> shared) {
    while (shared->inbox.empty() && !shared->dead)
        co_await shared->arrived.async_wait(token);
    if (shared->inbox.empty()) co_return *shared->dead;
    auto message = std::move(shared->inbox.front());
    shared->inbox.pop_front();
    shared->inbox_bytes -= message.size();
    shared->arrived.cancel();  // the reader may wait for room
    co_return message;
}

// What is queued goes out first; all of it within close_time.
asio::awaitable<void> close_softly(std::shared_ptr<Shared> shared) {
    if (shared->dead || shared->closing) co_return;
    shared->closing = true;
    Deadline deadline(shared->beast.get_executor(), close_time, [&shared] {
        shared->die({errc::unavailable, "The websocket was closed; the peer did not answer."});
    });
    while (!shared->dead && (shared->writing || !shared->outbox.empty()))
        co_await shared->written.async_wait(token);
    if (shared->dead) co_return;
    auto reason = websocket::close_reason(websocket::close_code::normal);
    co_await shared->beast.async_close(reason, token);
    shared->die({errc::unavailable, "The websocket was closed by us."});
}

class Socket : public WebSocket {
public:
    explicit Socket(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {
        auto executor = shared_->beast.get_executor();
        asio::co_spawn(executor, read_all(shared_), asio::detached);
        asio::co_spawn(executor, write_all(shared_), asio::detached);
    }
    ~Socket() override { shared_->die({errc::unavailable, "The websocket was destroyed."}); }

    asio::awaitable<result<std::string>> read() override { return read_next(shared_); }

    result<void> write(std::string message) override {
        if (shared_->dead) return Error{errc::unavailable, shared_->dead->what};
        if (shared_->closing) return Error{errc::unavailable, "The websocket is being closed."};
        if (shared_->outbox.size() >= shared_->options.queue_max)
            return Error{errc::too_large, "Too many messages wait to be written."};
        shared_->outbox.push_back(std::move(message));
        shared_->written.cancel();
        return {};
    }

    asio::awaitable<void> close() override { return close_softly(shared_); }

private:
    std::shared_ptr<Shared> shared_;
};

std::optional<Error> check(const Url& url, const Headers& headers) {
    constexpr std::array<std::string_view, 6> ours{
        "Host", "Connection", "Upgrade", "Origin", "Sec-WebSocket-Key", "Sec-WebSocket-Version"};
    if (url.scheme != "ws" && url.scheme != "wss")
        return Error{errc::invalid, "A websocket's address begins with ws:// or wss://."};
    for (const auto& [name, value] : headers) {
        auto same = [&name = name](auto each) {
            return same_name(each, name);
        };
        if (std::any_of(ours.begin(), ours.end(), same))
            return Error{errc::invalid, "The header " + name + " is set by the client itself."};
        if (!is_field_name(name) || !is_field_value(value))
            return Error{errc::invalid, "A header has characters that cannot be sent."};
    }
    return {};
}

Error refused(const Url& url, error_code ec, int status) {
    auto code = status == 401 || status == 403 ? errc::unauthorised
                : status == 429                ? errc::rate_limited
                                               : errc::unavailable;
    auto why = status > 0 ? "HTTP " + std::to_string(status) : ec.message();
    return {code, url.host + " did not open the websocket: " + why + "."};
}

}  // namespace

asio::awaitable<result<std::unique_ptr<WebSocket>>> connect_websocket(std::string address,
                                                                      Headers headers,
                                                                      WebSocketOptions options) {
    auto url = parse_url(address);
    if (!url) co_return url.error();
    auto wrong = check(*url, headers);
    if (wrong) co_return *wrong;
    std::shared_ptr<asio::ssl::context> tls;
    if (url->tls()) {
        auto made = make_tls_context();
        if (!made) co_return made.error();
        tls = std::move(*made);
    }
    std::weak_ptr<Shared> opening;
    auto executor = co_await asio::this_coro::executor;
    Deadline deadline(executor, options.connect_timeout, [&opening] {
        auto open = opening.lock();
        if (open) open->beast.next_layer().close();
    });
    auto stream = co_await open_stream(*url, tls, options.connect_timeout);
    if (!stream) co_return stream.error();
    auto shared = std::make_shared<Shared>(std::move(*stream), options);
    opening = shared;
    auto decorate = [headers](websocket::request_type& request) {
        request.set(http::field::user_agent, "quartermaster");
        for (const auto& [name, value] : headers)
            request.set(name, value);
    };
    shared->beast.set_option(websocket::stream_base::decorator(decorate));
    websocket::response_type response;
    auto host = url->authority();
    auto [ec] = co_await shared->beast.async_handshake(response, host, url->target, token);
    if (deadline.expired()) co_return refused(*url, asio::error::timed_out, 0);
    auto declined = ec == websocket::error::upgrade_declined;
    if (ec) co_return refused(*url, ec, declined ? static_cast<int>(response.result_int()) : 0);
    co_return std::make_unique<Socket>(std::move(shared));
}

asio::awaitable<result<AcceptedSocket>> accept_websocket(Stream stream, std::string target,
                                                         Headers headers,
                                                         WebSocketOptions options) {
    auto shared = std::make_shared<Shared>(std::move(stream), options);
    auto decorate = [](websocket::response_type& response) {
        response.set(http::field::server, "quartermaster");
    };
    shared->beast.set_option(websocket::stream_base::decorator(decorate));
    http::request<http::empty_body> request(http::verb::get, target, 11);
    for (const auto& [name, value] : headers)
        request.insert(name, value);
    auto [ec] = co_await shared->beast.async_accept(request, token);
    if (ec) co_return Error{errc::invalid, "No websocket handshake: " + ec.message() + "."};
    AcceptedSocket accepted;
    accepted.socket = std::make_unique<Socket>(shared);
    accepted.drop = [weak = std::weak_ptr(shared)] {
        auto open = weak.lock();
        if (open) open->die({errc::unavailable, "The websocket was dropped by the server."});
    };
    co_return accepted;
}

}  // namespace qm::net
