// What people opened of the answers to the same query: it breaks ties and nothing else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/asked.hpp"

#include <string>
#include <string_view>
#include <unordered_map>

namespace qm::catalog {

class Learned {
public:
    using Times = std::unordered_map<std::string, int>;  // by the entry's id

    void add(std::string_view words, const std::string& entry, int times) {
        by_query_[normal_query(words)][entry] += times;
    }
    // Null: nobody who asked that opened anything.
    const Times* of(std::string_view words) const {
        const auto found = by_query_.find(normal_query(words));
        return found == by_query_.end() ? nullptr : &found->second;
    }
    bool empty() const { return by_query_.empty(); }

private:
    std::unordered_map<std::string, Times> by_query_;
};

}  // namespace qm::catalog
