// Rest between two turns of a person, counted on working days: two free ones are enough.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace qm::core {

inline constexpr int nobody = -1;

// What is lost when `who` has a day after those of `before` and `two_before`, by places.
int rest_broken(int who, int before, int two_before);

// From the last day backwards: how little rest must be broken from a day on, after any two people.
class RestAhead {
public:
    RestAhead() = default;
    // `could`: for each day who could have it; nobody: the day passes without one.
    RestAhead(int people, const std::vector<std::vector<int>>& could);

    bool empty() const { return least_.empty(); }
    int least(std::size_t day, int before, int two_before) const {
        return least_[day][state(before, two_before)];
    }

private:
    std::size_t state(int before, int two_before) const {
        return static_cast<std::size_t>(before + 1) * (people_ + 1) +
               static_cast<std::size_t>(two_before + 1);
    }

    std::size_t people_ = 0;
    std::vector<std::vector<int>> least_;  // by day, one more than there are, then by state
};

}  // namespace qm::core
