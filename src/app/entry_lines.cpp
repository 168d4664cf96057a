// A file of entries as a source.
// SPDX-License-Identifier: Apache-2.0
#include "app/source_reader.hpp"
#include "catalog/entry_json.hpp"
#include "catalog/load.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace qm::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t entries_max = 2'000'000;
constexpr std::size_t problems_max = 100;

bool is_kind(const std::string& name) {
    static const std::vector<Kind> kinds = all_kinds();
    return std::any_of(kinds.begin(), kinds.end(),
                       [&](const Kind& kind) { return kind.name == name; });
}

}  // namespace

SourceRead read_lines(const Source& source, const KnownSource& known) {
    SourceRead read;
    read.name = source.name;
    read.url = source.url;
    read.visibility = source.visibility;
    std::error_code code;
    const auto changed = fs::last_write_time(source.url, code);
    const auto size = code ? 0 : fs::file_size(source.url, code);
    if (code) {
        read.error = source.url + ": " + code.message();
        return read;
    }
    read.stamp = std::to_string(changed.time_since_epoch().count()) + "/" + std::to_string(size);
    read.head = read.stamp;
    if (read.stamp == known.stamp) return read;
    std::ifstream in(source.url);
    std::string line;
    for (std::size_t number = 1; std::getline(in, line) && number <= entries_max; ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        auto entry = catalog::read_entry(line);
        const bool known_kind = entry && is_kind(entry->kind);
        if (known_kind) {
            if (entry->repo.empty()) entry->repo = source.name;
            entry->id.clear();
            catalog::tidy(*entry);
            read.read.entries.push_back(std::move(*entry));
        } else if (read.read.problems.size() < problems_max) {
            read.read.problems.push_back(
                {source.url, static_cast<int>(number),
                 entry ? "there is no kind " + entry->kind : entry.error().what});
        }
    }
    read.changed = true;
    return read;
}

}  // namespace qm::app
