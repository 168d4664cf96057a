// The search: words, matches, ranks, honesty.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/index.hpp"

#include "catalog/match.hpp"
#include "catalog/rank.hpp"
#include "catalog/words.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace qm::catalog {
namespace {

constexpr int hits_max = 100;
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

}  // namespace

struct Index::Body {
    Body(std::vector<Entry> all, const std::vector<Kind>& kinds, const Dictionary& dictionary)
        : entries(std::move(all)), terms(entries, kinds, dictionary), meaning(dictionary) {}

    std::vector<Entry> entries;
    Terms terms;
    Meaning meaning;

    // All that meets the query, best first: answers, then what is too weak to be one.
    std::vector<Ranked> answer(const Query& query, std::vector<Unit>& units) const;
    void add_named(const std::string& whole, std::vector<Ranked>& hits) const;
    std::vector<std::string> suggest(std::string_view words, const std::vector<Ranked>& weak) const;
    std::vector<Ranked> browse(const std::set<std::uint32_t>& kinds) const;
    std::set<std::uint32_t> kinds_named(std::string_view kind) const;
    std::vector<std::string> near(std::string_view name) const;
    void sort(std::vector<Ranked>& hits) const;
};

// A kind by its name or by what people call it.
std::set<std::uint32_t> Index::Body::kinds_named(std::string_view kind) const {
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
void Index::Body::sort(std::vector<Ranked>& hits) const {
    std::sort(hits.begin(), hits.end(), [&](const Ranked& a, const Ranked& b) {
        if (const auto order = a.rank <=> b.rank; order != 0) return order < 0;
        const Entry& x = entries[a.doc];
        const Entry& y = entries[b.doc];
        if (x.updated != y.updated) return x.updated > y.updated;
        return std::tuple(x.name.size(), std::string_view(x.name), std::string_view(x.kind),
                          std::string_view(x.repo), std::string_view(x.path), a.doc) <
               std::tuple(y.name.size(), std::string_view(y.name), std::string_view(y.kind),
                          std::string_view(y.repo), std::string_view(y.path), b.doc);
    });
}

std::vector<Ranked> Index::Body::browse(const std::set<std::uint32_t>& kinds) const {
    std::vector<Ranked> hits;
    for (const auto kind : kinds) {
        for (const auto doc : terms.of_kind[kind]) {
            Rank rank;
            rank.gone = terms.docs[doc].gone;
            rank.unused = -terms.docs[doc].used_by;
            rank.answers = true;
            hits.push_back({doc, rank});
        }
    }
    return hits;
}

std::vector<Ranked> Index::Body::answer(const Query& query, std::vector<Unit>& units) const {
    const Matcher matcher(terms, meaning);
    const std::string whole = normal_form(cut(query.words, query_bytes_max));
    const auto kinds = kinds_named(query.kind);
    if (!query.kind.empty() && kinds.empty()) return {};
    const auto words = matcher.words(query.words);
    if (words.empty()) return browse(kinds);
    units = matcher.match(words);
    auto hits = rank(terms, units, whole);
    const auto full = std::count_if(hits.begin(), hits.end(),
                                    [](const Ranked& hit) { return hit.rank.missing == 0; });
    if (static_cast<std::size_t>(full) < enough_hits && matcher.forgive(units))
        hits = rank(terms, units, whole);
    add_named(whole, hits);
    if (!kinds.empty()) {
        std::erase_if(hits,
                      [&](const Ranked& hit) { return !kinds.contains(terms.docs[hit.doc].kind); });
    }
    sort(hits);
    std::stable_partition(hits.begin(), hits.end(),
                          [](const Ranked& hit) { return hit.rank.answers; });
    return hits;
}

// A name written without its cuts in a way that no word shows ("libusb0.14").
void Index::Body::add_named(const std::string& whole, std::vector<Ranked>& hits) const {
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

std::vector<std::string> Index::Body::near(std::string_view name) const {
    constexpr double likeness_min = 0.45;
    const std::string wanted = normal_form(cut(name, name_bytes_max));
    std::set<std::pair<double, std::string>> nearest;  // most alike first
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (terms.docs[i].gone) continue;
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
std::vector<std::string> Index::Body::suggest(std::string_view words,
                                              const std::vector<Ranked>& weak) const {
    auto names = near(words);
    for (const auto& hit : weak) {
        const auto& name = entries[hit.doc].name;
        if (names.size() >= near_max) break;
        if (hit.rank.named && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    }
    return names;
}

Index::Index(std::vector<Entry> entries, const std::vector<Kind>& kinds, Dictionary dictionary)
    : body_(std::make_unique<const Body>(std::move(entries), kinds, dictionary)) {}

Index::~Index() = default;

std::size_t Index::size() const {
    return body_->entries.size();
}

Found Index::search(const Query& query) const {
    std::vector<Unit> units;
    const auto hits = body_->answer(query, units);
    Found found;
    found.total = static_cast<int>(std::count_if(
        hits.begin(), hits.end(), [](const Ranked& hit) { return hit.rank.answers; }));
    const auto from = static_cast<std::size_t>(std::clamp(query.offset, 0, found.total));
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 0, hits_max));
    const auto to = std::min(static_cast<std::size_t>(found.total), from + limit);
    for (std::size_t i = from; i < to; ++i) {
        found.hits.push_back({body_->entries[hits[i].doc], hits[i].rank.bucket(),
                              explain(body_->terms, units, hits[i])});
    }
    if (found.total == 0) found.suggestions = body_->suggest(query.words, hits);
    return found;
}

// "redis", "Redis_Exporter", or with the kind in front: "helm-chart/redis", "…@sre/charts".
std::vector<Entry> Index::named(std::string_view name) const {
    name = cut(name, name_bytes_max);
    const auto find = [&](std::string_view text) {
        std::vector<Entry> found;
        const auto at = body_->terms.by_normal.find(normal_form(text));
        if (at == body_->terms.by_normal.end()) return found;
        for (const auto doc : at->second)
            found.push_back(body_->entries[doc]);
        return found;
    };
    auto found = find(name);
    const auto slash = name.find('/');
    if (found.empty() && slash != std::string_view::npos) {
        const auto sign = std::min(name.find('@'), name.size());
        if (sign <= slash) return found;
        found = find(name.substr(slash + 1, sign - slash - 1));
        const std::string place(name.substr(std::min(sign + 1, name.size())));
        std::erase_if(found, [&](const Entry& entry) {
            return normal_form(entry.kind) != normal_form(name.substr(0, slash)) ||
                   (!place.empty() && place != entry.repo &&
                    place != entry.repo + "//" + entry.path);
        });
    }
    std::sort(found.begin(), found.end(), [](const Entry& a, const Entry& b) {
        return std::tie(a.kind, a.repo, a.path) < std::tie(b.kind, b.repo, b.path);
    });
    return found;
}

std::vector<std::string> Index::near(std::string_view name) const {
    return body_->near(name);
}

}  // namespace qm::catalog
