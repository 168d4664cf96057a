// Which chat the configuration wants, and its calls to the HTTP listener.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/clock.hpp"
#include "app/config.hpp"
#include "app/http_door.hpp"
#include "app/intake.hpp"
#include "app/store_thread.hpp"
#include "chat/mattermost.hpp"
#include "chat/slack.hpp"

#include <memory>

namespace qm::app {

// Throw std::runtime_error when an address of the configuration is none. `texts` and `clock`
// outlive what is made.
std::unique_ptr<chat::Mattermost> mattermost_of(boost::asio::any_io_executor executor,
                                                const Config& config, const core::Texts& texts,
                                                const Clock& clock, std::int64_t first_start_ms,
                                                const std::string& secret, chat::Listener listener);
std::unique_ptr<chat::Slack> slack_of(boost::asio::any_io_executor executor, const Config& config,
                                      const core::Texts& texts, const Clock& clock,
                                      std::int64_t first_start_ms, chat::Listener listener);

// What the chat asks of the store.
void wire_store(chat::Listener& listener, StoreThread& store);

// Slash commands, buttons and forms of Mattermost; without them the door answers 404 there.
void wire_hooks(DoorWires& wires, chat::Mattermost& chat, Intake& intake);
// Calls of Slack over HTTP; the same.
void wire_calls(DoorWires& wires, chat::Slack& chat);

}  // namespace qm::app
