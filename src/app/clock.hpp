// The only place that asks what time it is. `wall` may be moved by a sandbox; `steady` never.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/time.hpp>

#include <chrono>
#include <cstdint>

namespace qm::app {

using Steady = std::chrono::steady_clock::time_point;

class Clock {
public:
    Instant wall() const { return std::chrono::floor<std::chrono::seconds>(wall_exact()); }
    std::int64_t wall_ms() const { return wall_exact().time_since_epoch().count(); }
    Steady steady() const;
    std::chrono::milliseconds steady_ms() const;
    double thread_us() const;  // of the processor, spent by this thread

    // Forward only; a sandbox's clock is followed through this. Loop thread.
    void set_wall_ms(std::int64_t now_ms);

private:
    std::chrono::sys_time<std::chrono::milliseconds> wall_exact() const;

    std::chrono::milliseconds offset_{0};
};

}  // namespace qm::app
