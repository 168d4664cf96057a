// What replaces a deprecated entry, as its own words say it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace qm::catalog {

// "# DEPRECATED", "this chart is deprecated in favour of …": said in the first lines of a README.
bool says_deprecated(std::string_view readme);

// A paragraph that says that the thing is over, not what it is.
bool is_obituary(std::string_view text);

// "deprecated in favour of X", "replaced by X", "use X instead": X as people call it; "" when the
// first 4000 bytes name none. A link gives its text, a bare address its last part.
std::string successor_in(std::string_view text);

}  // namespace qm::catalog
