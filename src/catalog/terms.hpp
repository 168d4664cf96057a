// The words of all entries, sorted, with where each occurs; immutable once built.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/index.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace qm::catalog {

// Best first. `details`: inputs, outputs, platforms, port, metrics, repository.
enum Field : std::uint8_t { in_name, in_keywords, in_description, in_details, fields_count };

struct Posting {
    std::uint32_t doc = 0;
    std::uint8_t field = 0;
    std::uint8_t count = 0;
};

struct Doc {
    std::string normal;              // normal form of the name
    std::string core;                // the same without noise words; may equal `normal`
    std::string family;              // the core, "prometheus" left out before an exporter
    std::vector<std::string> names;  // words of the name that are no noise
    std::array<std::uint16_t, fields_count> lengths{};
    std::uint32_t kind = 0;     // into kinds
    std::uint16_t used_by = 0;  // entries that depend on it
    bool gone = false;          // deprecated, or no longer there
    bool tombstone = false;     // no longer there: found by its whole name only
};

class Terms {
public:
    Terms(const std::vector<Entry>& entries, const std::vector<Kind>& kinds,
          const Dictionary& dictionary);

    using Range = std::pair<std::size_t, std::size_t>;
    // The term's number, or `none`.
    std::size_t find(std::string_view word) const;
    Range starting_with(std::string_view prefix) const;
    // Terms with this stem, the word itself among them.
    std::vector<std::size_t> with_stem(const std::string& stem) const;

    static constexpr std::size_t none = SIZE_MAX;
    std::vector<std::string> words;              // sorted
    std::vector<std::vector<Posting>> postings;  // by word; sorted by doc, then field
    std::vector<Doc> docs;
    std::array<float, fields_count> mean_lengths{};
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_normal;
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_family;
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_prefix;  // of metrics
    std::vector<std::string> kinds;
    std::map<std::string, std::vector<std::uint32_t>> kind_words;  // folded singular → kinds
    std::vector<std::vector<std::uint32_t>> of_kind;

private:
    void add_kinds(const std::vector<Entry>& entries, const std::vector<Kind>& known);

    std::vector<std::pair<std::string, std::size_t>> stems_;  // sorted
};

}  // namespace qm::catalog
