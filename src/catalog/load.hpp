// One commit of a repository in, entries and problems of every kind out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

namespace qm::catalog {

// Runs every kind over the tree, fills what is the same for all (owner, licence, `updated`, page,
// releases, authors, successor), and sorts by kind and name. Never throws for what is in the tree.
KindResult load(const Tree& tree, const std::vector<Kind>& kinds);

// Valid text without secrets, within the bounds of an entry.
void tidy(Entry& entry);

}  // namespace qm::catalog
