// Ranks and matches become reasons.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/reasons.hpp"

#include "catalog/highlight.hpp"
#include "catalog/snapshot.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace qm::catalog {
namespace {

Met how_met(const Segment& segment, const std::string& word, const WordMet& by) {
    constexpr std::array<const char*, fields_count> places{"name", "keywords", "description",
                                                           "details"};
    constexpr std::array<const char*, 5> ways{"written", "ending", "meaning", "beginning", "does"};
    Met met;
    met.word = word;
    if (!by.there) return met;
    met.typos = by.typos;
    met.how = ways.at(by.nearness);
    met.where = by.by_kind ? "kind" : places.at(by.field);
    if (!by.by_kind) met.as = segment.term(by.term);
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

void give_reasons(const Plan& plan, const Segment& segment, const MetUnits& met, const Rank& rank,
                  int opened, Hit& hit) {
    for (std::size_t i = 0; i < plan.units.size(); ++i)
        hit.met.push_back(how_met(segment, plan.units[i].word, met[i]));
    hit.rules = {{"exact", rank.exact},
                 {"spelling", rank.spelling},
                 {"missing", rank.missing},
                 {"typos", rank.typos},
                 {"field", rank.field},
                 {"guessed", rank.guessed},
                 {"others", rank.others},
                 {"farness", rank.farness},
                 {"score", rank.score},
                 {"gone", rank.gone},
                 {"unused", rank.unused},
                 {"kind", telling(hit.entry.kind)},
                 {"updated", -stamp_digits(hit.entry.updated)},
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
