// Reads one source.
// SPDX-License-Identifier: Apache-2.0
#include "app/source_reader.hpp"

#include "catalog/focus.hpp"
#include "catalog/load.hpp"
#include "core/calendar.hpp"
#include "core/seal.hpp"
#include "git/mirror.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

namespace qm::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t repositories_max = 20'000;
constexpr std::size_t kept_max = 64;        // large repositories whose trees are kept in mind
constexpr std::size_t paths_worth = 200;    // smaller ones are read whole in no time
constexpr std::size_t paths_max = 100'000;  // larger ones are not kept
constexpr std::size_t changes_max = 200;    // files; more are read with all the others
constexpr std::size_t folders_max = 40;

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all = all_kinds();
    return all;
}

bool same_thing(const Entry& a, const Entry& b) {
    return a.kind == b.kind && a.name == b.name && a.path == b.path;
}

std::string newest_below(const std::vector<git::Change>& changes, const std::string& folder) {
    std::int64_t newest = 0;
    for (const git::Change& change : changes) {
        if (catalog::below(change.path, folder)) newest = std::max(newest, change.at);
    }
    return newest == 0 ? "" : core::rfc3339(from_unix(newest));
}

// The folders whose entries a change of these files can touch; nothing when it may be any.
std::optional<std::vector<std::string>> touched(const std::vector<git::Change>& changes,
                                                const std::vector<Entry>& entries) {
    const catalog::Units units(entries);
    std::set<std::string> folders;
    for (const git::Change& change : changes) {
        const std::string* unit = units.of(change.path);
        // What is added or removed may make or end an entry.
        if (unit == nullptr || change.what != 'M') return std::nullopt;
        folders.insert(*unit);
        if (folders.size() > folders_max) return std::nullopt;
    }
    return std::vector<std::string>(folders.begin(), folders.end());
}

bool in_any(const std::string& path, const std::vector<std::string>& folders) {
    return std::any_of(folders.begin(), folders.end(),
                       [&](const std::string& folder) { return catalog::below(path, folder); });
}

// The entries of these folders anew; false when they are not the same ones as before.
bool merge(KindResult fresh, const std::vector<std::string>& folders,
           const std::vector<git::Change>& changes, KindResult& kept, std::vector<Entry>& changed) {
    std::erase_if(fresh.entries, [&](const Entry& entry) { return !in_any(entry.path, folders); });
    std::size_t met = 0;
    for (Entry& old : kept.entries) {
        const std::string at = newest_below(changes, old.path);
        if (!in_any(old.path, folders)) {
            if (at.empty()) continue;
            old.updated = at;  // a folder above what changed
            changed.push_back(old);
            continue;
        }
        const auto found = std::find_if(fresh.entries.begin(), fresh.entries.end(),
                                        [&](const Entry& entry) { return same_thing(entry, old); });
        if (found == fresh.entries.end()) return false;
        ++met;
        if (at.empty()) found->updated = old.updated;
        found->authors = old.authors;  // who knows it does not change with a commit
        old = *found;
        changed.push_back(old);
    }
    std::erase_if(kept.problems,
                  [&](const Problem& problem) { return in_any(problem.path, folders); });
    for (Problem& problem : fresh.problems) {
        if (in_any(problem.path, folders)) kept.problems.push_back(std::move(problem));
    }
    return met == fresh.entries.size();
}

void open_folder(const Source& source, std::vector<Source>& all) {
    std::error_code code;
    std::vector<Source> found;
    for (const auto& entry : fs::directory_iterator(source.url, code)) {
        if (!entry.is_directory(code) || found.size() >= repositories_max) continue;
        const fs::path& path = entry.path();
        if (!fs::exists(path / "HEAD", code) && !fs::exists(path / ".git", code)) continue;
        Source one = source;
        one.folder = false;
        one.url = path.string();
        one.name = path.extension() == ".git" ? path.stem().string() : path.filename().string();
        one.web = source.web.empty() ? "" : source.web + "/" + one.name;
        found.push_back(std::move(one));
    }
    std::sort(found.begin(), found.end(),
              [](const Source& a, const Source& b) { return a.name < b.name; });
    std::move(found.begin(), found.end(), std::back_inserter(all));
}

}  // namespace

std::vector<Source> repositories(const std::vector<Source>& sources) {
    std::vector<Source> all;
    for (const Source& source : sources) {
        if (source.gitlab) continue;  // opened up before (Discovery)
        if (source.folder)
            open_folder(source, all);
        else
            all.push_back(source);
    }
    return all;
}

std::string SourceReader::folder_of(const Source& source) const {
    if (is_local(source.url)) return source.url;
    const std::string& identity = source.identity.empty() ? source.url : source.identity;
    return data_ + "/mirrors/" + core::key_of({identity}) + ".git";
}

result<void> SourceReader::fetch(const Source& source) const {
    if (source.lines || is_local(source.url)) return {};
    std::error_code code;
    fs::create_directories(data_ + "/mirrors", code);
    git::FetchTask task;
    task.url = source.url;
    task.folder = folder_of(source);
    task.token = source.token;
    task.allow_local = source.allow_local;
    return git::fetch(self_, task);
}

bool is_local(const std::string& url) {
    return url.starts_with('/') || url.starts_with('.');
}

std::string address_of(const Source& source) {
    return source.web.empty() ? source.url : source.web;
}

SourceRead failed_read(const Source& source, const std::string& why) {
    SourceRead read;
    read.name = source.name;
    read.url = source.url;
    read.visibility = source.visibility;
    read.error = why;
    return read;
}

SourceRead SourceReader::fetch_and_read(const Source& source, const KnownSource& known) {
    const auto fetched = fetch(source);
    return fetched ? read(source, known) : failed_read(source, fetched.error().what);
}

SourceRead SourceReader::read(const Source& source, const KnownSource& known) {
    if (source.lines) return read_lines(source, known);
    const std::string folder = folder_of(source);
    // Before anything is read: what moves meanwhile is met the next time.
    const auto stamp = git::stamp(folder);
    if (!stamp) return failed_read(source, stamp.error().what);
    SourceRead read = failed_read(source, "");
    read.stamp = *stamp;
    read.head = known.head;
    if (*stamp == known.stamp) return read;
    const auto head = git::head_commit(folder);
    if (!head) return failed_read(source, head.error().what);
    read.head = *head;
    if (!read_changes(source, folder, read)) read_tree(source, folder, read);
    return read;
}

void SourceReader::read_tree(const Source& source, const std::string& folder, SourceRead& read) {
    const auto tree = git::open_tree(folder, source.name, address_of(source));
    if (!tree) {
        read.error = tree.error().what;
        return;
    }
    read.whole = true;
    read.read = catalog::load(**tree, kinds());
    read.changed = true;
    keep(folder, **tree, read);
}

// Only files of entries that are there already were changed since: those entries alone are read.
bool SourceReader::read_changes(const Source& source, const std::string& folder, SourceRead& read) {
    const auto found = kept_.find(source.name);
    if (found == kept_.end() || found->second.head == read.head) return false;
    Kept& kept = found->second;
    const auto names = git::tag_names(folder);
    if (!names || *names != kept.tag_names) return false;
    const auto changes = git::changes_between(folder, kept.head, read.head, changes_max);
    if (!changes) return false;
    const auto folders = touched(*changes, kept.read.entries);
    if (!folders) return false;
    const auto tree = git::open_known_tree(folder, read.head, source.name, address_of(source),
                                           {kept.paths, kept.tags, *changes});
    if (!tree) return false;
    std::vector<Entry> changed;
    const catalog::Focus focus(**tree, *folders);
    if (!merge(catalog::load(focus, kinds()), *folders, *changes, kept.read, changed)) {
        kept_.erase(found);
        return false;
    }
    kept.head = read.head;
    kept.used = ++uses_;
    read.whole = false;
    read.changed = true;
    read.read.entries = std::move(changed);
    read.read.problems = kept.read.problems;
    return true;
}

void SourceReader::keep(const std::string& folder, const Tree& tree, const SourceRead& read) {
    kept_.erase(read.name);
    if (tree.paths().size() < paths_worth || tree.paths().size() > paths_max) return;
    const auto names = git::tag_names(folder);
    if (!names) return;
    if (kept_.size() >= kept_max) {
        kept_.erase(std::min_element(kept_.begin(), kept_.end(), [](const auto& a, const auto& b) {
            return a.second.used < b.second.used;
        }));
    }
    kept_[read.name] = {read.head, tree.paths(), tree.tags(), *names, read.read, ++uses_};
}

}  // namespace qm::app
