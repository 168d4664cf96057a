// Counts of a team's requests over some weeks: never a person's, and no words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/time.hpp>

#include <optional>
#include <string>
#include <vector>

namespace qm {

struct Count {
    std::string name;
    int times = 0;
};

struct TeamFigures {
    int opened = 0;        // without what was no request
    int not_requests = 0;  // closed as such
    int solved = 0;
    int closed = 0;             // with a reason instead of an answer
    int late = 0;               // first reply after its promise, or none and the promise is over
    int unreplied = 0;          // without a reply when the duty day ended
    int reopened = 0;           // times
    int moved = 0;              // times, from this team to another
    int came_back = 0;          // of those, because nobody there took it
    int handed_over = 0;        // requests that went to another day at least once
    int posts = 0;              // what the bot said where others read it, but for the handovers
    int mentions_off_duty = 0;  // of engineers
    int unattended = 0;         // minutes of requests without an owner who is there or a next look
    std::optional<Minutes> reply_p50;  // to the first reply, in duty time
    std::optional<Minutes> reply_p90;
    std::vector<Count> kinds;     // most first
    std::vector<Count> products;  // most first; at most ten
    bool cut = false;             // more than the bound: only the newest were counted
};

}  // namespace qm
