// `demo`: the sandbox server and, as a child it restarts, an ordinary `serve`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/time.hpp>

#include <optional>
#include <string>

namespace qm::app {

struct DemoRun {
    std::string self;
    unsigned short port = 8065;
    std::string data;  // empty: a temporary folder, removed at the end
    std::optional<Instant> at;
    std::string ready_file;
    int settle_percent = 100;
};

int demo(const DemoRun& run);

}  // namespace qm::app
