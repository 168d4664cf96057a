// How the sub-commands ask the running bot, or answer from its folder when none runs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include "app/config.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace qm::app {

// On standard error, each with its line; the exit code: 0 none, 2 some.
int print_problems(const std::string& path, const ConfigRead& read);

// Secrets are not needed to read: what their variables hold is no matter here.
ConfigRead load_without_secrets(const std::string& path);

// The bot's answer, or our own from its folder. The clock is the machine's: no sandbox is asked.
result<nlohmann::json> ask(const Config& config, const nlohmann::json& request);

}  // namespace qm::app
