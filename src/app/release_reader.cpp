// Entries as they were at their releases, for the difference between two of them.
// SPDX-License-Identifier: Apache-2.0
#include "app/source_reader.hpp"
#include "catalog/focus.hpp"
#include "catalog/load.hpp"
#include "core/calendar.hpp"
#include "desk/stores.hpp"
#include "git/mirror.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace qm::app {
namespace {

constexpr std::size_t releases_each = 5;  // the newest; older ones are asked for by nobody
constexpr int commits_max = 10;

struct Wish {
    const Entry* entry;
    std::size_t release;  // into its releases
};

std::map<std::string, std::vector<Wish>> by_tag(const std::vector<Entry>& entries,
                                                const std::vector<store::ReleaseRow>& known,
                                                std::size_t most) {
    std::set<std::tuple<std::string, std::string, std::string, std::string>> there;
    for (const store::ReleaseRow& row : known)
        there.emplace(row.path, row.kind, row.name, row.version);
    std::map<std::string, std::vector<Wish>> wishes;
    std::size_t count = 0;
    for (const Entry& entry : entries) {
        for (std::size_t i = 0; i < std::min(releases_each, entry.releases.size()); ++i) {
            const Release& release = entry.releases[i];
            if (there.contains({entry.path, entry.kind, entry.name, release.version})) continue;
            if (++count > most) return wishes;
            wishes[release.tag].push_back({&entry, i});
        }
    }
    return wishes;
}

const Entry* found_in(const std::vector<Entry>& entries, const Entry& wanted) {
    const Entry* same_path = nullptr;
    for (const Entry& entry : entries) {
        if (entry.kind != wanted.kind) continue;
        if (entry.name == wanted.name && entry.path == wanted.path) return &entry;
        if (entry.path == wanted.path || entry.name == wanted.name) same_path = &entry;
    }
    return same_path;
}

std::vector<std::string> subjects(const std::string& folder, const Entry& entry,
                                  std::size_t release) {
    std::vector<std::string> found;
    if (release + 1 >= entry.releases.size()) return found;
    const auto lines = git::log_between(folder, entry.releases[release + 1].tag,
                                        entry.releases[release].tag, entry.path, commits_max);
    if (!lines) return found;
    for (const git::LogLine& line : *lines)
        found.push_back(line.subject);
    return found;
}

// What a difference needs of it.
Entry essence(const Entry& entry) {
    Entry kept;
    kept.kind = entry.kind;
    kept.name = entry.name;
    kept.version = entry.version;
    kept.inputs = entry.inputs;
    kept.outputs = entry.outputs;
    kept.dependencies = entry.dependencies;
    return kept;
}

}  // namespace

std::vector<store::ReleaseRow> SourceReader::releases(const Source& source,
                                                      const std::vector<Entry>& entries,
                                                      const std::vector<store::ReleaseRow>& known,
                                                      std::size_t most) {
    std::vector<store::ReleaseRow> rows;
    if (source.lines) return rows;
    const std::string folder = folder_of(source);
    for (const auto& [tag, wishes] : by_tag(entries, known, most)) {
        std::vector<std::string> folders;
        for (const Wish& wish : wishes)
            folders.push_back(wish.entry->path);
        KindResult then;
        if (const auto tree = git::open_tree_at(folder, tag, source.name, address_of(source)))
            then = catalog::load(catalog::Focus(**tree, std::move(folders)), all_kinds());
        for (const Wish& wish : wishes) {
            const Release& release = wish.entry->releases[wish.release];
            const auto at = core::read_rfc3339(release.at);
            const Entry* entry = found_in(then.entries, *wish.entry);
            // A row without a document: looked for, and not there at that tag.
            rows.push_back({source.name, wish.entry->path, wish.entry->kind, wish.entry->name,
                            release.version, at ? *at : Instant{},
                            entry == nullptr
                                ? ""
                                : desk::write_release(essence(*entry), subjects(folder, *wish.entry,
                                                                                wish.release))});
        }
    }
    return rows;
}

}  // namespace qm::app
