// The catalog at one moment: a base, and a small overlay of what changed since. Private to the
// index's files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include "catalog/meaning.hpp"
#include "catalog/probe.hpp"
#include "catalog/segment.hpp"

#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

namespace qm::catalog {

// What all snapshots of a catalog share.
struct Language {
    Language(const std::vector<Kind>& kinds, const Dictionary& dictionary);

    Meaning meaning;
    std::vector<std::string> noise;
    std::unordered_set<std::string> noise_set;
    std::vector<std::string> kinds;
    KindWords kind_words;

    // A kind by its name or by what people call it; empty: no such kind.
    std::vector<std::string> kinds_named(std::string_view kind) const;
};

// Of several kinds that share a name, what people mean first: an exporter rather than its image.
int telling(std::string_view kind);

struct Part {
    std::shared_ptr<const Segment> segment;
    std::shared_ptr<const std::vector<bool>> dead;  // replaced or removed docs; null: none
    std::uint32_t first = 0;                        // the snapshot's number of its first doc
    std::uint32_t live = 0;

    bool alive(std::uint32_t doc) const { return !dead || !(*dead)[doc]; }
};

using Sees = std::function<bool(const Part& part, std::uint32_t doc)>;

struct Snapshot {
    static constexpr std::uint32_t none = UINT32_MAX;

    std::shared_ptr<const Language> language;
    std::vector<Part> parts;  // the base, then the overlay
    std::array<float, fields_count> mean_lengths{};
    std::uint32_t live = 0;

    void count();  // after a change of the parts
    const Part& part_of(std::uint32_t doc) const;
    const Doc& doc(std::uint32_t number) const;
    Entry entry(std::uint32_t number) const;  // with its id
    std::string_view name(std::uint32_t number) const;
    std::string_view kind(std::uint32_t number) const;

    // Living docs with that key, in the order of their numbers.
    std::vector<std::uint32_t> with_key(Table table, std::uint64_t hash) const;
    // The doc of an entry, by kind, name, repository and path; or `none`.
    std::uint32_t find(const Entry& entry) const;
    std::vector<std::uint32_t> named(std::string_view name) const;
    std::vector<std::string> near(std::string_view name, const Sees& sees) const;
    std::uint64_t docs_with(std::string_view word) const;  // about

    // Dependencies of a doc: beside each the doc meant, or `none`.
    std::vector<std::uint32_t> uses(std::uint32_t doc, const Entry& entry) const;
    std::vector<std::uint32_t> used_by(std::uint32_t doc, const Entry& entry) const;

private:
    std::string id_of(const Entry& entry, std::uint32_t doc) const;
};

// Entries that a pasted thing points at: an image reference, an `include:` line, an address of a
// repository or a page, a metric's name. Best first; nothing when it looks like none of these.
std::vector<std::uint32_t> pasted(const Snapshot& snapshot, std::string_view text);

// Docs alike, most alike first: words of their names, keywords and descriptions that they share,
// rare ones counting more.
std::vector<std::uint32_t> alike(const Snapshot& snapshot, std::uint32_t doc, std::size_t limit);

}  // namespace qm::catalog
