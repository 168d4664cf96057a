// A source was read.
// SPDX-License-Identifier: Apache-2.0
#include "desk/synced.hpp"

#include "catalog/entry_json.hpp"
#include "catalog/moved.hpp"
#include "core/calendar.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace qm::desk {
namespace {

using Key = std::tuple<std::string, std::string, std::string>;

// More than this part of a whole vanishing at once is a failure more often than a decision.
constexpr std::size_t believed_part = 5;

bool too_many(std::size_t vanished, std::size_t all) {
    return vanished > 1 && vanished * believed_part > all;
}

// What an entry says of itself never opens more than its source does.
std::string stricter(const std::string& own, const std::string& source) {
    constexpr std::array<std::string_view, 3> order = {"public", "internal", "private"};
    const auto rank = [&](const std::string& word) {
        return std::find(order.begin(), order.end(), word) - order.begin();
    };
    if (own.empty() || source.empty()) return source;
    return rank(own) > rank(source) ? own : source;
}

std::string document(const Entry& entry) {
    return catalog::write_entry(entry, entry.kind + "/" + entry.name);
}

store::SourceRow source_row(store::Db& db, const std::string& name) {
    for (store::SourceRow& row : store::sources(db)) {
        if (row.name == name) return std::move(row);
    }
    store::SourceRow fresh;
    fresh.name = name;
    return fresh;
}

class Merge {
public:
    Merge(store::Db& db, const Synced& what, const store::SourceRow& row, Instant now)
        : db_(db), what_(what), row_(row), now_(now) {
        for (store::EntryRow& old : store::entries_of(db, what.source)) {
            living_ += old.gone ? 0 : 1;
            Key key{old.path, old.kind, old.name};
            old_.emplace(std::move(key), std::move(old));
        }
    }

    SyncedFigures run() {
        for (const Entry& entry : what_.read.entries)
            put(entry);
        if (what_.whole) vanish();
        return std::move(figures_);
    }

    std::int64_t living() const { return living_; }

private:
    void put(const Entry& entry) {
        const auto found = old_.find(Key{entry.path, entry.kind, entry.name});
        const bool known = found != old_.end();
        if (known) found->second.source.clear();  // seen: what keeps its source has vanished
        std::string doc = document(entry);
        if (known && found->second.doc == doc && !found->second.gone && !found->second.held) return;
        const bool back = known && found->second.gone;
        living_ += !known || back;
        figures_.changed += known && !back;
        figures_.added += !known || back;
        store::put_entry(db_, {what_.source, entry.path, entry.kind, entry.name, std::move(doc),
                               now_, std::nullopt, false, ""});
        if (known) return;
        if (!what_.first_round) figures_.news.push_back(entry);
        fresh_.push_back(&entry);
    }

    void vanish() {
        std::vector<store::EntryRow*> vanished;
        std::size_t before = 0;
        for (auto& [key, old] : old_) {
            before += !old.gone;
            if (!old.source.empty() && !old.gone) vanished.push_back(&old);
        }
        std::erase_if(vanished, [&](store::EntryRow* old) { return moved(*old); });
        const bool hold = row_.wanted != store::Wanted::accept && too_many(vanished.size(), before);
        for (store::EntryRow* old : vanished) {
            if (hold) {
                store::hold(db_, *old);
            } else {
                bury(*old);
            }
        }
    }

    // Somewhere else under the same or another name: no loss, and its tombstone leads there.
    bool moved(store::EntryRow& old) {
        auto entry = catalog::read_entry(old.doc);
        if (!entry) return false;
        const Entry* successor = catalog::successor_of(*entry, fresh_);
        if (successor == nullptr) return false;
        entry->successor = successor->name;
        old.doc = document(*entry);
        bury(old);
        return true;
    }

    void bury(const store::EntryRow& old) {
        store::bury(db_, old, now_);
        ++figures_.gone;
        --living_;
    }

    store::Db& db_;
    const Synced& what_;
    const store::SourceRow& row_;
    Instant now_;
    std::map<Key, store::EntryRow> old_;
    std::vector<const Entry*> fresh_;
    std::int64_t living_ = 0;
    SyncedFigures figures_;
};

}  // namespace

SyncedFigures synced(store::Db& db, const Synced& what, Instant now) {
    store::SourceRow row = source_row(db, what.source);
    SyncedFigures figures;
    row.url = what.url;
    row.error = what.error;
    row.gone.reset();
    if (!what.visibility.empty()) row.visibility = what.visibility;
    if (what.error.empty() && what.changed) {
        Merge merge(db, what, row, now);
        figures = merge.run();
        std::vector<store::ProblemRow> problems;
        for (const Problem& problem : what.read.problems)
            problems.push_back({problem.path, problem.line, problem.reason});
        store::replace_problems(db, what.source, problems);
        row.head = what.head;
        row.stamp = what.stamp;
        row.synced = now;
        row.entries = merge.living();
    }
    figures.held = static_cast<int>(store::held_count(db, what.source));
    if (row.error.empty() && figures.held > 0)
        row.error = std::to_string(figures.held) +
                    " entries vanished at once and are kept: accept it, or mend the source";
    row.wanted = store::Wanted::no;
    store::save_source(db, row);
    store::catalog_changed(db);
    return figures;
}

Retired retire_sources(store::Db& db, const std::vector<std::string>& configured, Instant now) {
    std::vector<store::SourceRow> gone;
    std::size_t all = 0;
    for (store::SourceRow& row : store::sources(db)) {
        if (row.gone) continue;
        ++all;
        if (!std::binary_search(configured.begin(), configured.end(), row.name))
            gone.push_back(std::move(row));
    }
    const bool accepted = std::any_of(gone.begin(), gone.end(), [](const store::SourceRow& row) {
        return row.wanted == store::Wanted::accept;
    });
    if (!accepted && too_many(gone.size(), all)) return {0, static_cast<int>(gone.size())};
    for (store::SourceRow& row : gone) {
        for (const store::EntryRow& entry : store::entries_of(db, row.name)) {
            if (!entry.gone) store::bury(db, entry, now);
        }
        row.gone = now;
        row.entries = 0;
        row.head.clear();
        row.stamp.clear();
        row.wanted = store::Wanted::no;
        store::save_source(db, row);
    }
    if (!gone.empty()) store::catalog_changed(db);
    return {static_cast<int>(gone.size()), 0};
}

std::vector<Entry> entries_of(store::Db& db, const std::string& source) {
    std::vector<Entry> entries;
    for (const store::EntryRow& row : store::entries_of(db, source)) {
        auto entry = catalog::read_entry(row.doc);
        if (entry && !row.gone) entries.push_back(std::move(*entry));
    }
    return entries;
}

std::vector<Entry> stored_entries(store::Db& db, const std::string& source) {
    std::map<std::string, std::string> visibility;
    for (const store::SourceRow& row : store::sources(db))
        visibility[row.name] = row.visibility;
    std::vector<Entry> entries;
    const auto rows = source.empty() ? store::all_entries(db) : store::entries_of(db, source);
    for (const store::EntryRow& row : rows) {
        auto entry = catalog::read_entry(row.doc);
        if (!entry) continue;
        if (row.added != Instant{}) entry->added = core::rfc3339(row.added);
        entry->id.clear();  // unique only among all of them
        entry->tombstone = row.gone.has_value();
        if (row.gone) entry->gone_at = core::rfc3339(*row.gone);
        entry->visibility = stricter(entry->visibility, visibility[row.source]);
        entries.push_back(std::move(*entry));
    }
    return entries;
}

}  // namespace qm::desk
