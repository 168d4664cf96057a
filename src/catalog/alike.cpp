// Entries that seem to do the same.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/index_body.hpp"
#include "catalog/words.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace qm::catalog {
namespace {

constexpr std::size_t candidates_max = 400;
constexpr std::size_t words_max = 60;
constexpr double alike_min = 0.3;
// A word in the name says most of what a thing is for.
constexpr double name_weight = 3;
constexpr double keyword_weight = 1.5;
constexpr double description_weight = 1;

using Weights = std::map<std::string, double>;

double rarity(const Terms& terms, const std::string& word) {
    const auto term = terms.find(word);
    const double docs = static_cast<double>(terms.docs.size()) + 1;
    const double with = term == Terms::none ? 1 : static_cast<double>(terms.postings[term].size());
    return std::max(0.0, std::log(docs / (with + 0.5)));
}

void add(Weights& weights, const std::vector<std::string>& words, double weight,
         const Terms& terms) {
    for (const auto& word : words) {
        if (word.size() < 2 || weights.size() >= words_max) continue;
        double& known = weights[stem(word)];
        known = std::max(known, weight * rarity(terms, word));
    }
}

Weights weights_of(const IndexBody& body, std::uint32_t doc) {
    const Entry& entry = body.entries[doc];
    Weights weights;
    add(weights, body.terms.docs[doc].names, name_weight, body.terms);
    for (const auto& keyword : entry.keywords)
        add(weights, words_of(keyword), keyword_weight, body.terms);
    std::vector<std::string> said = words_of(entry.description);
    std::erase_if(said, [&](const auto& word) { return body.meaning.dropped(word); });
    add(weights, said, description_weight, body.terms);
    return weights;
}

// Shared weight by all weight.
double likeness(const Weights& a, const Weights& b) {
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

std::vector<std::uint32_t> candidates(const IndexBody& body, std::uint32_t doc) {
    std::map<std::uint32_t, double> found;
    std::vector<std::string> words = body.terms.docs[doc].names;
    for (const auto& keyword : body.entries[doc].keywords) {
        for (auto& word : words_of(keyword))
            words.push_back(std::move(word));
    }
    for (std::size_t i = 0; i < std::min(words.size(), words_max); ++i) {
        const auto term = body.terms.find(words[i]);
        if (term == Terms::none) continue;
        const double weight = rarity(body.terms, words[i]);
        for (const Posting& posting : body.terms.postings[term]) {
            if (posting.doc != doc && posting.field <= in_keywords) found[posting.doc] += weight;
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

std::vector<std::uint32_t> alike(const IndexBody& body, std::uint32_t doc, std::size_t limit) {
    const Weights own = weights_of(body, doc);
    std::vector<std::pair<double, std::uint32_t>> order;
    for (const auto other : candidates(body, doc)) {
        if (body.terms.docs[other].tombstone) continue;
        const bool same = body.terms.docs[other].family == body.terms.docs[doc].family;
        const double how = likeness(own, weights_of(body, other)) + (same ? 1 : 0);
        if (how >= alike_min) order.emplace_back(-how, other);
    }
    std::sort(order.begin(), order.end());
    std::vector<std::uint32_t> docs;
    for (std::size_t i = 0; i < std::min(limit, order.size()); ++i)
        docs.push_back(order[i].second);
    return docs;
}

}  // namespace qm::catalog
