// Entries that seem to do the same.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/hash.hpp"
#include "catalog/naming.hpp"
#include "catalog/snapshot.hpp"
#include "catalog/words.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace qm::catalog {
namespace {

constexpr std::size_t candidates_max = 400;
constexpr std::size_t alike_words_max = 60;
constexpr std::size_t looked_max = 20'000;
constexpr double alike_min = 0.3;
// A word in the name says most of what a thing is for.
constexpr double name_weight = 3;
constexpr double keyword_weight = 1.5;
constexpr double description_weight = 1;

using Weights = std::map<std::string, double>;

double rarity(const Snapshot& snapshot, const std::string& word) {
    const double docs = static_cast<double>(snapshot.live) + 1;
    const double with = static_cast<double>(snapshot.docs_with(word));
    return std::max(0.0, std::log(docs / (std::max(1.0, with) + 0.5)));
}

void add(Weights& weights, const std::vector<std::string>& words, double weight,
         const Snapshot& snapshot) {
    for (const auto& word : words) {
        if (word.size() < 2 || weights.size() >= alike_words_max) continue;
        double& known = weights[stem(word)];
        known = std::max(known, weight * rarity(snapshot, word));
    }
}

std::vector<std::string> names_of(const Snapshot& snapshot, const Entry& entry) {
    auto words = words_of(entry.name, true);
    std::erase_if(words,
                  [&](const auto& word) { return snapshot.language->noise_set.contains(word); });
    return words;
}

Weights weights_of(const Snapshot& snapshot, const Entry& entry) {
    Weights weights;
    add(weights, names_of(snapshot, entry), name_weight, snapshot);
    for (const auto& keyword : entry.keywords)
        add(weights, words_of(keyword), keyword_weight, snapshot);
    std::vector<std::string> said = words_of(entry.description);
    std::erase_if(said, [&](const auto& word) { return snapshot.language->meaning.dropped(word); });
    add(weights, said, description_weight, snapshot);
    return weights;
}

// Shared weight by all weight.
double shared_weight(const Weights& a, const Weights& b) {
    double both = 0;
    double all = 0;
    for (const auto& [word, weight] : a) {
        const auto found = b.find(word);
        both += found == b.end() ? 0 : std::min(weight, found->second);
        all += found == b.end() ? weight : std::max(weight, found->second);
    }
    for (const auto& [word, weight] : b) {
        if (!a.contains(word)) all += weight;
    }
    return all > 0 ? both / all : 0;
}

std::vector<std::uint32_t> candidates(const Snapshot& snapshot, std::uint32_t doc,
                                      const Entry& entry) {
    std::map<std::uint32_t, double> found;
    auto words = names_of(snapshot, entry);
    for (const auto& keyword : entry.keywords) {
        for (auto& word : words_of(keyword))
            words.push_back(std::move(word));
    }
    for (std::size_t i = 0; i < std::min(words.size(), alike_words_max); ++i) {
        const double weight = rarity(snapshot, words[i]);
        for (const Part& part : snapshot.parts) {
            const auto term = part.segment->find(words[i]);
            if (term == Segment::none) continue;
            for (const Posting posting : part.segment->postings(term)) {
                if (posting.field() > in_keywords || found.size() > looked_max) break;
                const auto other = part.first + posting.doc();
                if (other != doc && part.alive(posting.doc())) found[other] += weight;
            }
        }
    }
    std::vector<std::pair<double, std::uint32_t>> order;
    for (const auto& [other, weight] : found)
        order.emplace_back(-weight, other);
    const auto end =
        order.begin() + static_cast<std::ptrdiff_t>(std::min(candidates_max, order.size()));
    std::partial_sort(order.begin(), end, order.end());
    std::vector<std::uint32_t> docs;
    for (auto at = order.begin(); at != end; ++at)
        docs.push_back(at->second);
    return docs;
}

}  // namespace

std::vector<std::uint32_t> alike(const Snapshot& snapshot, std::uint32_t doc, std::size_t limit) {
    const Entry entry = snapshot.entry(doc);
    const Weights own = weights_of(snapshot, entry);
    std::vector<std::pair<double, std::uint32_t>> order;
    for (const auto other : candidates(snapshot, doc, entry)) {
        if (snapshot.doc(other).tombstone()) continue;
        const bool same = snapshot.doc(other).family == snapshot.doc(doc).family;
        const Entry each = snapshot.entry(other);
        const double how = shared_weight(own, weights_of(snapshot, each)) + (same ? 1 : 0);
        if (how >= alike_min) order.emplace_back(-how, other);
    }
    std::sort(order.begin(), order.end());
    std::vector<std::uint32_t> docs;
    for (std::size_t i = 0; i < std::min(limit, order.size()); ++i)
        docs.push_back(order[i].second);
    return docs;
}

}  // namespace qm::catalog
