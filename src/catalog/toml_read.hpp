// TOML as a Value. The library is heavy to compile: this is the only file that sees it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/value.hpp"

#include <optional>
#include <string_view>

namespace qm::catalog {

struct TomlFile {
    Value root;  // empty when there is an error
    std::optional<ReadError> error;
};

// At most 256 KB, 32 deep.
TomlFile read_toml(std::string_view text);

}  // namespace qm::catalog
