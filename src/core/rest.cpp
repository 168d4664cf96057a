// Rest between turns, and how little of it must be broken.
// SPDX-License-Identifier: Apache-2.0
#include "core/rest.hpp"

#include <algorithm>
#include <limits>

namespace qm::core {
namespace {

constexpr int again_cost = 3;  // the next working day
constexpr int soon_cost = 1;   // one free day between

}  // namespace

int rest_broken(int who, int before, int two_before) {
    if (who == nobody) return 0;
    return who == before ? again_cost : who == two_before ? soon_cost : 0;
}

RestAhead::RestAhead(int people, const std::vector<std::vector<int>>& could)
    : people_(static_cast<std::size_t>(people)) {
    const std::size_t states = (people_ + 1) * (people_ + 1);
    least_.assign(could.size() + 1, {});
    least_.back().assign(states, 0);
    for (std::size_t day = could.size(); day-- > 0;) {
        least_[day].assign(states, 0);
        for (int before = nobody; before < people; ++before) {
            for (int two = nobody; two < people; ++two) {
                int& least = least_[day][state(before, two)];
                least = could[day].empty() ? least_[day + 1][state(nobody, before)]
                                           : std::numeric_limits<int>::max();
                for (const int who : could[day])
                    least = std::min(
                        least, rest_broken(who, before, two) + least_[day + 1][state(who, before)]);
            }
        }
    }
}

}  // namespace qm::core
