// The base of the index on disk: mapped for reading, replaced by rename.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/segment.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace qm::app {

// The file stays mapped as long as the segment lives, also when another takes its name. Errors:
// not_found, or what is wrong with it (invalid).
result<std::shared_ptr<const catalog::Segment>> open_index_file(const std::string& path);

// All of it or nothing: written beside, synced, renamed. Errors: the file system's (unavailable).
result<void> write_index_file(const std::string& path, std::string_view bytes);

}  // namespace qm::app
