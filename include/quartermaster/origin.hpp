// What a request is known by that no message to us asked for: a slash command, a ticket under
// somebody's words. Its status post carries this, so that a copy of the database that is put back
// learns of the request again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/ids.hpp>

#include <string>

namespace qm {

struct Origin {
    std::string event;  // the key of what opened it: what was said of it has keys made of this one
    UserId asker;
    TeamId team;
    std::string because;  // of that team, as in the request
    std::string product;
    std::string words;  // as they are kept: capped, secrets masked

    bool empty() const { return event.empty(); }
};

}  // namespace qm
