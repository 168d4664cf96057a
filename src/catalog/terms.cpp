// Builds the table of words.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/terms.hpp"

#include "catalog/words.hpp"

#include <algorithm>
#include <set>

namespace qm::catalog {
namespace {

constexpr std::size_t words_a_field_max = 400;
constexpr std::size_t word_bytes_max = 63;

using Building = std::unordered_map<std::string, std::vector<Posting>>;

class Writer {
public:
    Writer(Building& building, Doc& doc, std::uint32_t number)
        : building_(building), doc_(doc), number_(number) {}

    // `counts`: the word makes the field longer (an alias such as a joined form does not).
    void add(const std::string& word, Field field, bool counts = true) {
        if (word.size() > word_bytes_max || doc_.lengths[field] >= words_a_field_max) return;
        if (counts) ++doc_.lengths[field];
        auto& list = building_[word];
        const auto same = std::find_if(list.rbegin(), list.rend(), [&](const Posting& posting) {
            return posting.doc != number_ || posting.field == field;
        });
        if (same != list.rend() && same->doc == number_) {
            if (same->count < UINT8_MAX) ++same->count;
        } else {
            list.push_back({number_, field, 1});
        }
    }
    void add_all(std::string_view text, Field field) {
        for (const auto& word : words_of(text, field == in_name))
            add(word, field);
    }

private:
    Building& building_;
    Doc& doc_;
    std::uint32_t number_;
};

// Neighbours joined, and the halves of "php82": found, but the name grows no longer by them.
void add_aliases(const std::vector<std::string>& words, Field field, Writer& writer) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i + 1 < words.size()) writer.add(words[i] + words[i + 1], field, false);
        const auto digit = words[i].find_first_of("0123456789");
        if (field == in_name && digit != std::string::npos && digit >= 2)
            writer.add(words[i].substr(0, digit), field, false);
    }
}

void add_name(const Entry& entry, const std::set<std::string>& noise, Doc& doc, Writer& writer) {
    const auto words = words_of(entry.name, true);
    for (const auto& word : words) {
        writer.add(word, in_name);
        if (!noise.contains(word)) {
            doc.names.push_back(word);
            doc.core += word;
        }
    }
    add_aliases(words, in_name, writer);
    doc.normal = normal_form(entry.name);
    if (words.size() > 2) writer.add(doc.normal, in_name, false);
    if (doc.core.empty()) doc.core = doc.normal;
    // "prometheus-redis-exporter" and "redis_exporter" are one thing; "prometheus" is another.
    const bool exporter = doc.names.size() > 2 && doc.names.back().starts_with("exporter");
    for (const auto& word : doc.names) {
        if (!exporter || word != "prometheus") doc.family += word;
    }
    if (doc.family.empty()) doc.family = doc.core;
}

void add_details(const Entry& entry, Writer& writer) {
    for (const auto& variable : entry.inputs)
        writer.add_all(variable.name, in_details);
    for (const auto& variable : entry.outputs)
        writer.add_all(variable.name, in_details);
    for (const auto& platform : entry.platforms)
        writer.add_all(platform, in_details);
    if (entry.port != 0) writer.add(std::to_string(entry.port), in_details);
    writer.add_all(entry.metric_prefix, in_details);
    writer.add_all(entry.owner, in_details);
    for (const auto& word : words_of(entry.version))
        writer.add(word, in_details, false);
}

void add_entry(const Entry& entry, const std::set<std::string>& noise, Doc& doc, Writer& writer) {
    add_name(entry, noise, doc, writer);
    for (const auto& keyword : entry.keywords) {
        writer.add_all(keyword, in_keywords);
        add_aliases(words_of(keyword), in_keywords, writer);
    }
    writer.add_all(entry.description, in_description);
    add_details(entry, writer);
    doc.gone = entry.deprecated || entry.tombstone;
    doc.tombstone = entry.tombstone;
}

}  // namespace

Terms::Terms(const std::vector<Entry>& entries, const std::vector<Kind>& known,
             const Dictionary& dictionary) {
    const std::set<std::string> noise(dictionary.noise_words.begin(), dictionary.noise_words.end());
    Building building;
    docs.resize(entries.size());
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
        Writer writer(building, docs[i], i);
        add_entry(entries[i], noise, docs[i], writer);
        by_normal[docs[i].normal].push_back(i);
        by_family[docs[i].family].push_back(i);
        if (!entries[i].metric_prefix.empty())
            by_prefix[fold(entries[i].metric_prefix)].push_back(i);
        for (std::size_t f = 0; f < fields_count; ++f)
            mean_lengths[f] += docs[i].lengths[f];
    }
    for (auto& mean : mean_lengths)
        mean = std::max(1.0F, mean / static_cast<float>(std::max<std::size_t>(1, docs.size())));
    words.reserve(building.size());
    for (const auto& [word, list] : building)
        words.push_back(word);
    std::sort(words.begin(), words.end());
    postings.reserve(words.size());
    for (std::size_t i = 0; i < words.size(); ++i) {
        postings.push_back(std::move(building[words[i]]));
        std::sort(postings.back().begin(), postings.back().end(), [](auto& a, auto& b) {
            return std::pair(a.doc, a.field) < std::pair(b.doc, b.field);
        });
        stems_.emplace_back(stem(words[i]), i);
    }
    std::sort(stems_.begin(), stems_.end());
    add_kinds(entries, known);
}

void Terms::add_kinds(const std::vector<Entry>& entries, const std::vector<Kind>& known) {
    std::map<std::string, std::uint32_t> numbers;
    const auto number_of = [&](const std::string& name) {
        const auto [at, fresh] = numbers.emplace(name, static_cast<std::uint32_t>(kinds.size()));
        if (fresh) kinds.push_back(name);
        return at->second;
    };
    for (const auto& kind : known) {
        const auto number = number_of(kind.name);
        for (const auto& phrase : kind.words) {
            for (const auto& word : words_of(phrase)) {
                auto& list = kind_words[singular(word)];
                if (std::find(list.begin(), list.end(), number) == list.end())
                    list.push_back(number);
            }
        }
    }
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
        docs[i].kind = number_of(entries[i].kind);
        of_kind.resize(kinds.size());
        of_kind[docs[i].kind].push_back(i);
    }
    of_kind.resize(kinds.size());
}

std::size_t Terms::find(std::string_view word) const {
    const auto at = std::lower_bound(words.begin(), words.end(), word);
    if (at == words.end() || *at != word) return none;
    return static_cast<std::size_t>(at - words.begin());
}

Terms::Range Terms::starting_with(std::string_view prefix) const {
    const auto from = std::lower_bound(words.begin(), words.end(), prefix);
    const auto to = std::partition_point(from, words.end(), [&](const std::string& word) {
        return std::string_view(word).starts_with(prefix);
    });
    return {static_cast<std::size_t>(from - words.begin()),
            static_cast<std::size_t>(to - words.begin())};
}

std::vector<std::size_t> Terms::with_stem(const std::string& stem) const {
    std::vector<std::size_t> found;
    auto at = std::lower_bound(stems_.begin(), stems_.end(), std::pair(stem, std::size_t{0}));
    for (; at != stems_.end() && at->first == stem; ++at)
        found.push_back(at->second);
    return found;
}

}  // namespace qm::catalog
