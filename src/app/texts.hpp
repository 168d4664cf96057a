// The sentences packed into the program, and changed ones from a folder.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include "core/say.hpp"

#include <string>

namespace qm::app {

// folder: en.yaml, fr.yaml … with only what differs; empty: none. `invalid` names file and line.
result<core::Texts> load_texts(const std::string& folder);

}  // namespace qm::app
