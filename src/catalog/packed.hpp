// An entry as bytes inside an index: small and quick to read. The documents of the store stay JSON.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/entry.hpp>

#include <string>
#include <string_view>

namespace qm::catalog {

void pack(const Entry& entry, std::string& out);

// The entry that starts there. Bytes that were not written by `pack` give what can be read of them.
Entry unpack(std::string_view bytes);

// Parts of it, without the rest: views into `bytes`.
std::string_view packed_name(std::string_view bytes);
std::string_view packed_repo(std::string_view bytes);

}  // namespace qm::catalog
