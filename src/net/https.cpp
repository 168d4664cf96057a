// An HTTP client of one server: kept connections, written bounds, honest errors.
// SPDX-License-Identifier: Apache-2.0
#include "net/https.hpp"

#include "net/connect.hpp"
#include "net/deadline.hpp"
#include "net/fields.hpp"
#include "net/tls.hpp"
#include "net/token.hpp"

#include <boost/asio/ssl/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <array>
#include <deque>

namespace qm::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using std::chrono::steady_clock;

constexpr std::size_t waiting_max = 1'024;
constexpr std::uint32_t header_max = 64u << 10;
constexpr std::size_t read_step = 16u << 10;
constexpr int informational_max = 8;  // 1xx answers before the real one

struct Kept {
    Stream stream;
    steady_clock::time_point until;
};

// A request's turn; given when a connection is free.
struct Turn {
    explicit Turn(asio::any_io_executor executor) : given_now(executor) {}
    asio::steady_timer given_now;  // cancelled when the turn comes
    bool given = false;
};

struct Client {
    asio::any_io_executor executor;
    Url base;
    HttpsOptions options;
    std::shared_ptr<asio::ssl::context> tls;
    std::vector<Kept> kept;  // newest last
    std::deque<std::shared_ptr<Turn>> waiting;
    std::size_t busy = 0;
    asio::steady_timer sweep;  // closes what was kept long enough

    void give_back() {
        if (waiting.empty()) {
            --busy;
            return;
        }
        waiting.front()->given = true;
        waiting.front()->given_now.cancel();
        waiting.pop_front();
    }
};

// Holds a turn, or a place in the queue, for as long as the request lives.
class Place {
public:
    explicit Place(std::shared_ptr<Client> client)
        : client_(std::move(client)), turn_(std::make_shared<Turn>(client_->executor)) {
        turn_->given = client_->busy < client_->options.connections_max;
        if (turn_->given)
            ++client_->busy;
        else
            client_->waiting.push_back(turn_);
    }
    ~Place() {
        auto& waiting = client_->waiting;
        if (turn_->given)
            client_->give_back();
        else
            waiting.erase(std::remove(waiting.begin(), waiting.end(), turn_), waiting.end());
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    Turn& turn() { return *turn_; }

private:
    std::shared_ptr<Client> client_;
    std::shared_ptr<Turn> turn_;
};

// A kept connection on which the server has said nothing since, not even goodbye.
bool quiet(Stream& stream) {
    char byte;
    error_code ec;
    stream.socket().non_blocking(true, ec);
    if (ec) return false;
    stream.socket().receive(asio::buffer(&byte, 1), asio::socket_base::message_peek, ec);
    return ec == asio::error::would_block;
}

std::optional<Stream> take_kept(Client& client) {
    auto now = steady_clock::now();
    while (!client.kept.empty()) {
        auto newest = std::move(client.kept.back());
        client.kept.pop_back();
        if (newest.until > now && quiet(newest.stream)) return std::move(newest.stream);
    }
    return {};
}

void sweep_later(const std::shared_ptr<Client>& client) {
    if (client->kept.empty()) return;
    client->sweep.expires_at(client->kept.front().until);
    client->sweep.async_wait([weak = std::weak_ptr(client)](error_code ec) {
        auto alive = weak.lock();
        if (ec || !alive) return;
        auto over = [now = steady_clock::now()](const Kept& each) {
            return each.until <= now;
        };
        std::erase_if(alive->kept, over);
        sweep_later(alive);
    });
}

void keep(const std::shared_ptr<Client>& client, Stream stream) {
    auto time = client->options.keep_alive;
    if (time.count() <= 0 || client->kept.size() >= client->options.connections_max) return;
    client->kept.push_back({std::move(stream), steady_clock::now() + time});
    if (client->kept.size() == 1) sweep_later(client);
}

bool has_body(const HttpRequest& request) {
    return !request.body.empty() || request.method == "POST" || request.method == "PUT" ||
           request.method == "PATCH";
}

std::string bytes_of(const Client& client, const HttpRequest& request) {
    auto prefix = client.base.target;
    while (prefix.ends_with('/'))
        prefix.pop_back();
    std::string out = request.method + " " + prefix + request.target + " HTTP/1.1\r\n";
    out += "Host: " + client.base.authority() + "\r\n";
    for (const auto& [name, value] : request.headers)
        out.append(name).append(": ").append(value).append("\r\n");
    if (count_fields(request.headers, "User-Agent") == 0) out += "User-Agent: quartermaster\r\n";
    if (has_body(request)) out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    return out + "\r\n" + request.body;
}

std::optional<Error> check(const HttpRequest& request) {
    constexpr std::array<std::string_view, 4> ours{"Host", "Content-Length", "Connection",
                                                   "Transfer-Encoding"};
    if (!is_field_name(request.method)) return Error{errc::invalid, "The method is no word."};
    if (!request.target.starts_with('/') || !is_target(request.target))
        return Error{errc::invalid, "A target begins with '/' and is percent-encoded."};
    for (const auto& [name, value] : request.headers) {
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

// One request on one stream, and what is known when it fails.
struct Exchange {
    result<HttpResponse> answer = Error{errc::timed_out, ""};
    error_code error;        // of the stream
    bool answering = false;  // the first byte of an answer came
    bool reusable = false;
};

void take_answer(Exchange& exchange, http::response_parser<http::string_body>& parser) {
    auto& message = parser.get();
    HttpResponse response;
    response.status = static_cast<int>(message.result_int());
    for (const auto& field : message)
        response.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    response.body = std::move(message.body());
    exchange.answer = std::move(response);
}

asio::awaitable<void> read_answer(Stream& stream, bool head_only, std::size_t body_max,
                                  Exchange& exchange) {
    boost::beast::flat_buffer buffer;
    buffer.reserve(read_step);  // else it is read by 512 bytes
    for (int i = 0; i < informational_max; ++i) {
        http::response_parser<http::string_body> parser;
        parser.body_limit(body_max);
        parser.header_limit(header_max);
        parser.skip(head_only);
        auto [ec, n] = co_await http::async_read(stream, buffer, parser, token);
        exchange.answering = exchange.answering || n > 0 || buffer.size() > 0;
        exchange.error = ec;
        if (ec) co_return;
        auto status = parser.get().result_int();
        if (status >= 100 && status < 200 && status != 101) continue;
        exchange.reusable = parser.keep_alive() && buffer.size() == 0;
        take_answer(exchange, parser);
        co_return;
    }
    exchange.error = http::error::bad_status;
}

Error failure(const Client& client, const HttpRequest& request, const std::string& why) {
    auto path = request.target.substr(0, request.target.find('?'));  // queries can hold secrets
    const bool asks = request.method == "GET" || request.method == "HEAD";
    return {errc::timed_out, request.method + " " + path + " at " + client.base.host + ": " + why +
                                 (asks ? "." : "; whether it took effect is unknown.")};
}

asio::awaitable<Exchange> exchange_on(Stream& stream, const Client& client,
                                      const HttpRequest& request, const std::string& bytes) {
    Exchange exchange;
    Deadline deadline(client.executor, client.options.request_timeout,
                      [&stream] { stream.close(); });
    auto [ec, n] = co_await asio::async_write(stream, asio::buffer(bytes), token);
    exchange.error = ec;
    // Also after a failed write: a server that refuses a long body answers before it closes.
    if (!deadline.expired())
        co_await read_answer(stream, request.method == "HEAD", client.options.body_max, exchange);
    if (!exchange.error) co_return exchange;
    if (exchange.error == http::error::body_limit)
        exchange.answer = Error{errc::too_large,
                                "The answer of " + client.base.host + " is longer than our bound."};
    else if (deadline.expired())
        exchange.answer = failure(client, request, "no answer in time");
    else
        exchange.answer = failure(client, request, exchange.error.message());
    co_return exchange;
}

bool repeatable(const HttpRequest& request) {
    return request.method == "GET" || request.method == "PUT" || request.method == "DELETE";
}

asio::awaitable<result<HttpResponse>> send_on(std::shared_ptr<Client> client, HttpRequest request) {
    auto bytes = bytes_of(*client, request);
    auto kept = take_kept(*client);
    if (kept) {
        auto first = co_await exchange_on(*kept, *client, request, bytes);
        if (first.reusable) keep(client, std::move(*kept));
        bool closed =
            !first.answer && !first.answering &&
            (first.error == http::error::end_of_stream || first.error == asio::error::eof ||
             first.error == asio::error::connection_reset ||
             first.error == asio::error::broken_pipe ||
             first.error == asio::ssl::error::stream_truncated);
        if (!closed || !repeatable(request)) co_return std::move(first.answer);
    }
    auto stream = co_await open_stream(client->base, client->tls, client->options.connect_timeout);
    if (!stream) co_return stream.error();
    auto exchange = co_await exchange_on(*stream, *client, request, bytes);
    if (exchange.reusable) keep(client, std::move(*stream));
    co_return std::move(exchange.answer);
}

asio::awaitable<result<HttpResponse>> send_in_turn(std::shared_ptr<Client> client,
                                                   HttpRequest request) {
    auto refused = check(request);
    if (refused) co_return *refused;
    if (client->waiting.size() >= waiting_max)
        co_return Error{errc::unavailable,
                        "Too many requests wait for " + client->base.host + "; try again later."};
    Place place(client);
    if (!place.turn().given) {
        place.turn().given_now.expires_after(client->options.connect_timeout +
                                             client->options.request_timeout);
        co_await place.turn().given_now.async_wait(token);
    }
    if (!place.turn().given)
        co_return Error{errc::unavailable,
                        "Every connection to " + client->base.host + " is busy; try again later."};
    co_return co_await send_on(client, std::move(request));
}

class Sender : public Https {
public:
    explicit Sender(std::shared_ptr<Client> client) : client_(std::move(client)) {}
    asio::awaitable<result<HttpResponse>> send(HttpRequest request) override {
        return send_in_turn(client_, std::move(request));
    }

private:
    std::shared_ptr<Client> client_;
};

}  // namespace

result<std::unique_ptr<Https>> make_https(asio::any_io_executor executor, std::string base,
                                          HttpsOptions options) {
    auto url = parse_url(base);
    if (!url) return url.error();
    if (url->scheme != "http" && url->scheme != "https")
        return Error{errc::invalid, "\"" + base + "\" must begin with http:// or https://."};
    if (url->target.find('?') != std::string::npos || options.connections_max == 0)
        return Error{errc::invalid, "\"" + base + "\": a base has no query, a pool no size 0."};
    std::shared_ptr<asio::ssl::context> tls;
    if (url->tls()) {
        auto made = make_tls_context();
        if (!made) return made.error();
        tls = std::move(*made);
    }
    auto client = std::shared_ptr<Client>(new Client{executor,
                                                     std::move(*url),
                                                     options,
                                                     std::move(tls),
                                                     {},
                                                     {},
                                                     0,
                                                     asio::steady_timer(executor)});
    return std::make_unique<Sender>(std::move(client));
}

}  // namespace qm::net
