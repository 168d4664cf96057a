// Lays a plan on a segment.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/probe.hpp"

#include "catalog/hash.hpp"
#include "catalog/words.hpp"

#include <algorithm>

namespace qm::catalog {
namespace {

constexpr std::uint32_t prefix_terms_max = 256;
constexpr std::size_t prefix_bytes_min = 2;
constexpr std::uint64_t counted_max = 2'000;
constexpr std::array<float, fields_count> field_weights{5.0F, 3.0F, 1.5F, 0.5F};
constexpr std::array<float, fields_count> field_slopes{0.6F, 0.4F, 0.4F, 0.3F};
constexpr std::array<float, 5> nearness_shares{1.0F, 0.9F, 0.9F, 0.8F, 0.6F};
constexpr float kind_score = 0.3F;

std::uint32_t spread(std::uint32_t term) {
    return term * 0x9E3779B9U >> 7;
}

// The postings of one field: a list is sorted by field first.
std::span<const Posting> in_field(std::span<const Posting> all, Field field) {
    const auto before = [](Posting posting, std::uint32_t bits) {
        return posting.bits < bits;
    };
    const auto from = static_cast<std::uint32_t>(field) << 30;
    const auto begin = std::lower_bound(all.begin(), all.end(), from, before);
    const auto end = field == in_details
                         ? all.end()
                         : std::lower_bound(begin, all.end(), from + (1U << 30), before);
    return {begin, end};
}

void keep_nearer(WordMet& kept, const WordMet& met) {
    const float score = std::max(kept.there ? kept.score : 0.0F, met.score);
    const bool said = (kept.there && kept.said) || met.said;
    if (!kept.there || met.nearer_than(kept)) kept = met;
    kept.score = score;
    kept.said = said;
}

}  // namespace

Probe::Probe(const Plan& plan, const Segment& segment, const KindWords& kind_words,
             const std::array<float, fields_count>& mean_lengths)
    : plan_(plan),
      segment_(segment),
      mean_lengths_(mean_lengths),
      slots_(plan.slots.size()),
      best_(plan.slots.size()) {
    for (std::uint16_t slot = 0; slot < slots_.size(); ++slot)
        resolve(slot, kind_words);
    for (std::size_t unit = 0; unit < plan.units.size(); ++unit) {
        const auto& ways = plan.units[unit].ways;
        for (std::size_t way = 0; way < ways.size(); ++way) {
            reaches_[unit] += slots_[cheapest(ways[way])].reach;
            for (const auto slot : ways[way].slots)
                slots_[slot].ways.emplace_back(unit, way);
        }
    }
    index_uses();
}

void Probe::resolve(std::uint16_t slot, const KindWords& kind_words) {
    const Slot& wanted = plan_.slots[slot];
    auto& uses = slots_[slot].uses;
    const auto exact = segment_.find(wanted.word);
    if (exact != Segment::none) uses.push_back({exact, slot, as_written, true});
    if (wanted.reach == Slot::all) {
        const std::string one = singular(wanted.word);
        for (const Key& key : segment_.lookup(by_stem, hash64(wanted.stem))) {
            const auto term = segment_.term(key.doc);
            if (key.doc == exact || stem(term) != wanted.stem) continue;
            uses.push_back({key.doc, slot, other_ending, singular(term) == one});
        }
        if (wanted.prefix && wanted.word.size() >= prefix_bytes_min) {
            const auto [from, to] = segment_.starting_with(wanted.word);
            for (auto term = from; term < std::min(to, from + prefix_terms_max); ++term) {
                if (term != exact) uses.push_back({term, slot, beginning, true});
            }
        }
        const auto named = kind_words.find(one);
        for (std::uint16_t kind = 0; kind < segment_.kinds().size(); ++kind) {
            if (named == kind_words.end()) break;
            const auto& names = named->second;
            if (std::find(names.begin(), names.end(), segment_.kinds()[kind]) == names.end())
                continue;
            slots_[slot].kinds.push_back(kind);
            slots_[slot].reach += segment_.of_kind(kind).size();
        }
    }
    for (const Use& use : uses)
        slots_[slot].reach += segment_.docs_with(use.term);
}

void Probe::index_uses() {
    for (const auto& slot : slots_)
        uses_.insert(uses_.end(), slot.uses.begin(), slot.uses.end());
    std::stable_sort(uses_.begin(), uses_.end(),
                     [](const Use& a, const Use& b) { return a.term < b.term; });
    std::uint32_t size = 16;
    while (size < uses_.size() * 4)
        size *= 2;
    table_.assign(size, 0);
    mask_ = size - 1;
    for (std::uint32_t i = 0; i < uses_.size(); ++i) {
        if (i > 0 && uses_[i].term == uses_[i - 1].term) continue;
        auto at = spread(uses_[i].term) & mask_;
        while (table_[at] != 0)
            at = (at + 1) & mask_;
        table_[at] = i + 1;
    }
}

// Of a way's slots, the one that the fewest docs meet: all have to be met.
std::uint16_t Probe::cheapest(const Way& way) const {
    return *std::min_element(way.slots.begin(), way.slots.end(),
                             [&](auto a, auto b) { return slots_[a].reach < slots_[b].reach; });
}

// take(doc) for every doc of a slot's lists in that field; some more than once.
template <class Take>
void Probe::each_of(std::uint16_t slot, Field field, Take take) const {
    if (plan_.slots[slot].reach == Slot::names && field != in_name) return;
    for (const Use& use : slots_[slot].uses) {
        if (field == in_name && !use.names) continue;
        for (const Posting posting : in_field(segment_.postings(use.term), field))
            take(posting.doc());
    }
    if (field != in_name) return;
    for (const auto kind : slots_[slot].kinds) {
        for (const auto doc : segment_.of_kind(kind))
            take(doc);
    }
}

std::uint64_t Probe::docs_with(std::size_t unit) const {
    std::uint64_t sum = 0;
    for (const Way& way : plan_.units[unit].ways)
        sum += way.slots.size() == 1 ? slots_[way.slots.front()].reach : 0;
    if (sum > counted_max) return std::min<std::uint64_t>(sum, segment_.size());
    Seen seen(segment_.size());
    std::uint64_t docs = 0;
    for (const Way& way : plan_.units[unit].ways) {
        if (way.slots.size() > 1) continue;
        for (std::uint8_t field = in_name; field < fields_count; ++field)
            each_of(way.slots.front(), static_cast<Field>(field),
                    [&](std::uint32_t doc) { docs += seen.first(doc) ? 1 : 0; });
    }
    return docs;
}

bool Probe::named(std::size_t unit) const {
    for (const Way& way : plan_.units[unit].ways) {
        if (way.slots.size() > 1 || way.nearness > other_ending || way.typos > 0) continue;
        const auto& slot = slots_[way.slots.front()];
        if (!slot.kinds.empty()) return true;
        for (const Use& use : slot.uses) {
            if (use.nearness > other_ending) continue;
            const auto all = segment_.postings(use.term);
            if (use.names && all.front().field() == in_name) return true;
            if (!in_field(all, in_keywords).empty()) return true;
        }
    }
    return false;
}

void Probe::gather(std::size_t unit, Field field, Seen& seen,
                   std::vector<std::uint32_t>& out) const {
    for (const Way& way : plan_.units[unit].ways) {
        each_of(cheapest(way), field, [&](std::uint32_t doc) {
            if (seen.first(doc)) out.push_back(doc);
        });
    }
}

void Probe::mark(std::size_t unit, Seen& seen) const {
    for (const Way& way : plan_.units[unit].ways) {
        for (std::uint8_t field = in_name; field < fields_count; ++field)
            each_of(cheapest(way), static_cast<Field>(field),
                    [&](std::uint32_t doc) { seen.first(doc); });
    }
}

bool Probe::by_kind(std::size_t unit) const {
    const auto& ways = plan_.units[unit].ways;
    return std::any_of(ways.begin(), ways.end(),
                       [&](const Way& way) { return !slots_[way.slots.front()].kinds.empty(); });
}

void Probe::touch(std::uint16_t slot, const WordMet& met) {
    if (!best_[slot].there) touched_.push_back(slot);
    keep_nearer(best_[slot], met);
}

// All fields of one term of the doc.
void Probe::meet_term(std::span<const DocWord> words, const Doc& doc) {
    const std::uint32_t term = words.front().term();
    auto at = spread(term) & mask_;
    while (table_[at] != 0 && uses_[table_[at] - 1].term != term)
        at = (at + 1) & mask_;
    if (table_[at] == 0) return;
    for (std::size_t i = table_[at] - 1; i < uses_.size() && uses_[i].term == term; ++i) {
        const Use& use = uses_[i];
        WordMet met{true, false, false, 0, fields_count, use.nearness, term, 0};
        float sum = 0;
        for (const DocWord word : words) {
            const auto field = word.field();
            if (field == in_name && !use.names) continue;
            met.field = std::min<std::uint8_t>(met.field, field);
            const float length = static_cast<float>(doc.lengths[field]) / mean_lengths_[field];
            const float share = 1 - field_slopes[field] + field_slopes[field] * length;
            sum += field_weights[field] * static_cast<float>(word.count()) / share;
        }
        met.score = sum / (1.2F + sum);
        const bool named_only = plan_.slots[use.slot].reach == Slot::names;
        if (met.field < fields_count && (!named_only || met.field == in_name)) touch(use.slot, met);
    }
}

// What a met slot does for the ways that it is part of.
void Probe::follow(std::uint16_t slot, MetUnits& met) const {
    for (const auto& [unit, number] : slots_[slot].ways) {
        const Way& way = plan_.units[unit].ways[number];
        WordMet all = best_[slot];
        bool whole = true;
        for (const auto other : way.slots) {
            const WordMet& part = best_[other];
            whole = whole && part.there;
            all.field = std::max(all.field, part.field);
            all.nearness = std::max(all.nearness, part.nearness);
            all.score = std::min(all.score, part.score);
            all.by_kind = all.by_kind && part.by_kind;
        }
        if (!whole) continue;
        all.nearness = std::max<std::uint8_t>(all.nearness, way.nearness);
        all.typos = way.typos;
        all.said = !all.by_kind && all.nearness <= same_meaning && all.typos == 0;
        all.score *= nearness_shares[way.nearness] / static_cast<float>(1 + way.typos);
        keep_nearer(met[unit], all);
    }
}

void Probe::meet(std::uint32_t number, MetUnits& met) {
    for (const auto slot : touched_)
        best_[slot].there = false;
    touched_.clear();
    for (std::size_t unit = 0; unit < plan_.units.size(); ++unit)
        met[unit] = {};
    const Doc& doc = segment_.doc(number);
    const auto words = segment_.words_of(number);
    for (std::size_t i = 0; i < words.size();) {
        std::size_t end = i + 1;
        while (end < words.size() && words[end].term() == words[i].term())
            ++end;
        meet_term(words.subspan(i, end - i), doc);
        i = end;
    }
    for (std::uint16_t slot = 0; slot < slots_.size(); ++slot) {
        const auto& kinds = slots_[slot].kinds;
        if (kinds.empty() || std::find(kinds.begin(), kinds.end(), doc.kind) == kinds.end())
            continue;
        touch(slot, {true, true, false, 0, in_keywords, other_ending, 0, kind_score});
    }
    for (const auto slot : touched_)
        follow(slot, met);
}

}  // namespace qm::catalog
