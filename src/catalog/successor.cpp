// Where a thing that vanished lives on.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/successor.hpp"

#include "catalog/words.hpp"

#include <algorithm>
#include <set>

namespace qm::catalog {
namespace {

constexpr std::size_t inputs_enough = 3;  // fewer may be the same by chance
constexpr std::size_t description_enough = 20;

bool same_inputs(const Entry& a, const Entry& b) {
    std::set<std::string> names;
    for (const Variable& input : a.inputs)
        names.insert(input.name);
    std::size_t both = 0;
    for (const Variable& input : b.inputs)
        both += names.contains(input.name);
    const std::size_t most = std::max(names.size(), b.inputs.size());
    return both >= inputs_enough && both * 3 >= most * 2;
}

}  // namespace

const Entry* successor_of(const Entry& gone, const std::vector<const Entry*>& fresh) {
    const Entry* found = nullptr;
    for (const Entry* entry : fresh) {
        if (entry->kind != gone.kind) continue;
        if (normal_form(entry->name) == normal_form(gone.name)) return entry;
        const bool same_words =
            gone.description.size() >= description_enough && entry->description == gone.description;
        if (!same_words && !same_inputs(gone, *entry)) continue;
        if (found != nullptr) return nullptr;  // two that look like it: neither is sure
        found = entry;
    }
    return found;
}

}  // namespace qm::catalog
