// Encodings, cells and lines.
// SPDX-License-Identifier: Apache-2.0
#include "core/csv.hpp"

#include "core/spec_words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace qm::core {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Windows-1252 from 0x80 to 0x9F; 0: nothing is there.
constexpr std::array<std::uint16_t, 32> windows_points{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

bool is_utf8(std::string_view text) {
    std::size_t left = 0;
    for (const char each : text) {
        const auto c = static_cast<unsigned char>(each);
        if (left > 0) {
            if ((c & 0xC0u) != 0x80u) return false;
            --left;
        } else if (c >= 0x80) {
            if (c < 0xC2 || c > 0xF4) return false;
            left = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
        }
    }
    return left == 0;
}

std::string from_windows(std::string_view text) {
    std::string out;
    for (const char each : text) {
        const auto c = static_cast<unsigned char>(each);
        if (c < 0x80) {
            out += each;
            continue;
        }
        unsigned point = c < 0xA0 ? windows_points[c - 0x80u] : c;
        if (point == 0) point = 0xFFFD;
        if (point >= 0x800) {
            out += static_cast<char>(0xE0u | (point >> 12u));
            out += static_cast<char>(0x80u | ((point >> 6u) & 0x3Fu));
        } else {
            out += static_cast<char>(0xC0u | (point >> 6u));
        }
        out += static_cast<char>(0x80u | (point & 0x3Fu));
    }
    return out;
}

// What is there most often on the first line that says something.
char separator_of(const std::string& text) {
    const std::size_t begin = std::min(text.find_first_not_of("\r\n"), text.size());
    const std::string_view line =
        std::string_view(text).substr(begin, text.find_first_of("\r\n", begin) - begin);
    char best = ',';
    for (const char one : {',', ';', '\t'}) {
        if (std::count(line.begin(), line.end(), one) > std::count(line.begin(), line.end(), best))
            best = one;
    }
    return best;
}

}  // namespace

result<std::string> file_text(std::string_view bytes) {
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    if (bytes.find('\0') != bytes.npos || bytes.starts_with("\xFF\xFE") ||
        bytes.starts_with("\xFE\xFF"))
        return Error{errc::invalid, "this is no text in UTF-8 or Windows-1252: save it as UTF-8"};
    return is_utf8(bytes) ? std::string(bytes) : from_windows(bytes);
}

std::vector<CsvRow> csv_rows(const std::string& text) {
    const char separator = separator_of(text);
    std::vector<CsvRow> rows;
    CsvRow row{1, {""}, false};
    bool quoted = false;
    int line = 1;
    const auto end_row = [&] {
        const bool blank = std::all_of(row.cells.begin(), row.cells.end(),
                                       [](const auto& cell) { return trimmed(cell).empty(); });
        if (!blank) rows.push_back(std::move(row));
        row = {line, {""}, false};
    };
    for (std::size_t i = 0; i < text.size() && rows.size() <= csv_rows_max; ++i) {
        const char c = text[i];
        if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        const bool ends = c == '\n' || c == '\r';
        line += ends ? 1 : 0;
        std::string& cell = row.cells.back();
        if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') {
            cell += text[++i];
        } else if (c == '"' && (quoted || trimmed(cell).empty())) {
            quoted = !quoted;
        } else if (quoted || (c != separator && !ends)) {
            cell += c;
        } else if (ends) {
            end_row();
        } else {
            row.cells.emplace_back();
        }
    }
    row.open = quoted && rows.size() <= csv_rows_max;
    end_row();
    return rows;
}

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) {
        std::string safe = cell;
        if (!safe.empty() && std::string_view("=+-@\t\r\n").find(safe.front()) != std::string::npos)
            safe.insert(0, "'");
        if (&cell != &cells.front()) line += ',';
        if (safe.find_first_of(",;\"\r\n") == std::string::npos) {
            line += safe;
            continue;
        }
        line += '"';
        for (const char c : safe)
            line += c == '"' ? std::string("\"\"") : std::string(1, c);
        line += '"';
    }
    return line + "\r\n";
}

}  // namespace qm::core
