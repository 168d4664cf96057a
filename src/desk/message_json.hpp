// Messages as JSON: the bodies of outbox rows that are no cards.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/reply.hpp>

#include <string>
#include <string_view>

namespace qm::desk {

std::string write_message(const Message& message);
// What we wrote ourselves: throws store::Error (corrupt) when it does not read.
Message read_message(std::string_view json);

}  // namespace qm::desk
