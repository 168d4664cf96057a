// The Slack adapter: one app in one workspace, over Socket Mode and the Web API. Facts:
// docs.slack.dev (Socket Mode, Block Kit, rate limits).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chat/chat.hpp"
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
    double reconnect_scale = 1.0;  // of the delays of Reconnect
};

struct SlackOptions {
    std::string api_url = "https://slack.com/api";
    std::string bot_token;  // xoxb-…
    std::string app_token;  // xapp-…, connections:write
    bool join = false;      // public channels of the configuration: channels:join is granted
    std::int64_t first_start_ms = 0;
    Names names;
    const core::Texts& texts;  // outlives the adapter
    Zone zone = "UTC";
    std::function<std::chrono::milliseconds()> steady;
    SlackTimings timings = {};
};

// `invalid` when an address is none. After stop() and the end of run(), or without run(), it may
// be destroyed; the listener must live until then. It calls `kept` and `answer` of the listener.
result<std::unique_ptr<Chat>> make_slack(boost::asio::any_io_executor executor,
                                         SlackOptions options, Listener listener);

}  // namespace qm::chat
