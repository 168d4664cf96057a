// A part of the catalog in one run of bytes, a mapped file or memory: words, where each occurs,
// the words of each doc, and the docs themselves. Never changed once written.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/entry.hpp>
#include <quartermaster/result.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qm::catalog {

// Best first. `details`: inputs, outputs, platforms, port, metrics, owner.
enum Field : std::uint8_t { in_name, in_keywords, in_description, in_details, fields_count };

// Where a word occurs, in 32 bits: field 2, doc 22, count 8; a word's list is sorted, so that the
// docs that have it in their name come first. Of a doc: word 24, field 2, count 6.
inline constexpr std::uint32_t segment_docs_max = 1U << 22;
inline constexpr std::uint32_t segment_terms_max = 1U << 24;

struct Posting {
    std::uint32_t bits = 0;
    static Posting of(Field field, std::uint32_t doc, std::uint32_t count) {
        return {static_cast<std::uint32_t>(field) << 30 | doc << 8 | std::min(count, 255U)};
    }
    Field field() const { return static_cast<Field>(bits >> 30); }
    std::uint32_t doc() const { return bits >> 8 & (segment_docs_max - 1); }
    std::uint32_t count() const { return bits & 255U; }
};

struct DocWord {
    std::uint32_t bits = 0;
    static DocWord of(std::uint32_t term, Field field, std::uint32_t count) {
        return {term << 8 | static_cast<std::uint32_t>(field) << 6 | std::min(count, 63U)};
    }
    std::uint32_t term() const { return bits >> 8; }
    Field field() const { return static_cast<Field>(bits >> 6 & 3U); }
    std::uint32_t count() const { return bits & 63U; }
};

struct Doc {
    std::uint64_t normal = 0;   // hash of the name's normal form
    std::uint64_t core = 0;     // hash of the name without noise words; may equal `normal`
    std::uint64_t packed = 0;   // where the entry's bytes begin
    std::uint32_t words = 0;    // where its words begin
    std::uint32_t updated = 0;  // seconds since 2000; 0: unknown
    std::uint32_t family = 0;   // hash: the core, "prometheus" left out before an exporter
    std::uint16_t words_count = 0;
    std::array<std::uint16_t, fields_count> lengths{};
    std::uint16_t kind = 0;       // into kinds()
    std::uint16_t audience = 0;   // into audiences(); the first one is everybody
    std::uint16_t used_by = 0;    // entries that depend on it, when this was written
    std::uint8_t name_words = 0;  // words of the name that are no noise
    std::uint8_t flags = 0;
    std::uint16_t spare = 0;                         // no bytes without a value in a file
    static constexpr std::uint8_t is_gone = 1;       // deprecated, or no longer there
    static constexpr std::uint8_t is_tombstone = 2;  // no longer there
    bool gone() const { return (flags & is_gone) != 0; }
    bool tombstone() const { return (flags & is_tombstone) != 0; }
};

struct Key {  // of a sorted table: a text's hash and a doc that has it
    std::uint32_t hash = 0;
    std::uint32_t doc = 0;
    auto operator<=>(const Key&) const = default;
};

// What a doc is looked up by.
enum Table : std::uint8_t {
    by_normal,   // its name's normal form
    by_family,   // Doc::family
    by_metrics,  // its metrics' prefix
    by_target,   // what dependencies may call it (relations.hpp)
    by_need,     // what its own dependencies look for
    by_repo,     // its repository
    by_stem,     // not of docs: terms by their stem
    tables_count
};

struct Stamp {                      // what a segment was made of
    std::uint64_t generation = 0;   // of the documents
    std::uint64_t fingerprint = 0;  // of the dictionary and of whatever else it depends on
};

class Segment {
public:
    // Checks version, bounds and checksums: `invalid` says what is wrong. `owner` keeps the bytes.
    static result<std::shared_ptr<const Segment>> open(std::shared_ptr<const void> owner,
                                                       std::string_view bytes);

    const Stamp& stamp() const { return stamp_; }
    std::size_t bytes() const { return bytes_; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(docs_.size()); }
    const Doc& doc(std::uint32_t doc) const { return docs_[doc]; }
    std::span<const DocWord> words_of(std::uint32_t doc) const {
        return doc_words_.subspan(docs_[doc].words, docs_[doc].words_count);
    }
    std::string_view packed(std::uint32_t doc) const { return entries_.substr(docs_[doc].packed); }
    Entry entry(std::uint32_t doc) const;

    static constexpr std::uint32_t none = UINT32_MAX;
    using Range = std::pair<std::uint32_t, std::uint32_t>;
    std::uint32_t terms() const { return static_cast<std::uint32_t>(letters_.size()); }
    std::string_view term(std::uint32_t term) const {
        return term_text_.substr(term_starts_[term], term_starts_[term + 1] - term_starts_[term]);
    }
    std::uint32_t letters(std::uint32_t term) const { return letters_[term]; }
    std::uint32_t docs_with(std::uint32_t term) const { return docs_with_[term]; }
    std::span<const Posting> postings(std::uint32_t term) const {
        return postings_.subspan(posting_starts_[term],
                                 posting_starts_[term + 1] - posting_starts_[term]);
    }
    std::uint32_t find(std::string_view word) const;  // or `none`
    Range starting_with(std::string_view prefix) const;

    // Docs (or terms) whose text has that hash; another text may share it.
    std::span<const Key> lookup(Table table, std::uint64_t hash) const;
    const std::vector<std::string>& kinds() const { return kinds_; }
    std::span<const std::uint32_t> of_kind(std::uint32_t kind) const;
    const std::vector<std::vector<std::string>>& audiences() const { return audiences_; }
    // Words of all docs, by field.
    const std::array<std::uint64_t, fields_count>& lengths() const { return lengths_; }

private:
    std::shared_ptr<const void> owner_;
    std::size_t bytes_ = 0;
    Stamp stamp_;
    std::array<std::uint64_t, fields_count> lengths_{};
    std::span<const Doc> docs_;
    std::span<const DocWord> doc_words_;
    std::string_view entries_;
    std::string_view term_text_;
    std::span<const std::uint32_t> term_starts_;
    std::span<const std::uint32_t> letters_;
    std::span<const std::uint32_t> docs_with_;
    std::span<const std::uint32_t> posting_starts_;
    std::span<const Posting> postings_;
    std::array<std::span<const Key>, tables_count> tables_;
    std::span<const std::uint32_t> kind_starts_;
    std::span<const std::uint32_t> kind_docs_;
    std::vector<std::string> kinds_;
    std::vector<std::vector<std::string>> audiences_;

    friend struct SegmentReader;
};

// Which of the 32 classes of letters a word has: words within two typos differ in few of them.
std::uint32_t letters_of(std::string_view word);

// The bytes of a segment. At most 2,000,000 entries; what goes beyond is left out. `noise`: words
// that say little in a name.
std::string write_segment(const std::vector<Entry>& entries, const std::vector<std::string>& noise,
                          Stamp stamp);

}  // namespace qm::catalog
