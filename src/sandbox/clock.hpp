// The sandbox's wall clock: runs with real time, moves forward on demand, never back.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>
#include <quartermaster/time.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace qm::sandbox {

using Steady = std::function<std::chrono::milliseconds()>;  // since any fixed moment
Steady real_steady();

class Clock {
public:
    static constexpr std::int64_t step_max_ms = 400ll * 86'400'000;

    // Starts at `start_ms`; times are milliseconds since 1970.
    explicit Clock(Steady steady = real_steady(), std::int64_t start_ms = 0)
        : steady_(std::move(steady)), origin_(steady_()), start_ms_(start_ms) {}

    void restart_at(std::int64_t start_ms);
    std::int64_t now_ms() const { return start_ms_ + (steady_() - origin_).count(); }
    std::chrono::milliseconds steady() const { return steady_(); }
    // For things that must be told apart by their time: now, but later than the one before.
    std::int64_t stamp();
    std::int64_t last_stamp() const { return last_stamp_; }
    void stamped(std::int64_t at) { last_stamp_ = std::max(last_stamp_, at); }

    std::uint64_t version() const { return version_; }  // one more at each move
    // `invalid` when it lies back, `too_large` beyond 400 days.
    result<void> move_to(std::int64_t to_ms);

private:
    Steady steady_;
    std::chrono::milliseconds origin_;
    std::int64_t start_ms_;
    std::int64_t last_stamp_ = 0;
    std::uint64_t version_ = 1;
};

std::string rfc3339(std::int64_t ms);  // 2026-10-06T08:00:00.000Z
// Also without a fraction, with an offset instead of Z, with a space for T.
std::optional<std::int64_t> from_rfc3339(std::string_view text);

}  // namespace qm::sandbox
