// Listening, counting connections, stopping. What is said on a connection: connection.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.hpp"

#include "net/connection.hpp"
#include "net/token.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>

namespace qm::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t leaving_max = 64;  // so that no more sockets than these are open beyond all
constexpr std::chrono::milliseconds accept_pause{100};  // when the machine has no more sockets

// Closes the one whose request is owed for longest; false: all are being answered.
bool make_room(ServerShared& shared) {
    if (shared.waiting.empty() || shared.leaving.size() >= leaving_max) return false;
    const std::uint64_t id = shared.waiting.begin()->second;
    shared.waiting.erase(shared.waiting.begin());
    shared.leaving.insert(id);
    if (const auto cut = shared.cut.find(id); cut != shared.cut.end()) cut->second();
    return true;
}

// Whether one more connection from `peer` is within the bounds; counts it if so.
bool let_in(ServerShared& shared, const std::string& peer) {
    const auto& options = shared.options;
    const auto bound = options.connections_per_address_max;
    const auto known = shared.per_address.find(peer);
    // Before any other is closed for it.
    if (bound != 0 && known != shared.per_address.end() && known->second >= bound) return false;
    std::size_t all = 0;
    for (const auto& [address, count] : shared.per_address)
        all += count;
    if (all >= options.connections_max + shared.leaving.size() && !make_room(shared)) return false;
    ++shared.per_address[peer];
    return true;
}

void let_out(ServerShared& shared, std::uint64_t id, const std::string& peer) {
    shared.cut.erase(id);
    shared.drops.erase(id);
    shared.leaving.erase(id);
    auto found = shared.per_address.find(peer);
    if (found != shared.per_address.end() && --found->second == 0) shared.per_address.erase(found);
}

// A word to the one too many; never waits for it.
void turn_away(tcp::socket socket) {
    static const std::string words = write_response({503, {{"Retry-After", "1"}}, {}}, false, true);
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(words), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void begin(const std::shared_ptr<ServerShared>& shared, tcp::socket socket) {
    error_code ec;
    auto peer = socket.remote_endpoint(ec).address().to_string();
    if (ec) return;
    if (!let_in(*shared, peer)) return turn_away(std::move(socket));
    socket.set_option(tcp::no_delay(true), ec);
    auto executor = socket.get_executor();
    auto stream = std::make_shared<Stream>(std::move(socket));
    auto id = shared->next_id++;
    shared->cut[id] = [weak = std::weak_ptr(stream)] {
        if (auto open = weak.lock()) open->close();
    };
    auto ended = [shared, id, peer](const std::exception_ptr&) {
        let_out(*shared, id, peer);
    };
    asio::co_spawn(executor, run_connection(shared, id, stream, peer), ended);
}

asio::awaitable<void> accept_all(std::shared_ptr<ServerShared> shared,
                                 std::shared_ptr<tcp::acceptor> acceptor) {
    asio::steady_timer pause(acceptor->get_executor());
    while (!shared->stopped) {
        auto [ec, socket] = co_await acceptor->async_accept(token);
        if (shared->stopped) co_return;
        if (!ec) {
            begin(shared, std::move(socket));
            continue;
        }
        pause.expires_after(accept_pause);
        co_await pause.async_wait(token);
    }
}

class Listening : public HttpServer {
public:
    Listening(std::shared_ptr<ServerShared> shared, std::shared_ptr<tcp::acceptor> acceptor)
        : shared_(std::move(shared)), acceptor_(std::move(acceptor)) {
        error_code ignored;
        port_ = acceptor_->local_endpoint(ignored).port();
    }
    ~Listening() override { Listening::stop(); }

    unsigned short port() const override { return port_; }

    void stop() override {
        shared_->stopped = true;
        error_code ignored;
        acceptor_->close(ignored);
        for (const auto& [id, cut] : std::exchange(shared_->cut, {}))
            cut();
        Listening::drop_sockets();
    }

    void drop_sockets() override {
        for (const auto& [id, drop] : std::exchange(shared_->drops, {}))
            drop();
    }

private:
    std::shared_ptr<ServerShared> shared_;
    std::shared_ptr<tcp::acceptor> acceptor_;
    unsigned short port_ = 0;
};

}  // namespace

result<std::unique_ptr<HttpServer>> serve_http(asio::any_io_executor executor,
                                               ServerOptions options, HttpServer::Handler handler,
                                               HttpServer::SocketHandler sockets) {
    auto where = options.address + " port " + std::to_string(options.port);
    error_code ec;
    auto address = asio::ip::make_address(options.address, ec);
    if (ec)
        return Error{errc::invalid, "\"" + options.address + "\" is no IP address to listen on."};
    tcp::endpoint endpoint(address, options.port);
    auto acceptor = std::make_shared<tcp::acceptor>(executor);
    acceptor->open(endpoint.protocol(), ec);
    if (!ec) acceptor->set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor->bind(endpoint, ec);
    if (!ec) acceptor->listen(asio::socket_base::max_listen_connections, ec);
    if (ec)
        return Error{errc::unavailable, "Cannot listen on " + where + ": " + ec.message() +
                                            "; choose another port or stop what holds it."};
    auto shared = std::make_shared<ServerShared>();
    shared->options = std::move(options);
    shared->handler = std::move(handler);
    shared->sockets = std::move(sockets);
    asio::co_spawn(executor, accept_all(shared, acceptor), asio::detached);
    return std::make_unique<Listening>(std::move(shared), std::move(acceptor));
}

}  // namespace qm::net
