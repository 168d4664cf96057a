// Lines of a CSV file.
// SPDX-License-Identifier: Apache-2.0
#include "core/rota_file.hpp"

namespace qm::core {
namespace {

constexpr const char* formula_starts = "=+-@\t\r\n";

std::string csv_cell(const std::string& text) {
    std::string safe = text;
    if (!safe.empty() && std::string(formula_starts).find(safe.front()) != std::string::npos)
        safe.insert(0, "'");
    if (safe.find_first_of(",;\"\r\n") == std::string::npos) return safe;
    std::string quoted = "\"";
    for (const char c : safe) {
        quoted += c;
        if (c == '"') quoted += '"';
    }
    return quoted + "\"";
}

}  // namespace

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells)
        line += (&cell == &cells.front() ? "" : ",") + csv_cell(cell);
    return line + "\r\n";
}

}  // namespace qm::core
