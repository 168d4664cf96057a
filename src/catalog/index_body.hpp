// What a snapshot of the catalog is made of. Private to the index's files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/asked.hpp"
#include "catalog/index.hpp"
#include "catalog/rank.hpp"
#include "catalog/relations.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

using Sees = std::function<bool(std::uint32_t doc)>;

struct IndexBody {
    static constexpr std::uint32_t none = UINT32_MAX;

    IndexBody(std::vector<Entry> all, const std::vector<Kind>& kinds, const Dictionary& dictionary);

    std::vector<Entry> entries;
    Terms terms;
    Meaning meaning;
    Relations relations;
    std::vector<std::vector<std::string>> audiences;  // groups; the first one is everybody
    std::vector<std::uint32_t> audience;              // by entry, into audiences

    // All that meets the query and may be seen, best first: answers, then what is too weak to be
    // one.
    std::vector<Ranked> answer(const Query& query, const Wanted& wanted, const Sees& sees,
                               std::vector<Unit>& units) const;
    std::vector<std::string> suggest(std::string_view words, const std::vector<Ranked>& weak,
                                     const Sees& sees) const;
    std::vector<std::string> near(std::string_view name, const Sees& sees) const;
    std::set<std::uint32_t> kinds_named(std::string_view kind) const;
    std::vector<std::uint32_t> named(std::string_view name) const;
    std::uint32_t find(const Entry& entry) const;

private:
    void add_named(const std::string& whole, std::vector<Ranked>& hits) const;
    void add_pasted(std::string_view text, std::vector<Ranked>& hits) const;
    std::vector<Ranked> browse(const std::set<std::uint32_t>& kinds) const;
    void sort(std::vector<Ranked>& hits, const Wanted& wanted) const;
    void add_audiences();
    void add_ids();
};

// Entries that a pasted thing points at: an image reference, an `include:` line, an address of a
// repository or a page, a metric's name. Best first; nothing when it looks like none of these.
std::vector<std::uint32_t> pasted(const IndexBody& body, std::string_view text);

// How alike two entries are, 0 … 1: words of their names, keywords and descriptions that they
// share, rare ones counting more.
std::vector<std::uint32_t> alike(const IndexBody& body, std::uint32_t doc, std::size_t limit);

}  // namespace qm::catalog
