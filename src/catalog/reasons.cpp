// Ranks and matches become reasons.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/reasons.hpp"

#include "catalog/highlight.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace qm::catalog {
namespace {

const Match* met_by(const Unit& unit, std::uint32_t doc) {
    const auto at = std::lower_bound(
        unit.matches.begin(), unit.matches.end(), doc,
        [](const Match& match, std::uint32_t wanted) { return match.doc < wanted; });
    return at != unit.matches.end() && at->doc == doc ? &*at : nullptr;
}

Met how_met(const Terms& terms, const Unit& unit, std::uint32_t doc) {
    constexpr std::array<const char*, fields_count> places{"name", "keywords", "description",
                                                           "details"};
    constexpr std::array<const char*, 5> ways{"written", "ending", "meaning", "beginning", "does"};
    Met met;
    met.word = unit.word;
    const Match* match = met_by(unit, doc);
    if (match == nullptr) return met;
    met.typos = match->typos;
    met.how = ways.at(match->nearness);
    met.where = match->by_kind ? "kind" : places.at(match->field);
    if (!match->by_kind) met.as = terms.words[match->term];
    return met;
}

// "2026-09-01T08:00:00Z" → 20260901080000; what cannot be read is oldest.
std::int64_t stamp_digits(const std::string& stamp) {
    std::int64_t number = 0;
    std::size_t count = 0;
    for (const char c : stamp) {
        if (c < '0' || c > '9' || ++count > 14) continue;
        number = number * 10 + (c - '0');
    }
    for (; count > 0 && count < 14; ++count)
        number *= 10;
    return number;
}

void add_one(std::vector<Counted>& list, const std::string& name) {
    if (name.empty()) return;
    const auto known = std::find_if(list.begin(), list.end(),
                                    [&](const Counted& each) { return each.name == name; });
    if (known == list.end())
        list.push_back({name, 1});
    else
        ++known->times;
}

}  // namespace

void give_reasons(const Terms& terms, const std::vector<Unit>& units, const Ranked& ranked,
                  int opened, Hit& hit) {
    for (const Unit& unit : units)
        hit.met.push_back(how_met(terms, unit, ranked.doc));
    const Rank& rank = ranked.rank;
    hit.rules = {{"exact", rank.exact},   {"missing", rank.missing},
                 {"typos", rank.typos},   {"field", rank.field},
                 {"others", rank.others}, {"farness", rank.farness},
                 {"score", rank.score},   {"gone", rank.gone},
                 {"unused", rank.unused}, {"updated", -stamp_digits(hit.entry.updated)},
                 {"opened", -opened}};
    mark(hit);
}

void count(const Entry& entry, Found& found) {
    add_one(found.kinds, entry.kind);
    add_one(found.owners, entry.owner);
    found.deprecated += entry.deprecated;
}

void order_counts(Found& found) {
    for (auto* list : {&found.kinds, &found.owners})
        std::sort(list->begin(), list->end(), [](const Counted& a, const Counted& b) {
            return std::tie(b.times, a.name) < std::tie(a.times, b.name);
        });
}

}  // namespace qm::catalog
