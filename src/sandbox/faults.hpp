// Faults that tests arm: which request they meet, how often, and what they do to it. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qm::sandbox {

struct Fault {
    enum class Kind {
        delay,             // takes effect at once, is answered `ms` later
        hold,              // takes effect `ms` later; with `status` that is answered at once
        answer,            // answers `status`; takes effect only with `apply`
        database,          // it cannot read its database: 400, 403 and 500, as Mattermost says it
        lose_reply,        // takes effect; then silence for `ms` (0: 30 s), and a 504
        duplicate_events,  // the next `count` events come twice, each with its own seq
        deaf,              // the next `count` new posts are not told; with `gap` seq jumps
        forget_pending,    // the next `count` posts that came twice are two: their id is forgotten
        stale,             // lists show no post of the last `ms`, as a replica that lags
        same_millisecond,  // the next `count` posts get the time of the one before
    };
    Kind kind{};
    std::string path_prefix, method, username;  // empty: any
    int count = 0;                              // left to go; 0 when armed: until reset
    bool endless = false;
    std::int64_t ms = 0;
    int status = 0;
    bool apply = false, gap = false;
};

// What happens to one request.
struct Meeting {
    std::int64_t hold_ms = 0, delay_ms = 0;
    int status = 0;     // 0: the true answer
    int away = 0;       // its database is; the how many-th request that meets it
    bool apply = true;  // whether it takes effect
};

class Faults {
public:
    static constexpr std::size_t armed_max = 64;
    static constexpr std::int64_t wait_max_ms = 120'000;

    // `invalid` names the field that does not fit; `too_large` when 64 are armed.
    result<void> arm(Fault fault);
    void reset() { armed_.clear(); }

    Meeting meet(std::string_view method, std::string_view path, std::string_view username);
    bool take(Fault::Kind kind) { return taken(kind) != nullptr; }
    // Of a new post: told, not told, or not told with a hole in seq.
    enum class Telling { told, silent, hole };
    Telling telling();
    // How far behind what `username` reads is.
    std::int64_t lag_ms(std::string_view username) const;

    const std::vector<Fault>& armed() const { return armed_; }

private:
    const Fault* taken(Fault::Kind kind);
    int away_ = 0;
    Fault spent_;  // the last one taken, after it left the list
    std::vector<Fault> armed_;
};

// {"kind":…,"path_prefix"?,"method"?,"username"?,"count"?,"ms"?,"status"?,"apply"?,"gap"?}
result<Fault> read_fault(const nlohmann::json& from);
nlohmann::json fault_json(const Fault& fault);

}  // namespace qm::sandbox
