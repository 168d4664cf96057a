// Is a message meant for us, and what are its words? Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace qm::chat {

struct Heard {
    bool to_us = false;
    std::string text;  // without our own name where it leads; ends trimmed
};

// `name` is our username. A literal "@name" in any letter case, outside code, is meant for us; so
// is every word of a direct channel. @all, @channel and @here never are.
Heard hear(std::string_view message, std::string_view name, bool direct);

}  // namespace qm::chat
