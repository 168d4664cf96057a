// Calendar files (RFC 5545) that other programs read. Pure: the same days give the same text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/time.hpp>

#include <string>
#include <vector>

namespace qm::core {

struct IcsEvent {
    enum class Status { confirmed, tentative, cancelled };
    std::string uid;  // the same for ever; unique in the world
    Instant from{};
    Instant until{};
    Instant changed{};  // when it became as it is: never "now", or every poll would differ
    int sequence = 0;   // raised each time it changes
    Status status = Status::confirmed;
    bool busy = false;  // whether it takes the reader's time
    std::string summary;
    std::string description;  // lines by \n
};

struct IcsFeed {
    std::string name;
    std::vector<IcsEvent> events;  // at most 5,000 are written
};

// With CRLF; text is escaped, lines are folded within characters' bounds. Control characters of
// outside words become spaces, and long ones are cut at 1,000 bytes.
std::string write_ics(const IcsFeed& feed);

}  // namespace qm::core
