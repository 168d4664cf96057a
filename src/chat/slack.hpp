// The Slack adapter: one app in one workspace, over the Web API and Socket Mode, or calls of
// Slack's over HTTP. Facts: docs.slack.dev (Socket Mode, request signatures, Block Kit, rate
// limits). SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chat/chat.hpp"
#include "chat/slack_hooks.hpp"
#include "core/say.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace qm::chat {

// Bounds of waiting; tests make them small.
struct SlackTimings {
    std::chrono::milliseconds hello{10'000};
    std::chrono::milliseconds idle{10'000};  // of the websocket's own pings
    std::chrono::milliseconds request{10'000};
    std::chrono::milliseconds answer{1'500};   // then a form or an empty answer goes first: Slack
                                               // waits for three seconds
    std::chrono::milliseconds drain{2'000};    // of a connection that is replaced
    std::chrono::milliseconds fresh{600'000};  // what is known of people and channels
    std::chrono::milliseconds backfill_again{5'000};
    std::chrono::milliseconds called{2'500};  // by HTTP: then Slack is answered, before it gives up
    std::chrono::milliseconds unhurried{
        1'500};                                // between pages, when nothing is known to be missed
    std::chrono::milliseconds sweep{600'000};  // all is read back, whether or not it was told
    std::chrono::milliseconds token{60'000};   // between tries of one that was refused
    // Names that are not known by then hold no post up any longer: a card that calls nobody is
    // better than none, and a list of people is read in seconds, or past a limit or two.
    std::chrono::milliseconds names{30'000};
    double reconnect_scale = 1.0;  // of the delays of Reconnect
};

struct SlackOptions {
    std::string api_url = "https://slack.com/api";
    std::string bot_token;       // xoxb-…
    std::string app_token;       // xapp-…, connections:write; of Socket Mode only
    std::string signing_secret;  // Slack calls us over HTTP; empty: Socket Mode
    bool join = false;           // public channels of the configuration: channels:join is granted
    std::int64_t first_start_ms = 0;
    Names names;
    const core::Texts& texts;  // outlives the adapter
    Zone zone = "UTC";
    std::function<std::chrono::milliseconds()> steady;
    SlackTimings timings = {};
};

// What is answered to a call of Slack's over HTTP.
struct SlackSaid {
    int status = 200;
    std::string body;  // JSON, or empty
    std::string why;   // of what is no 200, for the log: none of the call's words
};

class Slack : public Chat {
public:
    // By HTTP: resumes once what must last is committed, in less than the three seconds that Slack
    // waits. What is not kept by then is 503: Slack tells of an event again.
    virtual boost::asio::awaitable<SlackSaid> called(SlackCall call) = 0;
};

// `invalid` when an address is none. After stop() and the end of run(), or without run(), it may
// be destroyed; the listener must live until then. It calls `kept` and `answer` of the listener.
result<std::unique_ptr<Slack>> make_slack(boost::asio::any_io_executor executor,
                                          SlackOptions options, Listener listener);

}  // namespace qm::chat
