// When a request is looked at next, and what for. Every open request has such a time, always: it is
// half of what "attended" means, the other half is an owner.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/request.hpp>
#include <quartermaster/team.hpp>

#include <optional>

namespace qm::core {

struct Look {
    enum class What {
        remind,      // nobody has taken it, and its promise runs: `stage`
        news,        // the asker was promised news by now, and has none
        settle,      // nobody has chosen a team: the front desk has it
        come_back,   // it was moved, and nobody there took it
        ask,         // taken, and silent for a working day
        give_back,   // its owner was asked, and is still silent
        look_again,  // what it waited for should be there
        rest,        // all reminders of the day were given: the handover begins anew
    };
    What what = What::remind;
    Instant at{};
    Lateness stage = Lateness::none;  // remind: what the request will be when it fires
};

// Nothing when it is over.
std::optional<Look> next_look(const Request& request, const Team& team);

// The next reminder of a request nobody has taken, or nothing when all were given.
std::optional<Look> next_reminder(const Request& request, const Team& team);

}  // namespace qm::core
