// Rotas as files: what `run plan --format csv` writes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace qm::core {

// A line with CRLF (RFC 4180). A cell that a spreadsheet would take for a formula gets an
// apostrophe before it.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace qm::core
