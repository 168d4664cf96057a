// Licences: their SPDX names from free text and from the head of a LICENSE file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include <string>
#include <string_view>

namespace qm::catalog {

// "Apache License 2.0" → "Apache-2.0", "license (BSD, MIT)" → "BSD OR MIT"; unknown words stay.
std::string spdx(std::string_view text);

// A DEP-5 file: the licence of "Files: *", or the first one named; "" for any other text.
std::string dep5_licence(std::string_view text);

// What the nearest LICENSE or COPYING file at or above the folder says; "" when none is known.
std::string licence_file(const Tree& tree, std::string_view dir);

}  // namespace qm::catalog
