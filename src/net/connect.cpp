// From a name to a stream: look up, connect, TLS, all within one bound.
// SPDX-License-Identifier: Apache-2.0
#include "net/connect.hpp"

#include "net/deadline.hpp"
#include "net/tls.hpp"
#include "net/token.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <vector>

namespace qm::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

constexpr std::size_t addresses_max = 8;

Error gone(const Url& url, const std::string& why) {
    return {errc::unavailable,
            "Cannot reach " + url.host + " port " + std::to_string(url.port) + ": " + why + "."};
}

// getaddrinfo cannot be interrupted, so a slow one is left behind: it owns what it needs.
struct Lookup {
    explicit Lookup(asio::any_io_executor executor) : resolver(executor), done(executor) {}
    tcp::resolver resolver;
    asio::steady_timer done;  // cancelled when the answer is there
    std::vector<tcp::endpoint> found;
    error_code error = asio::error::timed_out;
};

void look_up(std::shared_ptr<Lookup> lookup, const Url& url) {
    auto keep = [lookup](error_code ec, tcp::resolver::results_type results) {
        lookup->error = ec;
        for (const auto& entry : results)
            if (lookup->found.size() < addresses_max) lookup->found.push_back(entry.endpoint());
        lookup->done.cancel();
    };
    lookup->resolver.async_resolve(url.host, std::to_string(url.port),
                                   tcp::resolver::numeric_service, keep);
}

asio::awaitable<result<std::vector<tcp::endpoint>>> resolve(const Url& url, milliseconds within) {
    error_code ec;
    auto literal = asio::ip::make_address(url.host, ec);
    if (!ec) co_return std::vector<tcp::endpoint>{tcp::endpoint(literal, url.port)};
    auto executor = co_await asio::this_coro::executor;
    auto lookup = std::make_shared<Lookup>(executor);
    lookup->done.expires_after(within);
    look_up(lookup, url);
    co_await lookup->done.async_wait(token);
    if (lookup->error == asio::error::timed_out)
        co_return gone(url, "looking up its name took too long");
    if (lookup->error) co_return gone(url, lookup->error.message());
    co_return std::move(lookup->found);
}

// The first address that answers; each has its share of the time that is left.
asio::awaitable<result<tcp::socket>> connect(const Url& url, std::vector<tcp::endpoint> endpoints,
                                             const Deadline& overall) {
    auto executor = co_await asio::this_coro::executor;
    std::string why = "its name has no address";
    for (std::size_t i = 0; i < endpoints.size() && !overall.expired(); ++i) {
        tcp::socket socket(executor);
        auto share = overall.left() / static_cast<int>(endpoints.size() - i);
        Deadline deadline(executor, share, [&socket] {
            error_code ignored;
            socket.close(ignored);
        });
        auto [ec] = co_await socket.async_connect(endpoints[i], token);
        if (deadline.expired())
            why = "no answer in time";
        else if (ec)
            why = ec.message();
        else {
            error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            co_return std::move(socket);
        }
    }
    co_return gone(url, why);
}

}  // namespace

asio::awaitable<result<Stream>> open_stream(Url url, std::shared_ptr<asio::ssl::context> tls,
                                            milliseconds within) {
    auto executor = co_await asio::this_coro::executor;
    Stream* handshaking = nullptr;
    Deadline deadline(executor, within, [&handshaking] {
        if (handshaking) handshaking->close();
    });
    auto endpoints = co_await resolve(url, within);
    if (!endpoints) co_return endpoints.error();
    auto socket = co_await connect(url, std::move(*endpoints), deadline);
    if (!socket) co_return socket.error();
    if (!url.tls()) co_return Stream(std::move(*socket));

    auto made = make_tls_stream(std::move(*socket), *tls, url.host);
    if (!made) co_return Error{errc::unavailable, made.error().what};
    auto& secured = **made;
    Stream stream(std::move(*made));
    handshaking = &stream;
    if (deadline.expired()) co_return gone(url, "no answer in time");
    auto [ec] = co_await secured.async_handshake(Stream::Tls::client, token);
    handshaking = nullptr;
    if (deadline.expired()) co_return gone(url, "no answer to the TLS handshake in time");
    if (ec) co_return Error{errc::unavailable, tls_failure(secured, url.host, ec)};
    co_return std::move(stream);
}

}  // namespace qm::net
