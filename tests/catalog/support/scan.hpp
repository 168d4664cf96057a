// Loading a tree with every kind, and finding what came out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/load.hpp"
#include "catalog/support/memory_tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace qm::support {

inline KindResult scan(const Tree& tree) {
    return catalog::load(tree, all_kinds());
}

// "kind/name" of everything found, in order.
inline std::vector<std::string> ids(const KindResult& found) {
    std::vector<std::string> out;
    for (const auto& entry : found.entries)
        out.push_back(entry.kind + '/' + entry.name);
    return out;
}

// The entry "kind/name"; an empty one and a failure when there is none.
inline Entry entry(const KindResult& found, std::string_view id) {
    for (const auto& one : found.entries)
        if (one.kind + '/' + one.name == id) return one;
    ADD_FAILURE() << "no entry " << id;
    return {};
}

inline Variable variable(const std::vector<Variable>& list, std::string_view name) {
    for (const auto& one : list)
        if (one.name == name) return one;
    ADD_FAILURE() << "no variable " << name;
    return {};
}

inline std::vector<std::string> names(const std::vector<Variable>& list) {
    std::vector<std::string> out;
    for (const auto& one : list)
        out.push_back(one.name);
    return out;
}

}  // namespace qm::support
