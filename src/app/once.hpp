// Keys met lately, so many of them: what comes a second time while the first is on its way.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_set>

namespace qm::app {

class Once {
public:
    explicit Once(std::size_t most) : most_(most) {}

    bool first(const std::string& key) {
        if (!known_.insert(key).second) return false;
        order_.push_back(key);
        if (order_.size() > most_) {
            known_.erase(order_.front());
            order_.pop_front();
        }
        return true;
    }

private:
    std::size_t most_;
    std::unordered_set<std::string> known_;
    std::deque<std::string> order_;
};

}  // namespace qm::app
