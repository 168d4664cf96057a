// A tiny Mattermost that a test holds in its hands: says what it is told, keeps posts, loses
// replies. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chat/mattermost.hpp"
#include "net/http_server.hpp"

#include <boost/asio/io_context.hpp>
#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace qm::chat::test {

struct KeptPost {
    std::string id, channel, user, root, message, key;
    std::int64_t at = 0;
    std::int64_t edited = 0;
};

class TinyServer {
public:
    explicit TinyServer(boost::asio::io_context& loop);
    std::string url() const;

    // Somebody writes; `told`: the sockets hear of it.
    std::string post(const std::string& user, const std::string& message, bool told = true,
                     const std::string& root = "", const std::string& channel = "chan");
    // What stands there is edited, or deleted with all that stands below it.
    void edit(const std::string& id, const std::string& message, bool told = true);
    void erase(const std::string& id, bool told = true);
    void say(const std::string& event, const std::string& data);  // to every socket, with a seq
    void skip() { ++seq_; }                                       // a frame is lost
    void drop() { server_->drop_sockets(); }
    std::vector<KeptPost> posts_of(const std::string& user) const;

    std::vector<KeptPost> posts;
    std::vector<std::string> calls;                  // "GET /users/me", in order
    std::map<std::string, int> refuse;               // status by "METHOD /path", else served
    std::string refuse_id = "refused.by.test";       // of all of those
    std::function<void(const std::string&)> before;  // told of a call before it is answered
    std::map<std::string, std::string> last_names;   // by id; of others it is their id
    std::string token;                               // that alone is taken; empty: any is
    bool tells_health = true;                        // a ping says how the database is
    bool reads_database = true;
    bool greets = true;
    bool goes_on =
        false;  // connections may be taken up again: what was said meanwhile is told then
    bool answers_pings = true;
    bool loses_replies = false;  // a post is kept, its answer is not sent
    int sockets = 0;             // opened so far

private:
    boost::asio::awaitable<net::HttpResponse> answer(net::ServerRequest request);
    boost::asio::awaitable<void> socket(net::ServerRequest request,
                                        std::unique_ptr<net::ServerSocket> socket);
    std::string body_of(const net::ServerRequest& request, int& status);
    std::string create(const std::string& body, int& status);
    std::string list(const net::ServerRequest& request) const;

    boost::asio::io_context& loop_;
    std::unique_ptr<net::HttpServer> server_;
    std::vector<net::ServerSocket*> open_;
    std::vector<std::string> frames_;  // of the connection that goes on, by their numbers
    std::int64_t seq_ = 0;
    int made_ = 0;  // posts
    std::int64_t clock_ = 1'800'000'000'000;
};

}  // namespace qm::chat::test
