// What can be set in a Helm chart: values.yaml with its comments, values.schema.json, and the
// values that templates refuse to do without.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

// Top-level keys, and deeper ones where somebody documented them ("image.tag").
std::vector<Variable> chart_values(const Tree& tree, std::string_view dir,
                                   std::vector<Problem>& problems);

// Paths of `required "…" .Values.a.b` that stand outside any condition of the template.
std::vector<std::string> required_values(std::string_view text);

}  // namespace qm::catalog
