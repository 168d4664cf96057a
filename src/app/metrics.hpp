// Figures for Prometheus: numbers only; no names, texts or ids.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/intake.hpp"
#include "app/watchdog.hpp"

#include <string>

namespace qm::app {

struct Figures {
    StoreFigures store;
    SenderFigures sender;
    IntakeFigures intake;
    std::size_t waiting = 0;
    std::size_t entries = 0;
    bool connected = false;
    WatchFigures watch;
};

std::string write_metrics(const Figures& figures);

}  // namespace qm::app
