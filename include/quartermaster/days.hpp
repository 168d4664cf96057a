// Changing who has a day: absences, covers, swaps, what a lead gives, undoing. Whoever would be
// moved within two weeks is asked first.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/reply.hpp>
#include <quartermaster/result.hpp>
#include <quartermaster/team.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qm {

struct Moved {  // a line of a plan's difference
    Date date{};
    std::string before;  // user names
    std::string after;
};

struct Absent {
    Date from{};
    Date until{};              // included
    std::vector<Moved> moved;  // more than two weeks ahead: by fair share
    std::vector<Date> asked;   // nearer, or nobody is free: volunteers are asked
};

struct Swapped {
    Moved given;
    Moved gained;
};

class DaysView {
public:
    virtual ~DaysView() = default;
    // In words, by the values the planner weighed; members of the team read all of it.
    virtual result<Message> why(const Team& team, Date date) const = 0;

    // The caller is away on these days. `apply` false: what that would change.
    virtual result<Absent> away(const Team& team, Date from, Date until, bool apply) = 0;
    virtual result<int> back() = 0;  // ends the absence that runs, else those to come; how many

    // Offers a day of the caller's to whoever could have it; `release`: one that was taken over.
    virtual result<void> offer(const Team& team, Date date, bool release) = 0;
    virtual result<Swapped> swap(const Team& team, Date mine, Date theirs, bool apply) = 0;
    virtual result<Moved> accept(std::int64_t ask) = 0;  // the first one has it
    virtual result<void> decline(std::int64_t ask) = 0;  // swaps only

    // A lead decides, for working days from `from` to `until`.
    virtual result<std::vector<Moved>> give(const Team& team, Date from, Date until,
                                            std::string_view username, bool apply) = 0;
    // A lead closes a whole day: nobody is on duty, whoever has the day before owns it.
    virtual result<Moved> close(const Team& team, Date date) = 0;  // `after`: who owns it then
    virtual result<void> open(const Team& team, Date date) = 0;    // a day that was closed
    // Takes the last change of a day back; who made it, or a lead.
    virtual result<Moved> undo(const Team& team, Date date) = 0;
};

}  // namespace qm
