// What sub-commands share that ask the bot.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace qm::app {

// On standard error, each with its line; returns the exit code.
int print_problems(const std::string& path, const ConfigRead& read);

// Secrets are not needed to read: what their variables hold is no matter here.
ConfigRead load_without_secrets(const std::string& path);

// The running bot's answer (ops.hpp), or our own from its folder when none runs. The clock is the
// machine's then: no sandbox is asked.
result<nlohmann::json> ask_bot(const Config& config, const nlohmann::json& request);

}  // namespace qm::app
