// What a head of SRE reads after some weeks: a team's figures, and the words that come again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/figures.hpp>

#include "desk/turn.hpp"

#include <functional>

namespace qm::desk {

struct Report {
    Instant from{};
    Instant until{};
    TeamFigures figures;
    // Words of four letters or more that at least three of the newest 5,000 requests begin with,
    // and no more than half of them; most first, at most ten. No names, nothing that was said in
    // private, and nothing of security or access.
    std::vector<Count> topics;
};

// `common`: says nothing of what was asked for.
using Common = std::function<bool(const std::string& word)>;

Report report_of(Turn& turn, const Team& team, Instant from, Instant until, const Common& common);

struct Baseline {
    std::optional<Report> before;  // the last weeks in which the team was not heard
    std::optional<Report> since;   // the newest weeks since it is heard; never longer than that
};

// Of the last time the team was quiet or paused for a week or longer; empty: it never was.
Baseline baseline_of(Turn& turn, const Team& team, int weeks, const Common& common);

}  // namespace qm::desk
