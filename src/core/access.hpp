// What an access request says already: nobody is asked twice.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/time.hpp>

#include <string_view>

namespace qm::core {

struct AccessSaid {
    bool rights = false;    // "read-only", « en écriture »
    bool until = false;     // "until 30 Nov", "for two days", "permanent"
    bool approver = false;  // "Alice approves", « validé par Alice »
};

// Guessed by words, the first 4,000 bytes; `today` is when it was asked.
AccessSaid access_said(std::string_view text, Date today);

}  // namespace qm::core
