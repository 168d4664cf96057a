// Parts of the command line that declare their own options. `config`: where the configuration is
// unless told; `exit_code` is set when the part was asked for. Both outlive the parsing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace qm::app {

// `self`: this program's file.
void add_doctor(CLI::App& root, const std::string& config, const std::string& self, int& exit_code);
void add_slack(CLI::App& root, const std::string& config, int& exit_code);
void add_outbox(CLI::App& root, const std::string& config, int& exit_code);

// JSON, from the commands that there are. `public_url`: where Slack calls us; empty: Socket Mode.
std::string slack_manifest(const std::string& public_url);
const std::vector<std::string>& slack_scopes();  // that the manifest asks for

}  // namespace qm::app
