// Tables as spreadsheets write them. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace qm::core {

// What is no UTF-8 is read as Windows-1252; without its byte-order mark. `invalid`: it is no text.
result<std::string> file_text(std::string_view bytes);

struct CsvRow {
    int line = 0;
    std::vector<std::string> cells;
    bool open = false;  // the last one: a quote that begins in it is never closed
};

constexpr std::size_t csv_rows_max = 20'000;  // one more is read, so that the caller can tell

// Without blank lines. `,`, `;` or a tab between cells: what the first line has most of. Quotes may
// hold separators, line ends and, doubled, quotes.
std::vector<CsvRow> csv_rows(const std::string& text);

// A line with CRLF (RFC 4180). A cell that a spreadsheet would take for a formula gets an
// apostrophe before it; reading takes it away again.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace qm::core
