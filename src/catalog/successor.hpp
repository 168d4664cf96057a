// What replaces a deprecated entry, as its own words say it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace qm::catalog {

// "deprecated in favour of X", "replaced by X", "use X instead": X as people call it; "" when the
// first 4000 bytes name none. A link gives its text, a bare address its last part.
std::string successor_in(std::string_view text);

}  // namespace qm::catalog
