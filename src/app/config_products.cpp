// product_teams: of the configuration: whom the SRE teams serve, as a table kept in a spreadsheet.
// SPDX-License-Identifier: Apache-2.0
#include "app/config_read.hpp"
#include "core/csv.hpp"
#include "core/spec_words.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace qm::app {
namespace {

constexpr std::size_t table_problems_max = 50;
constexpr std::array<const char*, 3> columns = {"product_team", "channel", "sre_team"};

std::string cell_text(const std::string& cell) {
    return std::string(core::trimmed(cell));
}

class ProductTable {
public:
    ProductTable(std::vector<Team>& teams, std::function<void(int, std::string)> problem)
        : teams_(teams), problem_(std::move(problem)) {}

    void read(const std::vector<core::CsvRow>& rows) {
        if (rows.empty()) return problem_(0, "the table is empty");
        if (!read_names(rows.front())) return;
        if (rows.size() > core::csv_rows_max) return problem_(0, "it has more than 20,000 lines");
        if (!rows.empty() && rows.back().open)
            return problem_(rows.back().line, "a quote that begins in this line is never closed");
        for (std::size_t i = 1; i < rows.size(); ++i)
            read_row(rows[i]);
    }

private:
    bool read_names(const core::CsvRow& row) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto found =
                std::find_if(row.cells.begin(), row.cells.end(), [&](const std::string& cell) {
                    return core::same_letters(cell_text(cell), columns[i]);
                });
            if (found == row.cells.end()) {
                problem_(row.line,
                         "the first line must name the columns product_team;channel;sre_team");
                return false;
            }
            at_[i] = static_cast<std::size_t>(found - row.cells.begin());
        }
        return true;
    }

    void read_row(const core::CsvRow& row) {
        std::array<std::string, 3> cells;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (at_[i] < row.cells.size()) cells[i] = cell_text(row.cells[at_[i]]);
            if (cells[i].empty())
                return problem_(row.line, std::string(columns[i]) + " is missing here");
        }
        std::string& channel = cells[1];
        if (channel.front() == '~' || channel.front() == '#') channel.erase(0, 1);
        const auto team = std::find_if(teams_.begin(), teams_.end(), [&](const Team& one) {
            return one.id.value == cells[2] || one.name == cells[2];
        });
        if (team == teams_.end())
            return problem_(row.line, "there is no SRE team \"" + cells[2] + "\"; there are " +
                                          names_of_teams());
        if (const std::string twin = twin_of(cells[0]); !twin.empty())
            return problem_(row.line, "the product team " + cells[0] + " is there as " + twin +
                                          ": write both alike");
        const std::string owner = owner_of(channel);
        if (owner == team->id.value + "/" + cells[0]) return;  // said before
        if (!owner.empty())
            return problem_(row.line, "the channel " + channel + " belongs to " + owner);
        add(*team, cells[0], channel);
    }

    std::string names_of_teams() const {
        std::string all;
        for (const Team& team : teams_)
            all += (all.empty() ? "" : ", ") + team.id.value;
        return all;
    }

    // "sre-core/payments"; of the SRE team itself "sre-core".
    std::string owner_of(const std::string& channel) const {
        for (const Team& team : teams_) {
            if (team.channel_name == channel) return team.id.value;
            for (const ProductTeam& product : team.products) {
                const auto& names = product.channels;
                if (std::find(names.begin(), names.end(), channel) != names.end())
                    return team.id.value + "/" + product.name;
            }
        }
        return "";
    }

    // The same name in other letters: "BILLING" beside "billing".
    std::string twin_of(const std::string& name) const {
        for (const Team& team : teams_) {
            for (const ProductTeam& product : team.products) {
                if (product.name != name && core::same_letters(product.name, name))
                    return product.name;
            }
        }
        return "";
    }

    static void add(Team& team, const std::string& name, const std::string& channel) {
        const auto known =
            std::find_if(team.products.begin(), team.products.end(),
                         [&](const ProductTeam& product) { return product.name == name; });
        if (known == team.products.end())
            team.products.push_back({name, {channel}, {}, {}});
        else
            known->channels.push_back(channel);
    }

    std::vector<Team>& teams_;
    std::function<void(int, std::string)> problem_;
    std::array<std::size_t, 3> at_{};
};

}  // namespace

void read_product_teams(const YAML::Node& root, Reader& reader, const Surroundings& surroundings,
                        Config& config) {
    const std::string path = reader.text(root, "product_teams", "the configuration", false);
    if (path.empty()) return;
    const YAML::Node node = root["product_teams"];
    const auto bytes = surroundings.file(path);
    if (!bytes)
        return reader.problem(node,
                              "product_teams: cannot read " + path + ": " + bytes.error().what);
    std::size_t count = 0;
    const auto problem = [&](int line, const std::string& what) {
        if (++count > table_problems_max) return;
        const std::string where = line > 0 ? ", line " + std::to_string(line) : "";
        reader.problem(node, "product_teams: " + path + where + ": " + what);
    };
    const auto text = core::file_text(*bytes);
    if (!text) return problem(0, text.error().what);
    ProductTable(config.teams, problem).read(core::csv_rows(*text));
}

}  // namespace qm::app
