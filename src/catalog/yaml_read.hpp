// YAML of strangers: bounded in size, depth and nodes, and it never throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/value.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace qm::catalog {

inline constexpr std::size_t yaml_bytes_max = 512 * 1024;
inline constexpr std::size_t yaml_nodes_max = 50'000;  // aliases count what they stand for
inline constexpr std::size_t yaml_depth_max = 32;
inline constexpr std::size_t yaml_documents_max = 16;

struct YamlFile {
    std::vector<Value> documents;    // those read before the error, if there is one
    std::optional<ReadError> error;  // with the line

    // The first document; an empty value when there is none.
    const Value& root() const;
};

YamlFile read_yaml(std::string_view text);

}  // namespace qm::catalog
