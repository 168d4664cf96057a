// Events of a calendar file, and the days of a scope that each of them takes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rota_file.hpp"

namespace qm::core {

struct IcsPerson {
    std::string address;  // "mailto:alice@example.org"
    std::string name;     // may be empty
};

struct DaysEvent {
    int line = 0;
    std::vector<Date> days;  // ascending, not empty
    std::string summary;
    std::vector<IcsPerson> invited;  // at most 200
    IcsPerson organizer;
    bool busy = true;  // takes the time of whose calendar it stands in
};

struct DaysRead {
    std::vector<DaysEvent> events;      // in the order of the file; none that is cancelled
    std::vector<RotaProblem> problems;  // at most 200
    int left_out = 0;                   // events on no day of the scope

    void problem(int line, std::string what);
};

// `text`: UTF-8. At most 5,000 events.
DaysRead read_events(const std::string& text, const RotaScope& scope);

// Of whom the address, else the name is; empty: of nobody.
std::string rota_person_of(const RotaScope& scope, const IcsPerson& person);

}  // namespace qm::core
