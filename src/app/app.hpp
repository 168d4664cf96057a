// The whole program, built in order and destroyed in reverse: store, chat, loops, listener.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.hpp"

#include <functional>
#include <memory>
#include <string>

namespace qm::app {

struct Run {
    std::string config_path;
    std::string self;  // this program's file: the fetch child is run from it
};

// `serve`: runs until SIGTERM or SIGINT; SIGHUP reads the configuration again. Returns the exit
// code; what stops the start is one line on standard error.
int serve(const Run& run);

}  // namespace qm::app
