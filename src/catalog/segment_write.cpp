// Writes a segment: entries cut into words, words sorted, lists turned around.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/hash.hpp"
#include "catalog/naming.hpp"
#include "catalog/packed.hpp"
#include "catalog/relations.hpp"
#include "catalog/segment.hpp"
#include "catalog/segment_format.hpp"
#include "catalog/words.hpp"

#include <deque>
#include <map>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace qm::catalog {
namespace {

constexpr std::size_t written_max = 2'000'000;
constexpr std::size_t words_a_field_max = 400;
constexpr std::size_t word_bytes_max = 63;
constexpr std::size_t dependents_max = 2'000;

class SegmentWriter {
public:
    explicit SegmentWriter(const std::vector<std::string>& noise)
        : noise_(noise.begin(), noise.end()) {}

    void add(const Entry& entry);
    void count_users(const std::vector<Entry>& entries);
    std::string finish(Stamp stamp);

private:
    // `counts`: the word makes the field longer (an alias such as a joined form does not).
    void add_word(std::string_view word, Field field, bool counts = true);
    void add_words(std::string_view text, Field field) {
        for (const auto& word : words_of(text))
            add_word(word, field);
    }
    void add_aliases(const std::vector<std::string>& words, Field field);
    void add_name(const Entry& entry);
    void add_details(const Entry& entry);
    void add_keys(const Entry& entry);
    void close_doc();
    void key(Table table, std::string_view text, std::uint32_t doc) {
        tables_[table].push_back({static_cast<std::uint32_t>(hash64(text)), doc});
    }
    void sort_terms();
    void turn_around();
    void sort_kinds();
    template <class T>
    void put(std::size_t section, const std::vector<T>& all);
    void put(std::size_t section, std::string_view bytes);

    std::unordered_set<std::string> noise_;
    std::deque<std::string> texts_;  // of the terms, in the order of their coming
    std::unordered_map<std::string_view, std::uint32_t> numbers_;
    std::vector<std::string_view> sorted_;
    std::vector<Doc> docs_;
    std::vector<DocWord> doc_words_;
    std::vector<DocWord> doc_words_now_;
    std::string entries_;
    std::array<std::uint64_t, fields_count> lengths_{};
    std::array<std::vector<Key>, tables_count> tables_;
    std::vector<std::string> kinds_;
    std::map<std::string, std::uint16_t, std::less<>> kind_numbers_;
    std::map<std::vector<std::string>, std::uint16_t> audiences_{{{}, 0}};
    std::vector<std::vector<std::string>> audience_lists_{{}};
    std::vector<std::uint32_t> docs_with_;
    std::vector<std::uint32_t> posting_starts_;
    std::vector<Posting> postings_;
    std::vector<std::uint32_t> kind_starts_;
    std::vector<std::uint32_t> kind_docs_;
    SegmentHeader header_;
    std::string out_;
};

void SegmentWriter::add_word(std::string_view word, Field field, bool counts) {
    Doc& doc = docs_.back();
    if (word.size() > word_bytes_max || doc.lengths[field] >= words_a_field_max) return;
    auto at = numbers_.find(word);
    if (at == numbers_.end()) {
        if (numbers_.size() >= segment_terms_max) return;
        texts_.emplace_back(word);
        at = numbers_.emplace(texts_.back(), static_cast<std::uint32_t>(numbers_.size())).first;
    }
    if (counts) ++doc.lengths[field];
    doc_words_now_.push_back(DocWord::of(at->second, field, 1));
}

// Neighbours joined, and the halves of "php82": found, but the name grows no longer by them.
void SegmentWriter::add_aliases(const std::vector<std::string>& words, Field field) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i + 1 < words.size()) add_word(words[i] + words[i + 1], field, false);
        const auto digit = words[i].find_first_of("0123456789");
        if (field == in_name && digit != std::string::npos && digit >= 2)
            add_word(words[i].substr(0, digit), field, false);
    }
}

void SegmentWriter::add_name(const Entry& entry) {
    Doc& doc = docs_.back();
    const auto number = static_cast<std::uint32_t>(docs_.size() - 1);
    const auto words = words_of(entry.name, true);
    for (const auto& word : words)
        add_word(word, in_name);
    add_aliases(words, in_name);
    const std::string normal = normal_form(entry.name);
    if (words.size() > 2) add_word(normal, in_name, false);
    const NameParts parts = parts_of(words, normal, noise_);
    doc.name_words = static_cast<std::uint8_t>(std::min<std::size_t>(parts.words, 255));
    doc.normal = hash64(normal);
    doc.core = hash64(parts.core);
    doc.family = static_cast<std::uint32_t>(hash64(parts.family));
    key(by_normal, normal, number);
    key(by_family, parts.family, number);
}

void SegmentWriter::add_details(const Entry& entry) {
    for (const auto& variable : entry.inputs)
        add_words(variable.name, in_details);
    for (const auto& variable : entry.outputs)
        add_words(variable.name, in_details);
    for (const auto& platform : entry.platforms)
        add_words(platform, in_details);
    if (entry.port != 0) add_word(std::to_string(entry.port), in_details);
    add_words(entry.metric_prefix, in_details);
    add_words(entry.owner, in_details);
    for (const auto& word : words_of(entry.version))
        add_word(word, in_details, false);
}

void SegmentWriter::add_keys(const Entry& entry) {
    const auto number = static_cast<std::uint32_t>(docs_.size() - 1);
    if (!entry.metric_prefix.empty()) key(by_metrics, fold(entry.metric_prefix), number);
    if (!entry.repo.empty()) key(by_repo, entry.repo, number);
    for (const auto& target : target_keys(entry))
        key(by_target, target, number);
    for (const auto& needed : needed_keys(entry))
        key(by_need, needed, number);
}

void SegmentWriter::add(const Entry& entry) {
    if (docs_.size() >= written_max) return;
    Doc& doc = docs_.emplace_back();
    doc.packed = entries_.size();
    pack(entry, entries_);
    doc.updated = stamped(entry.updated);
    if (entry.deprecated || entry.tombstone) doc.flags |= Doc::is_gone;
    if (entry.tombstone) doc.flags |= Doc::is_tombstone;
    auto kind = kind_numbers_.find(entry.kind);
    if (kind == kind_numbers_.end() && kinds_.size() < UINT16_MAX) {
        kind = kind_numbers_.emplace(entry.kind, static_cast<std::uint16_t>(kinds_.size())).first;
        kinds_.push_back(entry.kind);
    }
    doc.kind = kind == kind_numbers_.end() ? 0 : kind->second;
    const auto [audience, fresh] =
        audiences_.emplace(entry.seen_by, static_cast<std::uint16_t>(audience_lists_.size()));
    if (fresh) audience_lists_.push_back(entry.seen_by);
    doc.audience = audience->second;
    add_name(entry);
    for (const auto& keyword : entry.keywords) {
        const auto words = words_of(keyword);
        for (const auto& word : words)
            add_word(word, in_keywords);
        add_aliases(words, in_keywords);
    }
    add_words(entry.description, in_description);
    add_details(entry);
    add_keys(entry);
    close_doc();
}

void SegmentWriter::close_doc() {
    Doc& doc = docs_.back();
    for (std::size_t field = 0; field < fields_count; ++field)
        lengths_[field] += doc.lengths[field];
    auto& now = doc_words_now_;
    std::sort(now.begin(), now.end(), [](DocWord a, DocWord b) { return a.bits < b.bits; });
    doc.words = static_cast<std::uint32_t>(doc_words_.size());
    for (std::size_t i = 0; i < now.size();) {
        std::size_t same = i + 1;
        while (same < now.size() && now[same].bits == now[i].bits)
            ++same;
        doc_words_.push_back(
            DocWord::of(now[i].term(), now[i].field(), static_cast<std::uint32_t>(same - i)));
        i = same;
    }
    doc.words_count = static_cast<std::uint16_t>(doc_words_.size() - doc.words);
    now.clear();
}

// How many entries depend on each.
void SegmentWriter::count_users(const std::vector<Entry>& entries) {
    std::unordered_map<std::string, std::vector<Target>> known;
    const bool any = std::any_of(entries.begin(), entries.end(),
                                 [](const Entry& entry) { return !entry.dependencies.empty(); });
    for (std::uint32_t i = 0; any && i < docs_.size(); ++i) {
        const Entry& entry = entries[i];
        for (auto& target : target_keys(entry))
            known[target].push_back({i, entry.name, entry.repo, entry.path, entry.deprecated});
    }
    const Targets targets = [&](const std::string& key) {
        const auto found = known.find(key);
        return found == known.end() ? std::vector<Target>() : found->second;
    };
    for (std::uint32_t i = 0; any && i < docs_.size(); ++i) {
        std::vector<std::uint32_t> used;
        for (const auto& dependency : entries[i].dependencies) {
            const auto found =
                entries[i].tombstone ? std::nullopt : resolve(entries[i], i, dependency, targets);
            if (found) used.push_back(*found);
        }
        std::sort(used.begin(), used.end());
        used.erase(std::unique(used.begin(), used.end()), used.end());
        for (const auto doc : used) {
            if (docs_[doc].used_by < dependents_max) ++docs_[doc].used_by;
        }
    }
}

// Terms get the numbers of their alphabetical order.
void SegmentWriter::sort_terms() {
    std::vector<std::uint32_t> order(texts_.size());
    std::iota(order.begin(), order.end(), 0U);
    sorted_.assign(texts_.begin(), texts_.end());
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return sorted_[a] < sorted_[b]; });
    std::vector<std::uint32_t> place(order.size());
    for (std::uint32_t i = 0; i < order.size(); ++i)
        place[order[i]] = i;
    std::sort(sorted_.begin(), sorted_.end());
    for (const Doc& doc : docs_) {
        const auto from = doc_words_.begin() + doc.words;
        const auto to = from + doc.words_count;
        for (auto at = from; at != to; ++at)
            *at = DocWord::of(place[at->term()], at->field(), at->count());
        std::sort(from, to, [](DocWord a, DocWord b) { return a.bits < b.bits; });
    }
    for (std::uint32_t i = 0; i < sorted_.size(); ++i)
        key(by_stem, stem(sorted_[i]), i);
}

// From the words of each doc to the docs of each word.
void SegmentWriter::turn_around() {
    posting_starts_.assign(sorted_.size() + 1, 0);
    docs_with_.assign(sorted_.size(), 0);
    for (const DocWord word : doc_words_)
        ++posting_starts_[word.term() + 1];
    std::partial_sum(posting_starts_.begin(), posting_starts_.end(), posting_starts_.begin());
    postings_.resize(doc_words_.size());
    std::vector<std::uint32_t> next(posting_starts_.begin(), posting_starts_.end());
    for (std::uint32_t i = 0; i < docs_.size(); ++i) {
        std::uint32_t before = UINT32_MAX;
        for (std::uint32_t at = 0; at < docs_[i].words_count; ++at) {
            const DocWord word = doc_words_[docs_[i].words + at];
            postings_[next[word.term()]++] = Posting::of(word.field(), i, word.count());
            docs_with_[word.term()] += word.term() != before;
            before = word.term();
        }
    }
    for (std::size_t i = 0; i < sorted_.size(); ++i)
        std::sort(postings_.begin() + posting_starts_[i],
                  postings_.begin() + posting_starts_[i + 1],
                  [](Posting a, Posting b) { return a.bits < b.bits; });
    for (auto& table : tables_)
        std::sort(table.begin(), table.end());
}

void SegmentWriter::sort_kinds() {
    kind_starts_.assign(kinds_.size() + 1, 0);
    for (const Doc& doc : docs_)
        ++kind_starts_[doc.kind + 1U];
    std::partial_sum(kind_starts_.begin(), kind_starts_.end(), kind_starts_.begin());
    std::vector<std::uint32_t> next(kind_starts_.begin(), kind_starts_.end());
    kind_docs_.resize(docs_.size());
    for (std::uint32_t i = 0; i < docs_.size(); ++i)
        kind_docs_[next[docs_[i].kind]++] = i;
}

void SegmentWriter::put(std::size_t section, std::string_view bytes) {
    header_.sections[section] = {out_.size(), bytes.size(), hash64(bytes)};
    out_ += bytes;
    out_.resize((out_.size() + 7) / 8 * 8);
}

template <class T>
void SegmentWriter::put(std::size_t section, const std::vector<T>& all) {
    put(section,
        std::string_view(reinterpret_cast<const char*>(all.data()), all.size() * sizeof(T)));
}

std::string packed_texts(const std::vector<std::string>& texts) {
    Entry entry;
    entry.keywords = texts;
    std::string out;
    pack(entry, out);
    return out;
}

std::string SegmentWriter::finish(Stamp stamp) {
    sort_terms();
    turn_around();
    sort_kinds();
    std::string text;
    std::vector<std::uint32_t> starts{0};
    std::vector<std::uint32_t> letters;
    for (const auto term : sorted_) {
        text += term;
        starts.push_back(static_cast<std::uint32_t>(text.size()));
        letters.push_back(letters_of(term));
    }
    std::string audiences;
    for (const auto& groups : audience_lists_) {
        const std::string packed = packed_texts(groups);
        const auto size = static_cast<std::uint32_t>(packed.size());
        audiences.append(reinterpret_cast<const char*>(&size), sizeof size);
        audiences += packed;
    }
    out_.reserve(sizeof header_ + entries_.size() + text.size() + doc_words_.size() * 8 +
                 docs_.size() * 120 + sorted_.size() * 24 + 4096);
    out_.resize((sizeof header_ + 7) / 8 * 8);
    put(s_docs, docs_);
    put(s_doc_words, doc_words_);
    put(s_entries, entries_);
    put(s_term_text, text);
    put(s_term_starts, starts);
    put(s_letters, letters);
    put(s_docs_with, docs_with_);
    put(s_posting_starts, posting_starts_);
    put(s_postings, postings_);
    put(s_kind_starts, kind_starts_);
    put(s_kind_docs, kind_docs_);
    put(s_kinds, packed_texts(kinds_));
    put(s_audiences, audiences);
    for (std::size_t table = 0; table < tables_count; ++table)
        put(s_tables + table, tables_[table]);
    header_.stamp = stamp;
    header_.bytes = out_.size();
    header_.lengths = lengths_;
    std::memcpy(out_.data(), &header_, sizeof header_);
    header_.checksum = hash64(std::string_view(out_).substr(0, offsetof(SegmentHeader, checksum)));
    std::memcpy(out_.data(), &header_, sizeof header_);
    return std::move(out_);
}

}  // namespace

std::string write_segment(const std::vector<Entry>& entries, const std::vector<std::string>& noise,
                          Stamp stamp) {
    SegmentWriter writer(noise);
    for (const Entry& entry : entries)
        writer.add(entry);
    writer.count_users(entries);
    return writer.finish(stamp);
}

}  // namespace qm::catalog
