// The demo's company and its catalog, from the files packed into the program.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include "sandbox/sandbox.hpp"

#include <string>

namespace qm::app {

struct DemoSecrets {
    std::string bot_token;
    std::string command_token;  // one for all triggers of the demo
};

struct DemoPlace {
    std::string data;
    std::string sandbox_url;
    unsigned short bot_port = 0;
    int settle_percent = 100;
};

// Bare repositories under <data>/catalog, made once from config/demo/repos. Returns how many.
result<int> build_demo_catalog(const std::string& data);

sandbox::Seed demo_seed(const DemoSecrets& secrets, unsigned short bot_port);

// Writes <data>/quartermaster.yaml and the two secret files beside it; an ordinary configuration.
result<std::string> write_demo_config(const DemoPlace& place, const DemoSecrets& secrets);

}  // namespace qm::app
