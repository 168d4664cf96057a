// Why a day is somebody's: the values by which the planner chose. They are stored with a published
// day, so that `/run why` tells what was weighed then and not what would be weighed today.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/time.hpp>

#include <string>
#include <vector>

namespace qm {

enum class Standing {
    free,       // could have had the day
    resting,    // a turn of theirs is fewer than two free working days away
    saved,      // rested, but needed on the scarce days that follow
    away,       // absent that day, or not yet or no more of the team
    shadowing,  // never alone
    tighter,    // resting more than the one who was chosen, who rests too
    owing,      // resting more than another who is there, but owes so much more
};

struct Weighed {
    std::string username;
    Standing standing = Standing::free;
    int balance = 0;  // hundredths of a day of duty owed to the team; below 0: ahead
    int weekday = 0;  // the same, of this weekday alone
    int covers = 0;   // the same, of days taken over from somebody
    int served = 0;   // turns of this weekday in the last year
    bool operator==(const Weighed&) const = default;
};

struct Decision {
    Date date{};
    std::string username;
    std::string backup;  // empty: none is wanted, or nobody is left
    std::string shadow;
    bool by_rule = false;          // round robin or fixed weekday: nothing had to be weighed
    bool is_cover = false;         // for somebody whose day it was
    bool nobody_there = false;     // everybody is away; chosen all the same, the lead must know
    std::vector<Weighed> weighed;  // the chosen one first, then by preference
    bool operator==(const Decision&) const = default;
};

}  // namespace qm
