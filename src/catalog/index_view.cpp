// One viewer's view of a snapshot.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/hash.hpp"
#include "catalog/index.hpp"
#include "catalog/learned.hpp"
#include "catalog/reasons.hpp"
#include "catalog/search.hpp"
#include "catalog/snapshot.hpp"
#include "catalog/words.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace qm::catalog {
namespace {

constexpr int hits_max = 100;
constexpr int listed_max = 500;
constexpr int expert_hits = 20;
constexpr std::size_t expert_entries = 5;
constexpr std::size_t suggestions_max = 5;

int page_size(int limit, int most) {
    return std::clamp(limit, 0, most);
}

bool among(const std::vector<std::string>& all, std::string_view wanted) {
    return std::find(all.begin(), all.end(), wanted) != all.end();
}

// Where a page begins and ends among `total`.
std::pair<std::size_t, std::size_t> page_of(int total, int offset, int limit, int most) {
    const int from = std::clamp(offset, 0, total);
    return {from, std::min(total, from + page_size(limit, most))};
}

}  // namespace

std::unique_ptr<const CatalogView> Index::seen_by(Viewer viewer) const {
    std::vector<std::vector<bool>> allowed;
    for (std::size_t part = 0; part < snapshot_->parts.size(); ++part) {
        auto& list = allowed.emplace_back();
        for (const auto& groups : snapshot_->parts[part].segment->audiences()) {
            const bool member = std::any_of(groups.begin(), groups.end(), [&](const auto& group) {
                return among(viewer.groups, group);
            });
            // What is hidden from this view stays hidden from every view of it.
            const bool here = allowed_.empty() || allowed_[part][list.size()];
            list.push_back(here && (groups.empty() || member));
        }
    }
    std::unique_ptr<Index> view(new Index(snapshot_, std::move(allowed)));
    view->learned_ = learned_;
    return view;
}

bool Index::sees(const Part& part, std::uint32_t doc) const {
    if (!part.alive(doc)) return false;
    if (allowed_.empty()) return true;
    const auto number = static_cast<std::size_t>(&part - snapshot_->parts.data());
    return allowed_[number][part.segment->doc(doc).audience];
}

bool Index::sees(std::uint32_t number) const {
    const Part& part = snapshot_->part_of(number);
    return sees(part, number - part.first);
}

std::uint32_t Index::find(const Entry& entry) const {
    const auto doc = snapshot_->find(entry);
    return doc != Snapshot::none && sees(doc) ? doc : Snapshot::none;
}

// Every doc that may be seen: visit(part, doc).
template <class Visit>
void Index::each(Visit visit) const {
    for (const Part& part : snapshot_->parts) {
        for (std::uint32_t doc = 0; doc < part.segment->size(); ++doc) {
            if (sees(part, doc)) visit(part, doc);
        }
    }
}

std::vector<Entry> Index::entries_of(const std::vector<std::uint32_t>& docs,
                                     std::uint32_t except) const {
    std::vector<Entry> found;
    for (const auto doc : docs) {
        if (doc != except && sees(doc)) found.push_back(snapshot_->entry(doc));
    }
    return found;
}

std::size_t Index::size() const {
    std::size_t count = 0;
    each([&](const Part& part, std::uint32_t doc) {
        count += part.segment->doc(doc).tombstone() ? 0 : 1;
    });
    return count;
}

// With what the query's text asks for besides words.
Found Index::search_words(const Query& query, const Wanted& wanted) const {
    const bool any_kind = query.kind.empty();
    const auto kinds = snapshot_->language->kinds_named(query.kind);
    if (!any_kind && kinds.empty()) return {};
    const Sees may = [&](const Part& part, std::uint32_t doc) {
        return sees(part, doc) &&
               (any_kind || among(kinds, part.segment->kinds()[part.segment->doc(doc).kind]));
    };
    const auto want = static_cast<std::size_t>(std::max(0, query.offset)) +
                      static_cast<std::size_t>(page_size(query.limit, hits_max));
    Search search(*snapshot_, query.words, want, may, wanted);
    if (search.plan().units.empty()) return browse(query, wanted);
    const auto hits = search.answers();
    Found found;
    found.total = static_cast<int>(hits.size());
    const auto [from, to] = page_of(found.total, query.offset, query.limit, hits_max);
    for (std::size_t i = from; i < to; ++i) {
        found.hits.push_back({snapshot_->entry(hits[i].doc), hits[i].rank.bucket(), {}});
        if (query.detailed) search.explain(hits[i], found.hits.back());
    }
    for (std::size_t i = 0; query.detailed && i < std::min(hits.size(), counted_max); ++i)
        count(snapshot_->entry(hits[i].doc), found);
    order_counts(found);
    if (!hits.empty()) return found;
    found.suggestions = snapshot_->near(query.words, may);
    for (auto& name : search.weak_names(suggestions_max)) {
        if (found.suggestions.size() < suggestions_max && !among(found.suggestions, name))
            found.suggestions.push_back(std::move(name));
    }
    return found;
}

// No words: what is used most and newest of a kind, or of what passes.
Found Index::browse(const Query& query, const Wanted& wanted) const {
    const auto kinds = snapshot_->language->kinds_named(query.kind);
    const bool any_kind = query.kind.empty() && wanted.browse;
    std::vector<std::uint32_t> docs;
    each([&](const Part& part, std::uint32_t doc) {
        const Doc& about = part.segment->doc(doc);
        if (about.tombstone()) return;
        if (!any_kind && !among(kinds, part.segment->kinds()[about.kind])) return;
        if (wanted.passes && !wanted.passes(snapshot_->entry(part.first + doc))) return;
        docs.push_back(part.first + doc);
    });
    Found found;
    found.total = static_cast<int>(docs.size());
    const auto [from, to] = page_of(found.total, query.offset, query.limit, hits_max);
    std::partial_sort(docs.begin(), docs.begin() + static_cast<std::ptrdiff_t>(to), docs.end(),
                      [&](std::uint32_t a, std::uint32_t b) {
                          const Doc& x = snapshot_->doc(a);
                          const Doc& y = snapshot_->doc(b);
                          const auto one = snapshot_->name(a);
                          const auto other = snapshot_->name(b);
                          return std::tuple(x.gone(), y.used_by, y.updated, one.size(), one, a) <
                                 std::tuple(y.gone(), x.used_by, x.updated, other.size(), other, b);
                      });
    for (std::size_t i = from; i < to; ++i)
        found.hits.push_back({snapshot_->entry(docs[i]), 0, ""});
    for (std::size_t i = 0; query.detailed && i < std::min(docs.size(), counted_max); ++i)
        count(snapshot_->entry(docs[i]), found);
    order_counts(found);
    return found;
}

std::vector<Entry> Index::named(std::string_view name) const {
    return entries_of(snapshot_->named(name), Snapshot::none);
}

std::vector<std::string> Index::near(std::string_view name) const {
    return snapshot_->near(name,
                           [this](const Part& part, std::uint32_t doc) { return sees(part, doc); });
}

Found Index::list(const Listing& listing) const {
    const auto kinds = snapshot_->language->kinds_named(listing.kind);
    const std::string owner = fold(listing.owner);
    struct Row {
        Entry entry;
        std::string newest;
    };
    std::vector<Row> rows;
    each([&](const Part& part, std::uint32_t doc) {
        const Doc& about = part.segment->doc(doc);
        if (about.tombstone() != listing.tombstones) return;
        if (!listing.kind.empty() && !among(kinds, part.segment->kinds()[about.kind])) return;
        Row row{part.segment->entry(doc), {}};
        if (!owner.empty() && fold(row.entry.owner).find(owner) == std::string::npos) return;
        if (listing.order != Order::by_name)
            row.newest = listing.tombstones                 ? row.entry.gone_at
                         : listing.order == Order::by_added ? row.entry.added
                                                            : row.entry.updated;
        rows.push_back(std::move(row));
    });
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        const Entry& x = a.entry;
        const Entry& y = b.entry;
        return std::tie(b.newest, x.name, x.kind, x.repo, x.path) <
               std::tie(a.newest, y.name, y.kind, y.repo, y.path);
    });
    Found found;
    found.total = static_cast<int>(rows.size());
    const auto [from, to] = page_of(found.total, listing.offset, listing.limit, listed_max);
    for (std::size_t i = from; i < to; ++i) {
        const auto doc = snapshot_->find(rows[i].entry);
        found.hits.push_back({snapshot_->entry(doc), 0, ""});
    }
    return found;
}

std::vector<KindCount> Index::stats() const {
    std::map<std::string, KindCount> counts;
    for (const auto& kind : snapshot_->language->kinds)
        counts[kind].kind = kind;
    each([&](const Part& part, std::uint32_t doc) {
        if (part.segment->doc(doc).tombstone()) return;
        const Entry entry = part.segment->entry(doc);
        KindCount& count = counts[entry.kind];
        count.kind = entry.kind;
        ++count.entries;
        count.deprecated += entry.deprecated;
        count.without_owner += entry.owner.empty();
        count.without_description += entry.description.empty();
    });
    std::vector<KindCount> all;
    for (auto& [kind, count] : counts)
        all.push_back(std::move(count));
    return all;
}

std::vector<Entry> Index::family(const Entry& entry) const {
    const auto doc = find(entry);
    if (doc == Snapshot::none) return {};
    const auto hash = snapshot_->doc(doc).family;
    auto found = entries_of(snapshot_->with_key(by_family, hash), doc);
    std::erase_if(found, [](const Entry& each) { return each.tombstone; });
    std::sort(found.begin(), found.end(), [](const Entry& a, const Entry& b) {
        return std::tie(a.deprecated, a.kind, a.name, a.repo, a.path) <
               std::tie(b.deprecated, b.kind, b.name, b.repo, b.path);
    });
    return found;
}

std::vector<Dependency> Index::uses(const Entry& entry) const {
    std::vector<Dependency> found;
    const auto doc = find(entry);
    const auto used =
        doc == Snapshot::none ? std::vector<std::uint32_t>() : snapshot_->uses(doc, entry);
    for (std::size_t i = 0; i < entry.dependencies.size(); ++i) {
        found.push_back({entry.dependencies[i], std::nullopt});
        if (i < used.size() && used[i] != Snapshot::none && sees(used[i]))
            found.back().entry = snapshot_->entry(used[i]);
    }
    return found;
}

std::vector<Entry> Index::used_by(const Entry& entry) const {
    const auto doc = find(entry);
    if (doc == Snapshot::none) return {};
    return entries_of(snapshot_->used_by(doc, entry), doc);
}

std::vector<Entry> Index::similar(const Entry& entry, int limit) const {
    const auto doc = find(entry);
    if (doc == Snapshot::none) return {};
    auto found = entries_of(alike(*snapshot_, doc, hits_max), doc);
    if (found.size() > static_cast<std::size_t>(page_size(limit, hits_max)))
        found.resize(static_cast<std::size_t>(limit));
    return found;
}

std::vector<Expert> Index::experts(std::string_view words, int limit) const {
    const Found found = search({std::string(words), "", expert_hits, 0});
    struct Known {
        Expert expert;
        std::vector<std::pair<int, std::string>> entries;  // commits negative
    };
    std::map<std::string, Known> people;
    for (const Hit& hit : found.hits) {
        for (const Author& author : hit.entry.authors) {
            Known& known = people[author.name];
            known.expert.name = author.name;
            known.expert.commits += author.commits;
            known.expert.last = std::max(known.expert.last, author.last);
            known.entries.emplace_back(-author.commits, hit.entry.name);
        }
    }
    std::vector<Expert> all;
    for (auto& [name, known] : people) {
        std::stable_sort(known.entries.begin(), known.entries.end());
        for (const auto& [commits, entry] : known.entries) {
            auto& list = known.expert.entries;
            if (list.size() < expert_entries &&
                std::find(list.begin(), list.end(), entry) == list.end())
                list.push_back(entry);
        }
        all.push_back(std::move(known.expert));
    }
    std::stable_sort(all.begin(), all.end(), [](const Expert& a, const Expert& b) {
        return std::tie(b.commits, b.last) < std::tie(a.commits, a.last);
    });
    if (all.size() > static_cast<std::size_t>(page_size(limit, hits_max)))
        all.resize(static_cast<std::size_t>(limit));
    return all;
}

}  // namespace qm::catalog
