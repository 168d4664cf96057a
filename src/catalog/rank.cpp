// Ranks docs by the strict rules.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/rank.hpp"

#include "catalog/words.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace qm::catalog {
namespace {

constexpr std::uint32_t none = UINT32_MAX;

struct Met {
    std::uint32_t doc;
    std::uint32_t unit;
    const Match* match;
};

const Match* match_of(const Unit& unit, std::uint32_t doc) {
    const auto at = std::lower_bound(
        unit.matches.begin(), unit.matches.end(), doc,
        [](const Match& match, std::uint32_t wanted) { return match.doc < wanted; });
    return at != unit.matches.end() && at->doc == doc ? &*at : nullptr;
}

// 0: the name as a whole; 1: without noise words, or said with its kind ("role nginx"), or the kind
// alone, by its own name ("prometheus exporter").
int exactness(const Doc& doc, const std::vector<Unit>& units, const std::vector<Met>& met,
              const std::string& query, bool all, std::uint32_t said_kind) {
    if (doc.normal == query) return 0;
    std::string joined;
    std::string without_kind;
    for (const auto& unit : units)
        joined += unit.word;
    for (const auto& one : met) {
        if (!one.match->by_kind) without_kind += units[one.unit].word;
    }
    if (doc.normal == joined) return 0;
    if (all && doc.normal == without_kind) return 0;
    if (doc.core == joined || (all && doc.core == without_kind)) return 1;
    return said_kind == doc.kind ? 1 : 2;
}

// Honesty: all words that say something are met; or every word of a longer name is in the query;
// or more than half of them, with at least half of their weight.
bool is_answer(const Doc& doc, const std::vector<Unit>& units, const std::vector<Met>& met) {
    double whole = 0;
    double weight = 0;
    std::size_t heavy = 0;
    std::size_t heavy_met = 0;
    std::size_t written = 0;
    for (const auto& unit : units) {
        heavy += !unit.light;
        whole += unit.light ? 0 : unit.weight;
    }
    for (const auto& [number, unit, match] : met) {
        heavy_met += !units[unit].light;
        weight += units[unit].light ? 0 : units[unit].weight;
        written += match->field == in_name && match->nearness <= other_ending;
    }
    if (heavy == 0) return met.size() == units.size();
    if (heavy_met == heavy) return true;
    if (doc.lengths[in_name] > 1 && written >= doc.lengths[in_name]) return true;
    return heavy_met * 2 > heavy && weight >= whole * 0.5;
}

Rank rank_one(const Terms& terms, const std::vector<Unit>& units, const std::vector<Met>& met,
              const std::string& query, std::uint32_t said_kind) {
    const Doc& doc = terms.docs[met.front().doc];
    Rank rank;
    rank.missing = static_cast<int>(units.size() - met.size());
    double score = 0;
    int named = 0;
    for (const auto& [number, unit, match] : met) {
        rank.typos += match->typos;
        rank.field += match->field;
        rank.farness += match->nearness;
        score += match->score * units[unit].idf;
        if (match->field != in_name || match->by_kind) continue;
        ++named;
        rank.named = rank.named || match->nearness <= other_ending;
    }
    rank.exact = exactness(doc, units, met, query, rank.missing == 0, said_kind);
    rank.others = std::clamp(static_cast<int>(doc.names.size()) - named, 0, 9);
    rank.score = -static_cast<int>(std::lround(score * 10));
    rank.gone = doc.gone;
    rank.unused = -doc.used_by;
    rank.answers = rank.exact == 0 || (!doc.tombstone && is_answer(doc, units, met));
    return rank;
}

}  // namespace

std::weak_ordering Rank::operator<=>(const Rank& other) const {
    const auto key = [](const Rank& r) {
        return std::tuple(r.exact, r.missing, r.typos, r.field, r.others, r.farness, r.score,
                          r.gone, r.unused);
    };
    return key(*this) <=> key(other);
}

int Rank::bucket() const {
    const int strict = (exact * 10 + std::min(missing, 9)) * 20 + std::min(typos, 19);
    return strict * 32 + std::min(field, 31);
}

std::vector<Ranked> rank(const Terms& terms, const std::vector<Unit>& units,
                         const std::string& query) {
    std::uint32_t said_kind = none;
    for (std::uint32_t i = 0; i < terms.kinds.size(); ++i) {
        if (!query.empty() && normal_form(terms.kinds[i]) == singular(query)) said_kind = i;
    }
    std::vector<Met> all;
    for (std::uint32_t i = 0; i < units.size(); ++i) {
        for (const auto& match : units[i].matches)
            all.push_back({match.doc, i, &match});
    }
    std::sort(all.begin(), all.end(), [](const Met& a, const Met& b) {
        return std::pair(a.doc, a.unit) < std::pair(b.doc, b.unit);
    });
    std::vector<Ranked> out;
    std::vector<Met> one;
    for (std::size_t i = 0; i < all.size();) {
        const auto doc = all[i].doc;
        one.clear();
        for (; i < all.size() && all[i].doc == doc; ++i)
            one.push_back(all[i]);
        out.push_back({doc, rank_one(terms, units, one, query, said_kind)});
    }
    return out;
}

std::string explain(const Terms& terms, const std::vector<Unit>& units, const Ranked& hit) {
    constexpr std::array<std::string_view, 5> places{"name", "keywords", "description", "details",
                                                     ""};
    std::string out = hit.rank.exact == 0   ? "exact name; "
                      : hit.rank.exact == 1 ? "name without its prefix; "
                                            : "";
    const int met = static_cast<int>(units.size()) - hit.rank.missing;
    out += std::to_string(met) + " of " + std::to_string(units.size()) + " words";
    for (const auto& unit : units) {
        const Match* match = match_of(unit, hit.doc);
        if (match == nullptr) {
            out += "; without " + unit.word;
            continue;
        }
        out += "; " + unit.word;
        if (match->by_kind) {
            out += " is its kind";
            continue;
        }
        const auto& term = terms.words[match->term];
        if (term != unit.word) out += " as " + term;
        if (match->typos > 0)
            out +=
                match->typos == 1 ? " (1 typo)" : " (" + std::to_string(match->typos) + " typos)";
        out += " in " + std::string(places[match->field]);
    }
    return out;
}

}  // namespace qm::catalog
