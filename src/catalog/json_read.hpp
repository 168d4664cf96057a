// JSON of strangers as a Value: bounded, never throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/value.hpp"

#include <optional>
#include <string_view>

namespace qm::catalog {

// At most 1 MB, 32 deep and 50,000 nodes; nothing when it is not JSON or passes a bound.
std::optional<Value> read_json(std::string_view text);

}  // namespace qm::catalog
