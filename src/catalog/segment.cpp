// Reads a segment's bytes.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/segment.hpp"

#include "catalog/hash.hpp"
#include "catalog/packed.hpp"
#include "catalog/segment_format.hpp"

#include <cstddef>

namespace qm::catalog {
namespace {

Error damaged(const std::string& what) {
    return Error{errc::invalid, "the index cannot be used: " + what};
}

// Lists of texts, packed as an entry's keywords are.
std::vector<std::string> texts_in(std::string_view bytes) {
    return bytes.empty() ? std::vector<std::string>() : unpack(bytes).keywords;
}

result<SegmentHeader> header_of(std::string_view bytes) {
    SegmentHeader header;
    if (bytes.size() < sizeof header) return damaged("it is too short");
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.magic != SegmentHeader::right_magic) return damaged("it is no index");
    if (header.version != SegmentHeader::right_version || header.doc_bytes != sizeof(Doc))
        return damaged("it was written by another version");
    if (header.checksum != hash64(bytes.substr(0, offsetof(SegmentHeader, checksum))))
        return damaged("its header has changed");
    if (header.bytes != bytes.size()) return damaged("it is not whole");
    for (const SectionPlace& place : header.sections) {
        if (place.from % 8 != 0 || place.from > bytes.size() ||
            place.bytes > bytes.size() - place.from)
            return damaged("a section lies outside of it");
        if (hash64(bytes.substr(place.from, place.bytes)) != place.checksum)
            return damaged("a checksum is wrong");
    }
    return header;
}

}  // namespace

struct SegmentReader {
    const SegmentHeader& header;
    std::string_view bytes;

    std::string_view text(std::size_t section) const {
        return bytes.substr(header.sections[section].from, header.sections[section].bytes);
    }
    template <class T>
    void take(std::size_t section, std::span<const T>& out) const {
        const auto all = text(section);
        out = {reinterpret_cast<const T*>(all.data()), all.size() / sizeof(T)};
    }
    // Whether the parts fit each other.
    static bool fits(const Segment& s) {
        const std::size_t terms = s.letters_.size();
        return s.term_starts_.size() == terms + 1 && s.posting_starts_.size() == terms + 1 &&
               s.docs_with_.size() == terms && s.term_starts_[terms] == s.term_text_.size() &&
               s.posting_starts_[terms] == s.postings_.size() &&
               s.kind_starts_.size() == s.kinds_.size() + 1 && s.docs_.size() < segment_docs_max &&
               s.kind_docs_.size() == s.docs_.size();
    }
};

result<std::shared_ptr<const Segment>> Segment::open(std::shared_ptr<const void> owner,
                                                     std::string_view bytes) {
    auto header = header_of(bytes);
    if (!header) return header.error();
    const SegmentReader reader{*header, bytes};
    auto segment = std::make_shared<Segment>();
    segment->owner_ = std::move(owner);
    segment->bytes_ = bytes.size();
    segment->stamp_ = header->stamp;
    segment->lengths_ = header->lengths;
    reader.take(s_docs, segment->docs_);
    reader.take(s_doc_words, segment->doc_words_);
    segment->entries_ = reader.text(s_entries);
    segment->term_text_ = reader.text(s_term_text);
    reader.take(s_term_starts, segment->term_starts_);
    reader.take(s_letters, segment->letters_);
    reader.take(s_docs_with, segment->docs_with_);
    reader.take(s_posting_starts, segment->posting_starts_);
    reader.take(s_postings, segment->postings_);
    reader.take(s_kind_starts, segment->kind_starts_);
    reader.take(s_kind_docs, segment->kind_docs_);
    segment->kinds_ = texts_in(reader.text(s_kinds));
    for (std::string_view left = reader.text(s_audiences); left.size() >= 4;) {
        std::uint32_t size = 0;
        std::memcpy(&size, left.data(), 4);
        left.remove_prefix(4);
        size = static_cast<std::uint32_t>(std::min<std::size_t>(size, left.size()));
        segment->audiences_.push_back(texts_in(left.substr(0, size)));
        left.remove_prefix(size);
    }
    for (std::size_t table = 0; table < tables_count; ++table)
        reader.take(s_tables + table, segment->tables_[table]);
    if (!SegmentReader::fits(*segment)) return damaged("its sections do not fit each other");
    return std::shared_ptr<const Segment>(std::move(segment));
}

Entry Segment::entry(std::uint32_t doc) const {
    return unpack(packed(doc));
}

std::uint32_t Segment::find(std::string_view word) const {
    const auto at = starting_with(word).first;
    return at < terms() && term(at) == word ? at : none;
}

Segment::Range Segment::starting_with(std::string_view prefix) const {
    const auto first = [&](std::uint32_t from, auto before) {
        std::uint32_t to = terms();
        while (from < to) {
            const std::uint32_t middle = from + (to - from) / 2;
            if (before(term(middle)))
                from = middle + 1;
            else
                to = middle;
        }
        return from;
    };
    const auto from = first(0, [&](std::string_view word) { return word < prefix; });
    // Seldom far: look where it ends in growing steps.
    std::uint32_t step = 1;
    std::uint32_t begin = from;
    while (begin + step < terms() && term(begin + step).starts_with(prefix)) {
        begin += step;
        step *= 2;
    }
    return {from, first(begin, [&](std::string_view word) { return word.starts_with(prefix); })};
}

std::span<const Key> Segment::lookup(Table table, std::uint64_t hash) const {
    const auto wanted = static_cast<std::uint32_t>(hash);
    const auto keys = tables_[table];
    const auto from = std::lower_bound(keys.begin(), keys.end(), Key{wanted, 0});
    auto to = from;
    while (to != keys.end() && to->hash == wanted)
        ++to;
    return {from, to};
}

std::span<const std::uint32_t> Segment::of_kind(std::uint32_t kind) const {
    return kind_docs_.subspan(kind_starts_[kind], kind_starts_[kind + 1] - kind_starts_[kind]);
}

std::uint32_t letters_of(std::string_view word) {
    std::uint32_t letters = 0;
    for (const char c : word)
        letters |= 1U << (static_cast<unsigned char>(c) & 31U);
    return letters;
}

}  // namespace qm::catalog
