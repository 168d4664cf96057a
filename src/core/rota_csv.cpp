// A rota in a spreadsheet's words.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "core/csv.hpp"
#include "core/rota_read.hpp"
#include "core/spec_words.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace qm::core {
namespace {

constexpr std::size_t shown_max = 60;  // bytes of a cell that are told

std::optional<int> digits(std::string_view text, std::size_t most) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || text.size() > most || error != std::errc() ||
        end != text.data() + text.size())
        return std::nullopt;
    return number;
}

std::optional<Date> date_of(std::string_view text) {
    text = trimmed(text);
    if (const auto iso = read_date(text)) return *iso;
    const auto first = text.find('/');
    const auto second = first == text.npos ? first : text.find('/', first + 1);
    if (second == text.npos) return std::nullopt;
    const auto day = digits(text.substr(0, first), 2);
    const auto month = digits(text.substr(first + 1, second - first - 1), 2);
    const auto year = digits(text.substr(second + 1), 4);
    if (!day || !month || !year || *day < 1 || *month < 1 || *year < 1000) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return Date{std::chrono::local_days{date}};
}

struct Columns {
    std::size_t date = 0;
    std::size_t person = 1;
    bool named = false;
};

std::optional<Columns> columns_of(const CsvRow& first) {
    if (date_of(first.cells.front())) return Columns{};
    const auto at = [&](std::initializer_list<std::string_view> names) {
        const auto found = std::find_if(first.cells.begin(), first.cells.end(),
                                        [&](const auto& cell) { return in(folded(cell), names); });
        return static_cast<std::size_t>(found - first.cells.begin());
    };
    const Columns columns{at({"date", "day", "jour"}), at({"person", "name", "personne", "nom"}),
                          true};
    if (columns.date == first.cells.size() || columns.person == first.cells.size())
        return std::nullopt;
    return columns;
}

std::string shown(std::string_view text) {
    text = trimmed(text);
    return "\"" + std::string(text.substr(0, shown_max)) + "\"";
}

void read_row(const CsvRow& row, const Columns& columns, RotaGathering& into) {
    if (row.cells.size() <= std::max(columns.date, columns.person))
        return into.problem(row.line, "a date and a person are wanted here");
    const std::string& written = row.cells[columns.date];
    const auto date = date_of(written);
    if (!date)
        return into.problem(row.line,
                            shown(written) + " is no date: write 2026-10-06 or 06/10/2026");
    if (!into.has(*date)) return into.leave_out();
    const std::string& name = row.cells[columns.person];
    const std::string username = rota_person(into.scope(), name);
    if (username.empty())
        return into.problem(row.line, shown(name) + " is no member, or several; members are " +
                                          rota_members(into.scope()));
    into.put(*date, username, row.line);
}

}  // namespace

void read_rota_csv(const std::string& text, RotaGathering& into) {
    const auto rows = csv_rows(text);
    if (rows.empty()) return into.problem(0, "the file is empty");
    if (rows.size() > csv_rows_max)
        return into.problem(0, "the file has more than 20,000 lines: keep the coming six weeks");
    if (rows.back().open)
        return into.problem(rows.back().line, "a quote that begins in this line is never closed");
    const auto columns = columns_of(rows.front());
    if (!columns)
        return into.problem(
            rows.front().line,
            "the first line names the columns date and person, or is a day already");
    for (std::size_t i = columns->named ? 1 : 0; i < rows.size(); ++i)
        read_row(rows[i], *columns, into);
}

}  // namespace qm::core
