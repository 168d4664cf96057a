// A tiny Slack that a test holds in its hands: sockets, envelopes and their acknowledgements, the
// few calls the adapter makes, and faults. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_server.hpp"

#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace qm::chat::test {

class TinySlack {
public:
    explicit TinySlack(boost::asio::io_context& loop);
    std::string url() const;  // of the Web API
    unsigned short port() const { return server_->port(); }
    std::string response_url() const { return url().substr(0, url().size() - 4) + "/said"; }

    // Somebody writes in C1CHAN; told: an envelope goes to one socket, as Slack does it.
    std::string post(const std::string& user, const std::string& text, bool told = true,
                     const std::string& thread = "");
    // An envelope of this type to the newest socket; its id.
    std::string tell(const std::string& type, const nlohmann::json& payload);
    void say(const nlohmann::json& frame);  // to the oldest socket, as it is
    // What was not acknowledged is told again, as Slack does; how many there were.
    int retell();
    // The last envelope of an event again, hours later: another envelope, with the same event.
    std::string retry(const nlohmann::json& payload, int attempt);
    void drop() { server_->drop_sockets(); }
    int count(const std::string& method) const;
    nlohmann::json last(const std::string& method) const;  // what was asked; null: it was not

    std::vector<nlohmann::json> messages;           // as a history tells them
    std::vector<std::string> acks;                  // envelope ids, in order
    std::map<std::string, nlohmann::json> answers;  // what came with an acknowledgement
    std::vector<std::pair<std::string, nlohmann::json>> calls;
    std::vector<nlohmann::json> said;           // at a response_url
    std::string scopes;                         // of the token, as each answer's header says them
    std::string token_error;                    // of every call with the bot's token; "": none
    std::map<std::string, std::string> refuse;  // method → error; "429": with Retry-After 1
    bool keeps_history = true;                  // false: a long test reads nothing back
    std::size_t page = 0;                       // messages a page of a history; 0: all
    bool loses_answer = false;                  // of the next post: it was made, and 500 is said
    bool hangs_up = false;                      // new sockets end after their hello
    bool greets = true;                         // new sockets get a hello
    unsigned short socket_port = 0;  // where sockets are opened, of a gate before us; 0: here
    std::set<std::string>
        outside;  // channels in which the bot is not, and of which it is told nothing
    std::map<std::string, int> retry_after;  // seconds of the next refusals by "429", by method
    int greeted_gone = 0;                    // had their hello, and are no more
    int sockets = 0;                         // opened so far
    int open() const { return static_cast<int>(open_.size()); }
    int least_open = 1'000;  // at the end of any socket, with those that were left

private:
    boost::asio::awaitable<net::HttpResponse> answer(net::ServerRequest request);
    boost::asio::awaitable<void> socket(net::ServerRequest request,
                                        std::unique_ptr<net::ServerSocket> socket);
    nlohmann::json reply_to(const std::string& method, const nlohmann::json& asked);
    nlohmann::json create(const nlohmann::json& asked);

    boost::asio::io_context& loop_;
    std::unique_ptr<net::HttpServer> server_;
    nlohmann::json history(const nlohmann::json& asked) const;
    std::vector<net::ServerSocket*> open_;
    std::map<std::string, std::string> told_;  // envelopes that are not acknowledged, as written
    int clock_ = 0;
    int envelopes_ = 0;
};

}  // namespace qm::chat::test
