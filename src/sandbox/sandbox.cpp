// Starting, stopping and restarting the sandbox's server.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox.hpp"

#include "sandbox/answering.hpp"
#include "sandbox/ids.hpp"
#include "sandbox/posting.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace qm::sandbox {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr std::chrono::milliseconds answer_first{50};  // the call that asks for a restart
constexpr int listen_tries = 100;

awaitable<Answer> answer_of_server(std::shared_ptr<Server> server, net::ServerRequest request) {
    auto answer = co_await answer_request(std::move(server), std::move(request));
    co_return answer;
}

awaitable<void> serve_socket(std::shared_ptr<Server> server, net::ServerRequest request,
                             std::unique_ptr<net::ServerSocket> socket) {
    bool wanted = request.path == "/api/v4/websocket" && !server->stopped && from_here(request);
    if (!wanted) co_return;
    co_await server->sockets.serve(std::move(request), std::move(socket));
}

result<std::unique_ptr<net::HttpServer>> listen(const std::shared_ptr<Server>& server,
                                                unsigned short port) {
    net::ServerOptions options;
    options.port = port;
    options.connections_per_address_max = 0;
    options.socket_message_max = 16u << 10;
    options.socket_idle_timeout = std::chrono::seconds(120);  // pings each minute, as the real one
    auto handler = [server](net::ServerRequest request) {
        return answer_of_server(server, std::move(request));
    };
    auto sockets = [server](net::ServerRequest request, std::unique_ptr<net::ServerSocket> socket) {
        return serve_socket(server, std::move(request), std::move(socket));
    };
    return net::serve_http(server->executor, options, handler, sockets);
}

// What a restart outlives: shared with the job that does it.
struct Running {
    std::shared_ptr<Server> server;
    std::unique_ptr<net::HttpServer> http;
    unsigned short port = 0;
    bool restarting = false;
};

awaitable<void> restart(std::shared_ptr<Running> running, std::chrono::milliseconds away) {
    auto executor = running->server->executor;
    co_await pause(executor, answer_first.count());
    if (running->server->stopped) co_return;
    running->server->sockets.drop();
    running->http.reset();
    running->server->forget_memory();
    co_await pause(executor, away.count());
    for (int tries = 0; tries < listen_tries && !running->server->stopped; ++tries) {
        auto http = listen(running->server, running->port);
        if (http) {
            running->http = std::move(*http);
            break;
        }
        co_await pause(executor, answer_first.count());
    }
    if (!running->http && !running->server->stopped)
        running->server->say("the sandbox could not listen again");
    running->restarting = false;
}

class Started : public Sandbox {
public:
    explicit Started(std::shared_ptr<Running> running) : running_(std::move(running)) {}
    ~Started() override { Started::stop(); }

    unsigned short port() const override { return running_->port; }
    std::string url() const override { return server().url; }
    Instant now() const override { return from_unix(server().clock.now_ms() / 1000); }
    std::string team_id() const override { return server().world.team().id; }

    void stop() override {
        Server& stopping = server();
        if (stopping.stopped) return;
        stopping.stopped = true;
        for (asio::steady_timer* waiter : stopping.clock_waiters)
            waiter->cancel();
        stopping.sockets.drop();
        running_->http.reset();
        stopping.restart = {};  // it keeps `running_`, which keeps the server
        try {
            stopping.journal.append(record_line(WallTime{stopping.clock.now_ms()}));
        } catch (const std::exception& error) {  // this may be a destructor
            stopping.say(error.what());
        }
    }

    std::vector<Named> channels() const override {
        std::vector<Named> all;
        for (const Channel& channel : server().world.channels())
            if (!channel.direct()) all.push_back({channel.name, channel.id});
        return all;
    }

    std::vector<Named> users() const override {
        std::vector<Named> all;
        for (const User& user : server().world.users())
            all.push_back({user.username, user.id});
        return all;
    }

    std::optional<std::string> channel_id(std::string_view name) const override {
        const Channel* channel = server().world.channel_named(name);
        return channel ? std::optional(channel->id) : std::nullopt;
    }

    std::optional<std::string> user_id(std::string_view username) const override {
        const User* user = server().world.user_named(username);
        return user ? std::optional(user->id) : std::nullopt;
    }

    result<std::string> write(std::string_view username, std::string_view channel,
                              std::string message) override {
        const auto user = user_id(username);
        const auto place = channel_id(channel);
        if (!user || !place) return Error{errc::not_found, "No such user or channel."};
        auto post = create_post(server(), {*user, *place, {}, std::move(message), {}, {}});
        if (!post) return Error{errc::invalid, post.error().message};
        return post->id;
    }

    bool set_command_url(std::string_view trigger, std::string url) override {
        const Command* known = server().world.command_for(trigger);
        if (known == nullptr) return false;
        Command command = *known;
        command.url = std::move(url);
        server().save(command);
        return true;
    }

private:
    Server& server() const { return *running_->server; }

    std::shared_ptr<Running> running_;
};

// Takes up what the journal holds; afterwards it is as short as it can be.
result<void> take_up(Server& server) {
    server.clock.restart_at(to_unix(server.options.start) * 1000);
    auto read = [&](std::string_view line) {
        return read_record(line, server.world);
    };
    auto replay = server.journal.replay(read);
    if (!replay) return replay.error();
    if (replay->torn) server.say("the journal's last line was cut off and is left out");
    if (replay->lines > 0) {
        server.clock.restart_at(
            std::max(to_unix(server.options.start) * 1000, server.world.newest_at()));
        server.clock.stamped(server.world.newest_at());
        server.say("the sandbox goes on at " + rfc3339(server.clock.now_ms()));
    }
    return {};
}

}  // namespace

result<std::unique_ptr<Sandbox>> start_sandbox(asio::any_io_executor executor, Options options) {
    auto server = std::make_shared<Server>(executor, std::move(options));
    server->secret = new_id() + new_id();
    auto taken_up = take_up(*server);
    if (!taken_up) return taken_up.error();
    auto sown = sow(*server, server->options.seed);
    if (!sown) return sown.error();
    server->journal.rewrite(all_records(server->world, server->clock.now_ms()));
    auto running = std::make_shared<Running>();
    running->server = server;
    auto http = listen(server, server->options.port);
    if (!http) return http.error();
    running->http = std::move(*http);
    running->port = running->http->port();
    server->url = "http://127.0.0.1:" + std::to_string(running->port);
    server->restart = [weak = std::weak_ptr(running)](std::chrono::milliseconds away) {
        auto open = weak.lock();
        if (!open || std::exchange(open->restarting, true)) return;
        auto job = restart(open, away);
        asio::co_spawn(open->server->executor, std::move(job), asio::detached);
    };
    return std::make_unique<Started>(std::move(running));
}

}  // namespace qm::sandbox
