// How the sections of a segment lie in its bytes. Private to its reader and its writer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/segment.hpp"

namespace qm::catalog {

enum Section : std::uint8_t {
    s_docs,
    s_doc_words,
    s_entries,
    s_term_text,
    s_term_starts,
    s_letters,
    s_docs_with,
    s_posting_starts,
    s_postings,
    s_kind_starts,
    s_kind_docs,
    s_kinds,
    s_audiences,
    s_tables,  // one section a table
    sections_count = s_tables + tables_count
};

struct SectionPlace {
    std::uint64_t from = 0;
    std::uint64_t bytes = 0;
    std::uint64_t checksum = 0;
};

struct SegmentHeader {
    static constexpr std::uint64_t right_magic = 0x3158444e494d51ULL;  // "QMINDX1" of little endian
    // The next one also where text is cut, stemmed or looked up otherwise: segment_test.cpp tells.
    static constexpr std::uint32_t right_version = 2;
    std::uint64_t magic = right_magic;
    std::uint32_t version = right_version;
    std::uint32_t doc_bytes = sizeof(Doc);
    Stamp stamp;
    std::uint64_t bytes = 0;  // of the whole
    std::array<std::uint64_t, fields_count> lengths{};
    std::array<SectionPlace, sections_count> sections;
    std::uint64_t checksum = 0;  // of all that stands above
};

}  // namespace qm::catalog
