// The Mattermost adapter: one bot account in one team, over its websocket and REST API v4.
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
struct MattermostTimings {
    std::chrono::milliseconds hello{5'000};        // a refused token is never told: no hello comes
    std::chrono::milliseconds ping_every{15'000};  // a silent server still answers TCP
    std::chrono::milliseconds ping_answer{10'000};
    std::chrono::milliseconds check_every{240'000};   // GET /users/me: revoked, renamed
    std::chrono::milliseconds backfill_again{5'000};  // after a failure
    std::chrono::milliseconds look_every{15'000};     // for what the socket never told
    std::chrono::milliseconds round_every{180'000};   // each channel; marks lag by 5 minutes
    std::chrono::milliseconds ask_again{1'000};       // before a refusal is believed
    std::chrono::milliseconds between_threads{200};   // read again: who asks now goes before
    std::chrono::milliseconds idle{10'000};           // of the websocket's own pings
    std::chrono::milliseconds request{10'000};
    std::chrono::milliseconds user_fresh{600'000};
    double reconnect_scale = 1.0;  // of the delays of Reconnect
};

struct MattermostOptions {
    std::string url;                  // http(s)://chat.example.com
    std::string token;                // of the bot account
    std::string team;                 // its name in addresses
    std::string callback_url;         // ours, as Mattermost reaches it; /mattermost/action and
                                      // /mattermost/dialog are added. Empty: no buttons, no forms
    std::string secret;               // seals buttons and forms
    std::int64_t first_start_ms = 0;  // Unix: older posts concern nobody
    Names names;
    const core::Texts& texts;                           // outlives the adapter
    Zone zone = "UTC";                                  // of those who have none
    std::function<std::chrono::milliseconds()> steady;  // a clock that nobody moves
    MattermostTimings timings = {};
    // Asked when the token is refused: the one that counts now. Empty: nothing to ask.
    std::function<std::string()> token_again = {};
};

struct Me {
    UserId id;  // empty until the first connection
    std::string username;
};

class Mattermost : public Chat {
public:
    // Completes an event of the HTTP side: the author's name, language and zone, the channel's name
    // and type. What cannot be asked stays as it was: then the channel counts as private.
    virtual boost::asio::awaitable<void> resolve(Event& event) = 0;
    virtual const Me& me() const = 0;

    // Bodies of HTTP answers, in the language and zone of the event's author.
    virtual std::string command_answer(const Message& message, const Event& event) const = 0;
    // An empty message says nothing. Mattermost carries no buttons here: they are dropped.
    virtual std::string action_answer(const Message& message, const Event& event) const = 0;
};

// `invalid` when the address is none. After stop() and the end of run(), or without run(), it may
// be destroyed; the listener must live until then.
result<std::unique_ptr<Mattermost>> make_mattermost(boost::asio::any_io_executor executor,
                                                    MattermostOptions options, Listener listener);

}  // namespace qm::chat
