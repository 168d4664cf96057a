// What a request by slash command is known by. No message of the asker stands in chat, so its
// status post carries this: a copy of the database that is put back learns of the request from it
// again. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/ids.hpp>

#include <string>

namespace qm {

struct Origin {
    std::string event;  // the key of the command: what was said of it has keys made of this one
    UserId asker;
    TeamId team;
    std::string words;  // as they are kept: capped, secrets masked

    bool empty() const { return event.empty(); }
};

}  // namespace qm
