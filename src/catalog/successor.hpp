// Where a thing that vanished lives on, where that can be told.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/entry.hpp>

#include <vector>

namespace qm::catalog {

// Among entries that came when `gone` went: one of its kind with the same name, the same words of
// description, or most of the same inputs. Nothing when none is sure.
const Entry* successor_of(const Entry& gone, const std::vector<const Entry*>& fresh);

}  // namespace qm::catalog
