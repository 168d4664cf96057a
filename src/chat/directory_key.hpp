// The key of what a platform said about the configuration's names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/event.hpp>

#include <string>
#include <string_view>

namespace qm::chat {

// "mm:directory:…". The same content of another start counts again: what is stored may have changed
// since.
std::string directory_key(std::string_view platform, const Event& event);

}  // namespace qm::chat
