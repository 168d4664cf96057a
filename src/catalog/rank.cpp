// Ranks docs by the strict rules.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/rank.hpp"

#include "catalog/hash.hpp"
#include "catalog/words.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace qm::catalog {

namespace {

constexpr double telling_weight = 0.5;

bool says_kind(const WordMet& met) {
    return met.by_kind && met.nearness < does_it;
}

std::string without_releases(const Plan& plan) {
    std::string name;
    for (const Unit& unit : plan.units)
        name += unit.release ? "" : unit.word;
    return name.empty() ? plan.joined() : name;
}

// The same with words that a question drops: "builder-make 1.2".
std::string without_releases(std::string_view query) {
    const auto words = words_of(cut(query, query_bytes_max));
    std::string name;
    for (const auto& word : words)
        name += is_release(word) ? "" : word;
    return name.empty() ? normal_form(cut(query, query_bytes_max)) : normal_form(name);
}

}  // namespace

Judge::Judge(const Plan& plan, std::string_view query, const std::vector<std::uint64_t>& docs_with,
             std::uint64_t docs, std::string kind)
    : plan_(plan),
      kind_(std::move(kind)),
      whole_(hash64(normal_form(cut(query, query_bytes_max)))),
      joined_(hash64(plan.joined())),
      bare_(hash64(without_releases(plan))),
      named_(hash64(without_releases(query))) {
    const double all = static_cast<double>(std::max<std::uint64_t>(2, docs));
    for (std::size_t i = 0; i < plan.units.size(); ++i) {
        const double met = static_cast<double>(std::min(docs_with[i], docs));
        heavy_ += heavy(i) ? 1 : 0;
        weights_[i] =
            met == 0 ? 1 : std::clamp(std::log((all + 1) / met) / std::log(all + 1), 0.3, 1.0);
        idfs_[i] = std::clamp(std::log(1 + (all - met + 0.5) / (met + 0.5)), 1.0, 3.0);
    }
}

// 0: the name as a whole, or with its kind ("role nginx") or a release ("redis 7"); 1: the name
// without noise words, or the kind alone, by its own name ("prometheus exporter"). What may be done
// by things of a kind does not say the kind: "kubernetes redis" names no chart.
int Judge::exactness(const Doc& doc, bool of_kind, const MetUnits& met) const {
    if (doc.normal == whole_ || doc.normal == joined_ || doc.normal == named_) return 0;
    bool kind = false;
    bool all = true;
    for (std::size_t i = 0; i < plan_.units.size(); ++i) {
        kind = kind || says_kind(met[i]);
        all = all && (met[i].there || plan_.units[i].release);
    }
    std::uint64_t named = all ? bare_ : joined_;
    if (kind && all) {
        std::string name;
        for (std::size_t i = 0; i < plan_.units.size(); ++i) {
            if (!says_kind(met[i]) && !plan_.units[i].release) name += plan_.units[i].word;
        }
        named = hash64(name);
    }
    if (doc.normal == named) return 0;
    if (doc.core == joined_ || doc.core == named) return 1;
    return of_kind ? 1 : 2;
}

// Honesty: all words that say something are met; or every word of a longer name is in the query;
// or more than half of them, with at least half of their weight.
bool Judge::is_answer(const Doc& doc, const MetUnits& met) const {
    double whole = 0;
    double weight = 0;
    std::size_t all_met = 0;
    std::size_t heavy_met = 0;
    std::size_t written = 0;
    for (std::size_t i = 0; i < plan_.units.size(); ++i) {
        // What an entry need not say speaks for it where it is said.
        const double share = heavy(i) || met[i].there ? weights_[i] : 0;
        whole += share;
        if (!met[i].there) continue;
        ++all_met;
        weight += share;
        heavy_met += heavy(i) ? 1 : 0;
        written += met[i].field == in_name && met[i].nearness <= other_ending ? 1 : 0;
    }
    if (heavy_ == 0) return all_met == plan_.units.size();
    if (heavy_met == heavy_) return true;
    if (doc.lengths[in_name] > 1 && written >= doc.lengths[in_name]) return true;
    return heavy_met * 2 > heavy_ && weight >= whole * 0.5;
}

Rank Judge::rank(const Doc& doc, bool of_kind, const MetUnits& met) const {
    Rank rank;
    double score = 0;
    int named = 0;
    std::size_t near = 0;
    for (std::size_t i = 0; i < plan_.units.size(); ++i) {
        // A release decides nothing but the score: it is seldom said, and never worth a look at
        // all.
        if (plan_.units[i].release) {
            score += met[i].there ? static_cast<double>(met[i].score) * idfs_[i] : 0;
            named += met[i].there && met[i].field == in_name ? 1 : 0;
            continue;
        }
        if (!met[i].there) {
            ++rank.missing;
            continue;
        }
        rank.typos += met[i].typos;
        rank.field += met[i].field;
        rank.farness += met[i].nearness;
        // A word that means something is seldom the beginning of another ("es", "ci").
        const auto guess = plan_.units[i].known ? beginning : does_it;
        // A guess in the name that is said elsewhere is half a guess.
        const bool guessed = met[i].by_kind || met[i].nearness >= guess;
        rank.guessed += !guessed ? 0 : met[i].said ? 1 : 2;
        near += heavy(i) && met[i].field <= in_keywords && met[i].typos == 0 ? 1U : 0U;
        score += static_cast<double>(met[i].score) * idfs_[i];
        if (met[i].by_kind) continue;
        named += met[i].field == in_name ? 1 : 0;
        const bool meant = met[i].nearness <= same_meaning && met[i].field == in_name;
        // A keyword that many have ("database") points at nothing.
        const bool key = met[i].nearness <= other_ending && met[i].field == in_keywords;
        rank.named = rank.named || meant || (key && weights_[i] >= telling_weight);
    }
    rank.exact = exactness(doc, of_kind, met);
    if (rank.exact == 0 && named_ != whole_ && doc.normal != whole_) rank.spelling = 2;
    rank.others = std::clamp(static_cast<int>(doc.name_words) - named, 0, 9);
    rank.score = -static_cast<int>(std::lround(score * 10));
    rank.gone = doc.gone();
    rank.unused = -doc.used_by;
    rank.related = near * 2 >= heavy_ && near > 0 && !doc.tombstone();
    rank.answers = rank.exact == 0 || (!doc.tombstone() && is_answer(doc, met));
    return rank;
}

std::weak_ordering Rank::operator<=>(const Rank& other) const {
    const auto key = [](const Rank& r) {
        return std::tie(r.exact, r.spelling, r.missing, r.typos, r.field, r.guessed, r.others,
                        r.farness, r.score, r.gone, r.unused);
    };
    return key(*this) <=> key(other);
}

int Rank::bucket() const {
    const int strict = (exact * 10 + std::min(missing, 9)) * 20 + std::min(typos, 19);
    return strict * 32 + std::min(field, 31);
}

std::string explain(const Plan& plan, const Segment& segment, const MetUnits& met,
                    const Rank& rank) {
    constexpr std::array<std::string_view, 5> places{"name", "keywords", "description", "details",
                                                     ""};
    const auto units = plan.units.size();
    std::string out = rank.exact == 0   ? "exact name; "
                      : rank.exact == 1 ? "name without its prefix; "
                                        : "";
    const auto there = std::count_if(met.begin(), met.begin() + static_cast<std::ptrdiff_t>(units),
                                     [](const WordMet& one) { return one.there; });
    out += std::to_string(there) + " of " + std::to_string(units) + " words";
    for (std::size_t i = 0; i < units; ++i) {
        const std::string& word = plan.units[i].word;
        if (!met[i].there) {
            out += "; without " + word;
            continue;
        }
        out += "; " + word;
        if (met[i].by_kind) {
            out += " is its kind";
            continue;
        }
        const auto term = segment.term(met[i].term);
        if (term != word) out += " as " + std::string(term);
        const int typos = met[i].typos;
        if (typos > 0) out += typos == 1 ? " (1 typo)" : " (" + std::to_string(typos) + " typos)";
        out += " in " + std::string(places[met[i].field]);
    }
    return out;
}

}  // namespace qm::catalog
