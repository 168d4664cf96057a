// The HTTP listener: slash commands, buttons and forms of Mattermost, calls of Slack, and the state
// of the bot.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/reply.hpp>

#include "app/calendar_feed.hpp"
#include "app/clock.hpp"
#include "chat/mattermost_hooks.hpp"
#include "chat/slack.hpp"
#include "core/say.hpp"
#include "gitlab/gitlab_json.hpp"
#include "net/http_server.hpp"

#include <functional>
#include <memory>
#include <string>

namespace qm::app {

struct DoorWires {
    // Of Mattermost only; empty on another platform.
    std::function<boost::asio::awaitable<void>(Event&)> resolve;  // names and channel
    std::function<boost::asio::awaitable<Reply>(Event)> answer;   // after the commit
    std::function<boost::asio::awaitable<result<void>>(std::string trigger, Form, Event)> open_form;
    std::function<std::string(const Message&, const Event&)> command_answer;
    std::function<std::string(const Message&, const Event&)> action_answer;

    // Of Slack over HTTP only; empty elsewhere.
    std::function<boost::asio::awaitable<chat::SlackSaid>(chat::SlackCall)> slack;

    std::function<std::string()> trouble;             // why its work is not done; "": it is
    std::function<std::string()> not_ready;           // why the chat is not heard; "": it is
    std::function<std::string()> push_token;          // of GitLab's webhook; "": there is none
    std::function<bool(const gitlab::Push&)> pushed;  // false: none of our sources
    std::function<boost::asio::awaitable<std::string>(std::string token)> calendar;  // "": none
    std::function<std::string()> metrics;  // Prometheus text; no names, texts or ids
};

struct DoorSettings {
    std::string address;
    unsigned short port = 0;
    chat::CommandTokens tokens;
    std::string secret;
};

class HttpDoor {
public:
    HttpDoor(DoorSettings settings, const core::Texts& texts, const Clock& clock, DoorWires wires);
    // `unavailable` when the address is taken.
    result<void> listen(boost::asio::any_io_executor executor);
    unsigned short port() const { return server_ ? server_->port() : 0; }
    void stop();

private:
    boost::asio::awaitable<net::HttpResponse> handle(net::ServerRequest request);
    boost::asio::awaitable<net::HttpResponse> slack(net::ServerRequest request,
                                                    chat::SlackDoor door);
    boost::asio::awaitable<net::HttpResponse> calendar(net::ServerRequest request);
    boost::asio::awaitable<net::HttpResponse> command(net::ServerRequest request);
    boost::asio::awaitable<net::HttpResponse> press(net::ServerRequest request);
    boost::asio::awaitable<net::HttpResponse> form(net::ServerRequest request);
    std::string bare(const Reply& reply, const Event& event) const;

    DoorSettings settings_;
    const core::Texts& texts_;
    const Clock& clock_;
    DoorWires wires_;
    CalendarCalls calendar_calls_;
    std::unique_ptr<net::HttpServer> server_;
};

}  // namespace qm::app
