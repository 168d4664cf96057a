// The search: words, matches, ranks, honesty.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/index.hpp"

#include "catalog/entry_json.hpp"
#include "catalog/index_body.hpp"
#include "catalog/words.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace qm::catalog {
namespace {

constexpr std::size_t near_max = 5;
constexpr std::size_t name_bytes_max = 256;
// With fewer hits than this that have all words, typing mistakes are considered.
constexpr std::size_t enough_hits = 3;

// Shared pairs of letters, 0 … 1 (Dice).
double likeness(std::string_view a, std::string_view b) {
    const auto pairs = [](std::string_view text) {
        std::vector<std::string_view> out;
        for (std::size_t i = 0; i + 1 < text.size(); ++i)
            out.push_back(text.substr(i, 2));
        std::sort(out.begin(), out.end());
        return out;
    };
    const auto x = pairs(a);
    const auto y = pairs(b);
    if (x.empty() || y.empty()) return 0;
    std::vector<std::string_view> both;
    std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(both));
    return 2.0 * static_cast<double>(both.size()) / static_cast<double>(x.size() + y.size());
}

// Of several kinds that share a name, what people mean first: an exporter rather than its image.
int telling(const Entry& entry) {
    if (entry.kind == "prometheus-exporter") return 0;
    return entry.kind == "container-image" ? 2 : 1;
}

}  // namespace

IndexBody::IndexBody(std::vector<Entry> all, const std::vector<Kind>& kinds,
                     const Dictionary& dictionary)
    : entries(std::move(all)),
      terms(entries, kinds, dictionary),
      meaning(dictionary),
      relations(relate(entries)) {
    for (std::size_t i = 0; i < entries.size(); ++i)
        terms.docs[i].used_by = static_cast<std::uint16_t>(relations.used_by[i].size());
    add_audiences();
    add_ids();
}

// Those that came with one keep it.
void IndexBody::add_ids() {
    const auto ids = unique_ids(entries);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].id.empty()) entries[i].id = ids[i];
    }
}

void IndexBody::add_audiences() {
    std::map<std::vector<std::string>, std::uint32_t> known{{{}, 0}};
    audiences.emplace_back();
    audience.reserve(entries.size());
    for (const Entry& entry : entries) {
        const auto [at, fresh] =
            known.emplace(entry.seen_by, static_cast<std::uint32_t>(audiences.size()));
        if (fresh) audiences.push_back(entry.seen_by);
        audience.push_back(at->second);
    }
}

// A kind by its name or by what people call it.
std::set<std::uint32_t> IndexBody::kinds_named(std::string_view kind) const {
    std::set<std::uint32_t> found;
    for (std::uint32_t i = 0; i < terms.kinds.size(); ++i) {
        if (normal_form(terms.kinds[i]) == normal_form(kind)) found.insert(i);
    }
    if (!found.empty()) return found;
    const auto words = terms.kind_words.find(singular(fold(cut(kind, name_bytes_max))));
    if (words != terms.kind_words.end()) found.insert(words->second.begin(), words->second.end());
    return found;
}

// Ties end in the name, so that the same query gives the same page on every machine.
void IndexBody::sort(std::vector<Ranked>& hits, const Wanted& wanted) const {
    std::sort(hits.begin(), hits.end(), [&](const Ranked& a, const Ranked& b) {
        if (const auto order = a.rank <=> b.rank; order != 0) return order < 0;
        const Entry& x = entries[a.doc];
        const Entry& y = entries[b.doc];
        if (x.updated != y.updated) return x.updated > y.updated;
        if (wanted.opened && wanted.opened(x) != wanted.opened(y))  // hook: learning breaks ties
            return wanted.opened(x) > wanted.opened(y);
        return std::tuple(x.name.size(), std::string_view(x.name), std::string_view(x.kind),
                          std::string_view(x.repo), std::string_view(x.path), a.doc) <
               std::tuple(y.name.size(), std::string_view(y.name), std::string_view(y.kind),
                          std::string_view(y.repo), std::string_view(y.path), b.doc);
    });
}

std::vector<Ranked> IndexBody::browse(const std::set<std::uint32_t>& kinds) const {
    std::vector<Ranked> hits;
    for (const auto kind : kinds) {
        for (const auto doc : terms.of_kind[kind]) {
            if (terms.docs[doc].tombstone) continue;
            Rank rank;
            rank.gone = terms.docs[doc].gone;
            rank.unused = -terms.docs[doc].used_by;
            rank.answers = true;
            hits.push_back({doc, rank});
        }
    }
    return hits;
}

std::vector<Ranked> IndexBody::answer(const Query& query, const Wanted& wanted, const Sees& sees,
                                      std::vector<Unit>& units) const {
    const auto unseen = [&](const Ranked& hit) {  // hook: or dropped by a filter
        return !sees(hit.doc) || (wanted.passes && !wanted.passes(entries[hit.doc]));
    };
    const Matcher matcher(terms, meaning);
    const std::string whole = normal_form(cut(query.words, query_bytes_max));
    auto kinds = kinds_named(query.kind);
    if (!query.kind.empty() && kinds.empty()) return {};
    const auto words = matcher.words(query.words);
    if (words.empty()) {
        for (std::uint32_t i = 0; wanted.browse && query.kind.empty() && i < terms.kinds.size();
             ++i)
            kinds.insert(i);  // hook: filters alone list what passes
        auto hits = browse(kinds);
        std::erase_if(hits, unseen);
        sort(hits, wanted);
        return hits;
    }
    units = matcher.match(words);
    auto hits = rank(terms, units, whole);
    const auto full = std::count_if(hits.begin(), hits.end(),
                                    [](const Ranked& hit) { return hit.rank.missing == 0; });
    if (static_cast<std::size_t>(full) < enough_hits && matcher.forgive(units))
        hits = rank(terms, units, whole);
    add_named(whole, hits);
    add_pasted(query.words, hits);
    std::erase_if(hits, unseen);
    if (!kinds.empty()) {
        std::erase_if(hits,
                      [&](const Ranked& hit) { return !kinds.contains(terms.docs[hit.doc].kind); });
    }
    sort(hits, wanted);
    std::stable_partition(hits.begin(), hits.end(),
                          [](const Ranked& hit) { return hit.rank.answers; });
    return hits;
}

// A name written without its cuts in a way that no word shows ("libusb0.14").
void IndexBody::add_named(const std::string& whole, std::vector<Ranked>& hits) const {
    const auto found = terms.by_normal.find(whole);
    if (found == terms.by_normal.end()) return;
    for (const auto doc : found->second) {
        const auto same = [doc](const Ranked& hit) {
            return hit.doc == doc;
        };
        if (std::any_of(hits.begin(), hits.end(), same)) continue;
        Rank rank;
        rank.exact = 0;
        rank.answers = true;
        rank.gone = terms.docs[doc].gone;
        hits.push_back({doc, rank});
    }
}

std::vector<std::string> IndexBody::near(std::string_view name, const Sees& sees) const {
    constexpr double likeness_min = 0.45;
    const std::string wanted = normal_form(cut(name, name_bytes_max));
    std::set<std::pair<double, std::string>> nearest;  // most alike first
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (terms.docs[i].gone || !sees(static_cast<std::uint32_t>(i))) continue;
        const double alike = likeness(wanted, terms.docs[i].normal);
        if (alike < likeness_min) continue;
        nearest.emplace(-alike, entries[i].name);
        if (nearest.size() > near_max) nearest.erase(std::prev(nearest.end()));
    }
    std::vector<std::string> names;
    for (const auto& [alike, near_name] : nearest)
        names.push_back(near_name);
    return names;
}

// Nothing was found: names alike, then names that hold a word of the query.
std::vector<std::string> IndexBody::suggest(std::string_view words, const std::vector<Ranked>& weak,
                                            const Sees& sees) const {
    auto names = near(words, sees);
    for (const auto& hit : weak) {
        const auto& name = entries[hit.doc].name;
        if (names.size() >= near_max) break;
        if (hit.rank.named && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    }
    return names;
}

// What was pasted points at an entry as surely as its name.
void IndexBody::add_pasted(std::string_view text, std::vector<Ranked>& hits) const {
    const auto found = pasted(*this, text);
    if (!found.empty()) hits.clear();  // nobody pastes an address to see what sounds like it
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto doc = found[i];
        Rank rank;
        rank.exact = 0;
        rank.score = static_cast<int>(i) - 1'000'000;
        rank.answers = true;
        rank.gone = terms.docs[doc].gone;
        hits.push_back({doc, rank});
    }
}

// "redis", "Redis_Exporter", or with the kind in front: "helm-chart/redis", "…@sre/charts".
std::vector<std::uint32_t> IndexBody::named(std::string_view name) const {
    name = cut(name, name_bytes_max);
    const auto find = [&](std::string_view text) {
        const auto at = terms.by_normal.find(normal_form(text));
        return at == terms.by_normal.end() ? std::vector<std::uint32_t>() : at->second;
    };
    auto found = find(name);
    const auto slash = name.find('/');
    if (found.empty() && slash != std::string_view::npos) {
        const auto sign = std::min(name.find('@'), name.size());
        if (sign <= slash) return found;
        found = find(name.substr(slash + 1, sign - slash - 1));
        const std::string place(name.substr(std::min(sign + 1, name.size())));
        std::erase_if(found, [&](std::uint32_t doc) {
            const Entry& entry = entries[doc];
            return normal_form(entry.kind) != normal_form(name.substr(0, slash)) ||
                   (!place.empty() && place != entry.repo &&
                    place != entry.repo + "//" + entry.path);
        });
    }
    std::sort(found.begin(), found.end(), [&](std::uint32_t a, std::uint32_t b) {
        const Entry& x = entries[a];
        const Entry& y = entries[b];
        return std::tuple(x.tombstone, x.deprecated, telling(x), std::tie(x.kind, x.repo, x.path)) <
               std::tuple(y.tombstone, y.deprecated, telling(y), std::tie(y.kind, y.repo, y.path));
    });
    return found;
}

std::uint32_t IndexBody::find(const Entry& entry) const {
    const auto at = terms.by_normal.find(normal_form(entry.name));
    if (at == terms.by_normal.end()) return none;
    for (const auto doc : at->second) {
        const Entry& each = entries[doc];
        if (each.name == entry.name && each.kind == entry.kind && each.repo == entry.repo &&
            each.path == entry.path)
            return doc;
    }
    return none;
}

}  // namespace qm::catalog
