// A MAINTAINERS file: who looks after a repository whose manifests name nobody.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include <string>
#include <string_view>

namespace qm::catalog {

// The first three people of its first list, by name or handle; "" when it lists none. Lists of one
// part of the repository ("* `cmd/x`: Ann") are passed over.
std::string maintainers_in(std::string_view text);

// Of the file MAINTAINERS or MAINTAINERS.md where the platforms keep it.
std::string maintainers_of(const Tree& tree);

}  // namespace qm::catalog
