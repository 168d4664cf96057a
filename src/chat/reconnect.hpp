// When to connect again after a connection ended. Pure: chance and times are arguments.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace qm::chat {

enum class Ending {
    closed,        // it was up and broke
    failed,        // it never came up
    unauthorised,  // our token is refused: somebody must mend it, so slowly, but never give up
    rate_limited,  // 429
};

struct Ended {
    Ending how = Ending::closed;
    std::chrono::milliseconds healthy{0};             // how long it was up
    std::optional<std::chrono::seconds> retry_after;  // as the peer asked
};

// Delays of 0.5 to 60 s, uniformly up to a bound that doubles with each failure. Only a minute of
// health forgives the failures before: a peer that accepts and drops must not be stormed.
//   `eager`: so many first tries wait at most 5 s each, for a server of one's own that is started
// anew is back within a minute.
class Reconnect {
public:
    explicit Reconnect(int eager = 0) : eager_(eager) {}
    // `chance` in [0, 1).
    std::chrono::milliseconds next(const Ended& ended, double chance);
    int failures() const { return failures_; }

private:
    int eager_;
    int failures_ = 0;
};

// Of a header's value: 1 to 120 s; what is missing, a date or silly is 1 s.
std::chrono::seconds retry_after(std::string_view value);

}  // namespace qm::chat
