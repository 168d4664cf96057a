// An oracle for local time that shares nothing with the program: our own reading of the system's
// zone files (RFC 8536), and local times found by trying offsets.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace qm::tests {

class ZoneFile {
public:
    static std::optional<ZoneFile> read(const std::string& path);

    struct Transition {
        std::int64_t at = 0;  // seconds UTC; the offset holds from here on
        std::int64_t offset = 0;
    };
    const std::vector<Transition>& transitions() const { return transitions_; }
    std::int64_t offset_at(std::int64_t instant) const;
    std::int64_t offset_before(std::size_t transition) const;

    // The instants at which a clock on the wall shows this local time: none, one or two.
    std::vector<std::int64_t> instants_of(std::int64_t local) const;
    // The first instant after the gap in which the local time lies.
    std::int64_t after_gap(std::int64_t local) const;

private:
    std::size_t next_after(std::int64_t instant) const;  // place of the first transition after it

    std::int64_t first_offset_ = 0;  // before every transition
    std::vector<Transition> transitions_;
};

// Every zone of the system, by name.
std::vector<std::string> zone_names();

}  // namespace qm::tests
