// A sandbox with a few people in it, and clients to talk to it over real sockets.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_server.hpp"
#include "sandbox/sandbox.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace qm::sandbox::test {

using nlohmann::json;

// Runs a context until something is true; fails the test after ten seconds of real time.
bool spin_until(boost::asio::io_context& io, const std::function<bool()>& done);

struct Reply {
    int status = 0;
    std::string text;
    net::Headers headers;
    json body() const { return json::parse(text, nullptr, false); }
    std::string header(std::string_view name) const;
};

// One websocket, and all it heard. Reads until it is closed.
class Ear {
public:
    Ear(boost::asio::io_context& io, std::string url, net::Headers headers);

    void say(const std::string& frame);
    // The first frame that fits, heard before or within ten seconds; null and a failure if none.
    json next(const std::function<bool(const json&)>& fits);
    json event(const std::string& name);
    json reply(int seq);
    bool closed_soon();
    std::size_t count(const std::string& event) const;
    std::vector<std::string> texts() const { return state_->texts; }
    void hang_up() { state_->socket.reset(); }

private:
    struct State {
        std::unique_ptr<net::WebSocket> socket;
        std::vector<std::string> texts;
        std::vector<json> frames;
        bool over = false;
    };
    static boost::asio::awaitable<void> listen(std::shared_ptr<State> state, std::string url,
                                               net::Headers headers);
    boost::asio::io_context& io_;
    std::shared_ptr<State> state_;
};

// What stands behind commands and buttons: keeps what it was sent, answers what it is told to.
class Integration {
public:
    explicit Integration(boost::asio::io_context& io);
    std::string url(const std::string& path) const;

    net::HttpResponse answer;  // to everything that comes; at first 200, JSON, {}
    std::deque<net::ServerRequest> got;

    void answers(std::string json_text);

private:
    boost::asio::awaitable<net::HttpResponse> take(net::ServerRequest request);
    std::unique_ptr<net::HttpServer> server_;
};

// alice (product, in payments), bob (sre, in sre-core), root (admin), the bot quartermaster (in
// both). It is Tuesday 2026-10-06, 08:00 UTC; the command /catalog goes to the integration.
class Town {
public:
    explicit Town(const std::function<void(Options&)>& change = {});
    ~Town();

    // Status 0: the server did not answer, and the text says why.
    Reply call(const std::string& method, const std::string& target, const std::string& body = {},
               const std::string& token = {}, net::Headers more = {});
    // Without waiting: filled while others wait.
    std::shared_ptr<std::optional<Reply>> begin(const std::string& method,
                                                const std::string& target,
                                                const std::string& body = {},
                                                const std::string& token = {},
                                                net::Headers more = {});
    // The same with the path under /api/v4, and the answer's body; the status must be as said.
    json api(const std::string& token, const std::string& method, const std::string& path,
             const json& body = nullptr, int status = 200);
    std::string log_in(const std::string& username);
    std::unique_ptr<Ear> listen(const std::string& token, const std::string& query = {});
    json post(const std::string& token, const std::string& channel, const std::string& message,
              json more = json::object());

    std::string channel(std::string_view name) const { return *sandbox->channel_id(name); }
    std::string user(std::string_view name) const { return *sandbox->user_id(name); }
    json arm(const json& fault);

    static constexpr const char* bot = "bottoken00000000000000000a";
    boost::asio::io_context io{1};
    Integration integration{io};
    std::unique_ptr<Sandbox> sandbox;
    std::vector<std::string> said;
};

}  // namespace qm::sandbox::test
