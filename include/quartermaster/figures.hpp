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
    int late = 0;         // first reply after its promise, or none and the promise is over
    int unreplied = 0;    // without a reply when the duty day ended
    int reopened = 0;     // times
    int moved = 0;        // times, to another team
    int handed_over = 0;  // requests that went to another day at least once
    std::optional<Minutes> reply_p50;  // to the first reply, in duty time
    std::optional<Minutes> reply_p90;
    std::vector<Count> kinds;     // most first
    std::vector<Count> products;  // most first; at most ten
    bool cut = false;             // more than the bound: only the newest were counted
};

}  // namespace qm
