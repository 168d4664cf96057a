// Docs are gathered by the rarest words and judged one by one. Words of a query that most docs
// have decide nothing alone, so their lists are not walked.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/search.hpp"

#include "catalog/hash.hpp"
#include "catalog/packed.hpp"
#include "catalog/reasons.hpp"
#include "catalog/words.hpp"

#include <algorithm>
#include <tuple>

namespace qm::catalog {
namespace {

// Up to here every doc that meets the query is ranked, and totals are exact.
constexpr std::uint32_t small_docs = 5'000;
// With fewer hits than this that have all words, typing mistakes are considered.
constexpr std::size_t enough_hits = 3;
constexpr std::size_t weak_docs_max = 2'000;
constexpr std::size_t sifted_min = 48;  // fewer docs are looked at one by one
constexpr int others_max = 9;
constexpr int guessed_max = 2 * static_cast<int>(query_words_max);

std::string kind_said(const Language& language, std::string_view words) {
    const std::string said = singular(normal_form(cut(words, query_bytes_max)));
    for (const auto& kind : language.kinds) {
        if (!said.empty() && normal_form(kind) == said) return kind;
    }
    return {};
}

}  // namespace

Search::Search(const Snapshot& snapshot, std::string_view words, std::size_t want, Sees sees,
               const Wanted& wanted)
    : snapshot_(snapshot),
      text_(words),
      folded_(fold(cut(words, query_bytes_max))),
      want_(std::max<std::size_t>(want, 1)),
      sees_(std::move(sees)),
      wanted_(wanted),
      small_(snapshot.live <= small_docs),
      plan_(words, snapshot.language->meaning) {}

void Search::lay() {
    probes_.clear();
    seen_.clear();
    met_.clear();
    hits_.clear();
    related_.clear();
    reaches_.assign(plan_.units.size(), 0);
    std::vector<std::uint64_t> docs_with(plan_.units.size(), 0);
    for (const Part& part : snapshot_.parts) {
        probes_.emplace_back(plan_, *part.segment, snapshot_.language->kind_words,
                             snapshot_.mean_lengths);
        seen_.emplace_back(part.segment->size());
        for (std::size_t unit = 0; unit < reaches_.size(); ++unit) {
            reaches_[unit] += probes_.back().reach(unit);
            docs_with[unit] += probes_.back().docs_with(unit);
        }
    }
    judge_.emplace(plan_, text_, docs_with, snapshot_.live, kind_said(*snapshot_.language, text_));
}

std::vector<std::size_t> Search::heavy_units() const {
    std::vector<std::size_t> units;
    for (std::size_t i = 0; i < plan_.units.size(); ++i) {
        if (judge_->heavy(i) || judge_->heavy() == 0) units.push_back(i);
    }
    std::stable_sort(units.begin(), units.end(),
                     [&](std::size_t a, std::size_t b) { return reaches_[a] < reaches_[b]; });
    return units;
}

// Besides releases.
bool Search::one_word() const {
    const auto releases = std::count_if(plan_.units.begin(), plan_.units.end(),
                                        [](const Unit& unit) { return unit.release; });
    return judge_->heavy() == 1 && static_cast<std::size_t>(releases) + 1 == plan_.units.size();
}

// Hits that have all words.
std::size_t Search::full() const {
    return static_cast<std::size_t>(
        std::count_if(hits_.begin(), hits_.end(),
                      [](const Ranked& hit) { return hit.rank.missing == 0 && hit.rank.answers; }));
}

// Whether no doc that meets the walked word in a worse field, or in a longer name, can reach the
// page.
bool Search::enough(Field field, int others, int guessed) const {
    if (small_) return false;
    const auto better = std::count_if(hits_.begin(), hits_.end(), [&](const Ranked& hit) {
        return hit.rank.answers && hit.rank.missing == 0 && hit.rank.typos == 0 &&
               hit.rank.field <= field && hit.rank.others <= others && hit.rank.guessed <= guessed;
    });
    return static_cast<std::size_t>(better) >= want_;
}

void Search::judge_one(std::size_t part_number, std::uint32_t doc) {
    const Part& part = snapshot_.parts[part_number];
    if (!part.alive(doc) || !sees_(part, doc)) return;
    MetUnits met;
    probes_[part_number].meet(doc, met);
    const Doc& about = part.segment->doc(doc);
    const bool of_kind =
        !judge_->kind().empty() && part.segment->kinds()[about.kind] == judge_->kind();
    Rank rank = judge_->rank(about, of_kind, met);
    if (!rank.answers && !rank.related) return;
    if (wanted_.passes && !wanted_.passes(snapshot_.entry(part.first + doc))) return;
    if (!rank.answers) related_.push_back({part.first + doc, rank});
    if (!rank.answers) return;
    if (rank.exact == 0 && rank.spelling == 0)
        rank.spelling = fold(packed_name(part.segment->packed(doc))) == folded_ ? 0 : 1;
    hits_.push_back({part.first + doc, rank});
}

void Search::judge(std::size_t part, Field field) {
    // One word in many names: the shortest names come first, so the long ones need no look.
    const bool by_length = field == in_name && docs_.size() > sifted_min && !small_ &&
                           judge_->kind().empty() && one_word() &&
                           !probes_[part].by_kind(heavy_units().front());
    if (by_length) {
        judge_by_length(part);
    } else {
        for (const auto doc : docs_)
            judge_one(part, doc);
    }
    docs_.clear();
}

void Search::judge_by_length(std::size_t part) {
    constexpr std::size_t lengths_max = 8;
    std::array<std::vector<std::uint32_t>, lengths_max> by_length;
    for (const auto doc : docs_) {
        const std::size_t words = snapshot_.parts[part].segment->doc(doc).name_words;
        by_length[std::min(words, lengths_max - 1)].push_back(doc);
    }
    for (std::size_t words = 0; words < lengths_max; ++words) {
        for (const auto doc : by_length[words])
            judge_one(part, doc);
        // A name of more words has at least as many that nobody asked for.
        const std::size_t asked = plan_.units.size();
        if (words >= asked && enough(in_name, static_cast<int>(words - asked), 0)) return;
    }
}

// Docs that may meet a unit, or null: more of them than looking at each gathered doc would cost.
const Seen* Search::docs_of(std::size_t part, std::size_t unit) {
    constexpr std::uint64_t postings_a_doc = 32;
    const auto found = met_.find({part, unit});
    if (found != met_.end()) return &found->second;
    if (probes_[part].reach(unit) > docs_.size() * postings_a_doc) return nullptr;
    Seen seen(snapshot_.parts[part].segment->size());
    probes_[part].mark(unit, seen);
    return &met_.emplace(std::pair(part, unit), std::move(seen)).first->second;
}

// Of many gathered docs, those that may meet enough of the words that say something.
void Search::sift(std::size_t part, std::size_t heavy_met) {
    if (docs_.size() < sifted_min || plan_.units.size() < 2) return;
    std::vector<const Seen*> sets;
    std::size_t unknown = 0;
    for (const auto unit : heavy_units()) {
        const Seen* set = docs_of(part, unit);
        if (set == nullptr)
            ++unknown;
        else
            sets.push_back(set);
    }
    if (unknown >= heavy_met) return;
    std::erase_if(docs_, [&](std::uint32_t doc) {
        std::size_t met = unknown;
        for (const Seen* set : sets)
            met += set->has(doc) ? 1 : 0;
        if (met < heavy_met) seen_[part].forget(doc);  // it may do where fewer words are wanted
        return met < heavy_met;
    });
}

// Docs that meet one of the units, field by field.
void Search::gather(const std::vector<std::size_t>& units, std::size_t heavy_met, bool in_steps) {
    for (std::uint8_t number = in_name; number < fields_count; ++number) {
        const auto field = static_cast<Field>(number);
        for (std::size_t part = 0; part < snapshot_.parts.size(); ++part) {
            for (const auto unit : units)
                probes_[part].gather(unit, field, seen_[part], docs_);
            sift(part, heavy_met);
            judge(part, field);
        }
        if (in_steps && enough(field, others_max, guessed_max)) return;
    }
}

void Search::meet_all_heavy() {
    const auto units = heavy_units();
    if (!units.empty()) gather({units.front()}, units.size(), true);
}

// Answers may lack less than half of the words that say something: each of them has one of the
// rarest.
void Search::meet_most() {
    const auto units = heavy_units();
    if (units.empty() || judge_->heavy() == 0) return;
    const std::size_t lacking = (units.size() - 1) / 2;
    gather({units.begin(), units.begin() + static_cast<std::ptrdiff_t>(lacking + 1)},
           units.size() - lacking, false);
    add_whole_names();
}

void Search::add(std::uint32_t number) {
    const Part& part = snapshot_.part_of(number);
    const auto at = static_cast<std::size_t>(&part - snapshot_.parts.data());
    if (!seen_[at].first(number - part.first)) return;
    judge_one(at, number - part.first);
}

// Names that stand in the query as a whole: "upgrade the cert manager chart".
void Search::add_whole_names() {
    constexpr std::size_t name_words_max = 4;
    for (std::size_t from = 0; from < plan_.units.size(); ++from) {
        std::string name = plan_.units[from].word;
        for (std::size_t to = from + 1; to < std::min(plan_.units.size(), from + name_words_max);
             ++to) {
            name += plan_.units[to].word;
            for (const auto doc : snapshot_.with_key(by_normal, hash64(name)))
                add(doc);
        }
    }
}

// A name written without its cuts in a way that no word shows ("libusb0.14").
void Search::add_named() {
    for (const auto name : {judge_->whole(), judge_->named()}) {
        for (const auto doc : snapshot_.with_key(by_normal, name))
            add(doc);
    }
}

// Few answers: what has half of the words in its name follows them. It never stands alone.
void Search::add_related() {
    const auto answers = full();
    if (answers == 0 || answers >= enough_hits) return;
    for (Ranked& hit : related_)
        hit.rank.answers = true;
    hits_.insert(hits_.end(), related_.begin(), related_.end());
}

// What was pasted points at an entry as surely as its name.
void Search::add_pasted() {
    const auto found = pasted(snapshot_, text_);
    if (found.empty()) return;
    hits_.clear();  // nobody pastes an address to see what sounds like it
    for (std::size_t i = 0; i < found.size(); ++i) {
        const Part& part = snapshot_.part_of(found[i]);
        if (!sees_(part, found[i] - part.first)) continue;
        if (wanted_.passes && !wanted_.passes(snapshot_.entry(found[i]))) continue;
        Rank rank;
        rank.exact = 0;
        rank.score = static_cast<int>(i) - 1'000'000;
        rank.answers = true;
        rank.gone = snapshot_.doc(found[i]).gone();
        hits_.push_back({found[i], rank});
    }
}

bool Search::named_exactly() const {
    return std::any_of(hits_.begin(), hits_.end(),
                       [](const Ranked& hit) { return hit.rank.exact == 0; });
}

std::vector<Ranked> Search::answers() {
    lay();
    add_named();
    meet_all_heavy();
    if (full() < enough_hits && !named_exactly() && forgive()) {
        lay();
        add_named();
        meet_all_heavy();
    }
    if (small_ || full() < want_) meet_most();
    add_related();
    add_pasted();
    sort(hits_);
    return hits_;
}

// Ties end in the name, so that the same query gives the same page on every machine.
void Search::sort(std::vector<Ranked>& hits) const {
    const auto names = [&](std::uint32_t number) {
        const Entry entry = snapshot_.entry(number);
        return std::tuple(entry.kind, entry.repo, entry.path, number);
    };
    const auto before = [&](const Ranked& a, const Ranked& b) {
        if (const auto order = a.rank <=> b.rank; order != 0) return order < 0;
        const int kind = telling(snapshot_.kind(a.doc));
        if (const int other = telling(snapshot_.kind(b.doc)); kind != other) return kind < other;
        const auto x = snapshot_.doc(a.doc).updated;
        const auto y = snapshot_.doc(b.doc).updated;
        if (x != y) return x > y;
        if (wanted_.opened) {
            const int one = wanted_.opened(snapshot_.entry(a.doc));
            const int other = wanted_.opened(snapshot_.entry(b.doc));
            if (one != other) return one > other;
        }
        const auto one = snapshot_.name(a.doc);
        const auto other = snapshot_.name(b.doc);
        if (one != other) return std::tuple(one.size(), one) < std::tuple(other.size(), other);
        return names(a.doc) < names(b.doc);
    };
    const auto page = static_cast<std::ptrdiff_t>(std::min(want_, hits.size()));
    std::partial_sort(hits.begin(), hits.begin() + page, hits.end(), before);
}

std::vector<std::string> Search::weak_names(std::size_t most) {
    std::vector<Ranked> weak;
    MetUnits met;
    for (std::size_t i = 0; i < snapshot_.parts.size(); ++i) {
        const Part& part = snapshot_.parts[i];
        Seen seen(part.segment->size());
        for (std::size_t unit = 0; unit < plan_.units.size(); ++unit) {
            if (probes_[i].reach(unit) >= weak_docs_max) continue;
            probes_[i].gather(unit, in_name, seen, docs_);
            probes_[i].gather(unit, in_keywords, seen, docs_);
        }
        for (const auto doc : docs_) {
            if (!part.alive(doc) || !sees_(part, doc)) continue;
            probes_[i].meet(doc, met);
            const Rank rank = judge_->rank(part.segment->doc(doc), false, met);
            if (rank.named) weak.push_back({part.first + doc, rank});
        }
        docs_.clear();
    }
    sort(weak);
    std::vector<std::string> names;
    for (const Ranked& hit : weak) {
        const auto name = snapshot_.name(hit.doc);
        if (names.size() < most && std::find(names.begin(), names.end(), name) == names.end())
            names.emplace_back(name);
    }
    return names;
}

void Search::explain(const Ranked& ranked, Hit& hit) {
    const Part& part = snapshot_.part_of(ranked.doc);
    const auto at = static_cast<std::size_t>(&part - snapshot_.parts.data());
    MetUnits met;
    probes_[at].meet(ranked.doc - part.first, met);
    hit.because = catalog::explain(plan_, *part.segment, met, ranked.rank);
    give_reasons(plan_, *part.segment, met, ranked.rank,
                 wanted_.opened ? wanted_.opened(hit.entry) : 0, hit);
}

}  // namespace qm::catalog
