// One viewer's view of a snapshot.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/index_body.hpp"
#include "catalog/learned.hpp"
#include "catalog/reasons.hpp"
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

int page_size(int limit, int most) {
    return std::clamp(limit, 0, most);
}

}  // namespace

Index::Index(std::vector<Entry> entries, const std::vector<Kind>& kinds, Dictionary dictionary)
    : body_(std::make_shared<const IndexBody>(std::move(entries), kinds, dictionary)) {}

Index::Index(std::shared_ptr<const IndexBody> body, std::vector<bool> allowed)
    : body_(std::move(body)), allowed_(std::move(allowed)) {}

Index::~Index() = default;

std::unique_ptr<const CatalogView> Index::seen_by(Viewer viewer) const {
    std::vector<bool> allowed;
    for (std::size_t i = 0; i < body_->audiences.size(); ++i) {
        const auto& groups = body_->audiences[i];
        const bool member = std::any_of(groups.begin(), groups.end(), [&](const auto& group) {
            return std::find(viewer.groups.begin(), viewer.groups.end(), group) !=
                   viewer.groups.end();
        });
        // What is hidden from this view stays hidden from every view of it.
        const bool here = allowed_.empty() || allowed_[i];
        allowed.push_back(here && (groups.empty() || member));
    }
    std::unique_ptr<Index> view(new Index(body_, std::move(allowed)));
    view->learned_ = learned_;  // hook
    return view;
}

bool Index::sees(std::uint32_t doc) const {
    return allowed_.empty() || allowed_[body_->audience[doc]];
}

std::uint32_t Index::find(const Entry& entry) const {
    const auto doc = body_->find(entry);
    return doc != IndexBody::none && sees(doc) ? doc : IndexBody::none;
}

std::vector<Entry> Index::entries_of(const std::vector<std::uint32_t>& docs,
                                     std::uint32_t except) const {
    std::vector<Entry> found;
    for (const auto doc : docs) {
        if (doc != except && sees(doc)) found.push_back(body_->entries[doc]);
    }
    return found;
}

std::size_t Index::size() const {
    const auto& docs = body_->terms.docs;
    std::size_t count = 0;
    for (std::uint32_t i = 0; i < docs.size(); ++i)
        count += !docs[i].tombstone && sees(i);
    return count;
}

// hook: with what the query's text asks for besides words.
Found Index::search_words(const Query& query, const Wanted& wanted) const {
    std::vector<Unit> units;
    const Sees may = [this](std::uint32_t doc) {
        return sees(doc);
    };
    const auto hits = body_->answer(query, wanted, may, units);
    Found found;
    found.total = static_cast<int>(std::count_if(
        hits.begin(), hits.end(), [](const Ranked& hit) { return hit.rank.answers; }));
    const auto from = static_cast<std::size_t>(std::clamp(query.offset, 0, found.total));
    const auto limit = static_cast<std::size_t>(page_size(query.limit, hits_max));
    const auto to = std::min(static_cast<std::size_t>(found.total), from + limit);
    for (std::size_t i = from; i < to; ++i) {
        found.hits.push_back({body_->entries[hits[i].doc], hits[i].rank.bucket(),
                              explain(body_->terms, units, hits[i])});
        if (query.detailed)  // hook
            give_reasons(body_->terms, units, hits[i],
                         wanted.opened ? wanted.opened(found.hits.back().entry) : 0,
                         found.hits.back());
    }
    const auto counted = std::min<std::size_t>(static_cast<std::size_t>(found.total), counted_max);
    for (std::size_t i = 0; query.detailed && i < counted; ++i)  // hook
        count(body_->entries[hits[i].doc], found);
    order_counts(found);
    if (found.total == 0) found.suggestions = body_->suggest(query.words, hits, may);
    return found;
}

std::vector<Entry> Index::named(std::string_view name) const {
    return entries_of(body_->named(name), IndexBody::none);
}

std::vector<std::string> Index::near(std::string_view name) const {
    return body_->near(name, [this](std::uint32_t doc) { return sees(doc); });
}

Found Index::list(const Listing& listing) const {
    const auto kinds = body_->kinds_named(listing.kind);
    const std::string owner = fold(listing.owner);
    std::vector<std::uint32_t> docs;
    for (std::uint32_t i = 0; i < body_->entries.size(); ++i) {
        const Entry& entry = body_->entries[i];
        if (!sees(i) || entry.tombstone != listing.tombstones) continue;
        if (!listing.kind.empty() && !kinds.contains(body_->terms.docs[i].kind)) continue;
        if (!owner.empty() && fold(entry.owner).find(owner) == std::string::npos) continue;
        docs.push_back(i);
    }
    const auto newest = [&](const Entry& entry) -> const std::string& {
        static const std::string same;
        if (listing.order == Order::by_name) return same;
        if (listing.tombstones) return entry.gone_at;
        return listing.order == Order::by_added ? entry.added : entry.updated;
    };
    std::sort(docs.begin(), docs.end(), [&](std::uint32_t a, std::uint32_t b) {
        const Entry& x = body_->entries[a];
        const Entry& y = body_->entries[b];
        return std::tie(newest(y), x.name, x.kind, x.repo, x.path) <
               std::tie(newest(x), y.name, y.kind, y.repo, y.path);
    });
    Found found;
    found.total = static_cast<int>(docs.size());
    const int from = std::clamp(listing.offset, 0, found.total);
    const int to = std::min(found.total, from + page_size(listing.limit, listed_max));
    for (int i = from; i < to; ++i)
        found.hits.push_back({body_->entries[docs[static_cast<std::size_t>(i)]], 0, ""});
    return found;
}

std::vector<KindCount> Index::stats() const {
    std::map<std::string, KindCount> counts;
    for (const auto& kind : body_->terms.kinds)
        counts[kind].kind = kind;
    for (std::uint32_t i = 0; i < body_->entries.size(); ++i) {
        const Entry& entry = body_->entries[i];
        if (!sees(i) || entry.tombstone) continue;
        KindCount& count = counts[entry.kind];
        ++count.entries;
        count.deprecated += entry.deprecated;
        count.without_owner += entry.owner.empty();
        count.without_description += entry.description.empty();
    }
    std::vector<KindCount> all;
    for (auto& [kind, count] : counts)
        all.push_back(std::move(count));
    return all;
}

std::vector<Entry> Index::family(const Entry& entry) const {
    const auto doc = find(entry);
    if (doc == IndexBody::none) return {};
    const auto& name = body_->terms.docs[doc].family;
    auto found = entries_of(body_->terms.by_family.at(name), doc);
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
    for (std::size_t i = 0; i < entry.dependencies.size(); ++i) {
        found.push_back({entry.dependencies[i], std::nullopt});
        if (doc == IndexBody::none || i >= body_->relations.uses[doc].size()) continue;
        const auto used = body_->relations.uses[doc][i];
        if (used != Relations::outside && sees(used)) found.back().entry = body_->entries[used];
    }
    return found;
}

std::vector<Entry> Index::used_by(const Entry& entry) const {
    const auto doc = find(entry);
    if (doc == IndexBody::none) return {};
    return entries_of(body_->relations.used_by[doc], doc);
}

std::vector<Entry> Index::similar(const Entry& entry, int limit) const {
    const auto doc = find(entry);
    if (doc == IndexBody::none) return {};
    auto found = entries_of(alike(*body_, doc, hits_max), doc);
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
