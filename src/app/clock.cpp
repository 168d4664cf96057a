// The only place that asks what time it is.
// SPDX-License-Identifier: Apache-2.0
#include "app/clock.hpp"

#include <ctime>

namespace qm::app {

Steady Clock::steady() const {
    return std::chrono::steady_clock::now();
}

std::chrono::milliseconds Clock::steady_ms() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(steady().time_since_epoch());
}

double Clock::thread_us() const {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

std::chrono::sys_time<std::chrono::milliseconds> Clock::wall_exact() const {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) +
           offset_;
}

void Clock::set_wall_ms(std::int64_t now_ms) {
    const auto target =
        std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{now_ms}};
    offset_ += target - wall_exact();
}

}  // namespace qm::app
