// Seals over what travels through people's hands: contexts of buttons, states of forms. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chat/mattermost_wire.hpp"

#include <string>
#include <string_view>

namespace qm::chat {

constexpr std::int64_t button_life = 180LL * 24 * 3600;  // seconds
constexpr std::int64_t form_life = 24LL * 3600;

std::string seal_button(std::string_view secret, std::string_view command, std::int64_t version,
                        std::string_view channel, std::int64_t expiry);
std::string seal_form(std::string_view secret, const DialogState& state);

// In constant time. An empty secret opens nothing.
bool is_sealed(std::string_view secret, const ActionCall& call);
bool is_sealed(std::string_view secret, const DialogState& state);

}  // namespace qm::chat
