// Entries as JSON: the documents of the store and the lines of `catalog scan --format jsonl`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/entry.hpp>
#include <quartermaster/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

// One line. `id` is given because it is unique only within an output (see unique_ids).
std::string write_entry(const Entry& entry, std::string_view id);

// Needs only id (or kind and name); unknown keys are ignored, wrong types are `invalid`.
result<Entry> read_entry(std::string_view line);

// "<kind>/<name>", with "@<repo>[//path]" added to each where that is not unique.
std::vector<std::string> unique_ids(const std::vector<Entry>& entries);

}  // namespace qm::catalog
