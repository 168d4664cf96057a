// The websockets: authentication, numbering, replies, and who is told of what.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_server.hpp"
#include "sandbox/clock.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/streams.hpp"
#include "sandbox/world.hpp"

#include <boost/asio/steady_timer.hpp>

#include <list>
#include <memory>

namespace qm::sandbox {

struct Event {
    std::string name;
    std::string data;  // JSON text
    // Where it goes: one user; else a channel's members; else everybody.
    std::string user_id = {}, channel_id = {}, omit_user_id = {};
    bool people_only = false;  // not to bots
};

class Sockets {
public:
    static constexpr std::size_t sockets_max = 64;

    // Who does not authenticate within `patience` is dropped.
    Sockets(boost::asio::any_io_executor executor, const World& world, Faults& faults,
            const Clock& clock, std::chrono::milliseconds patience)
        : executor_(std::move(executor)),
          world_(world),
          faults_(faults),
          clock_(clock),
          patience_(patience) {}

    // One connection, until it ends. Without a close frame, as Mattermost ends them.
    boost::asio::awaitable<void> serve(net::ServerRequest request,
                                       std::unique_ptr<net::ServerSocket> socket);
    void publish(const Event& event);

    // Of one user, or of everybody when it is empty.
    void drop(const std::string& user_id = {});
    // Those open now are told nothing more and answer nothing; new ones work.
    void silence(const std::string& user_id = {});
    bool online(const std::string& user_id) const;
    std::size_t open() const { return open_.size(); }

private:
    struct Connection {
        std::unique_ptr<net::ServerSocket> socket;
        boost::asio::steady_timer alarm;  // for those who do not say who they are
        Stream stream;
        bool over = false, silent = false;
    };

    // On the list as long as it lives, however it ends.
    class Listed {
    public:
        Listed(std::list<Connection*>& list, Connection* connection)
            : list_(list), at_(list.insert(list.end(), connection)) {}
        ~Listed() { list_.erase(at_); }
        Listed(const Listed&) = delete;
        Listed& operator=(const Listed&) = delete;

    private:
        std::list<Connection*>& list_;
        std::list<Connection*>::iterator at_;
    };

    bool welcome(Connection& connection, const net::ServerRequest& request);
    bool resume(Connection& connection, const Session& session, const std::string& id,
                std::uint64_t from);
    void drop_when_late(const std::shared_ptr<Connection>& connection);
    // `seq_reply` is that of the challenge; 0: the upgrade itself said who it is.
    void greet(Connection& connection, const Session& session, std::int64_t seq_reply);
    boost::asio::awaitable<void> read_frames(Connection& connection);
    void answer(Connection& connection, const std::string& frame);
    void challenge(Connection& connection, const std::string& token, std::int64_t seq);
    void send(Connection& connection, std::string text);
    void tell(Connection& connection, const std::string& head);
    void end(Connection& connection);
    bool concerns(const Stream& stream, const Event& event) const;

    boost::asio::any_io_executor executor_;
    const World& world_;
    Faults& faults_;
    const Clock& clock_;
    std::chrono::milliseconds patience_;
    std::list<Connection*> open_;
    Streams left_;  // of connections that ended
};

// The token of a request: "Authorization: Bearer", else the cookie MMAUTHTOKEN.
std::string token_of(const net::ServerRequest& request);
std::string cookie_of(const net::ServerRequest& request, std::string_view name);

}  // namespace qm::sandbox
