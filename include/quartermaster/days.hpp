// Changing who has a day: absences, covers, swaps, what a lead gives, undoing. Whoever would be
// moved within two weeks is asked first.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/reply.hpp>
#include <quartermaster/result.hpp>
#include <quartermaster/team.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qm {

struct Moved {  // a line of a plan's difference
    Date date{};
    std::string before;  // user names
    std::string after;
};

struct Absent {        // what an absence does to one of the caller's teams
    std::string team;  // its name
    Date from{};
    Date until{};               // included
    std::vector<Moved> moved;   // more than two weeks ahead: by fair share
    std::vector<Date> asked;    // nearer, or nobody is free: volunteers are asked
    std::vector<Moved> beside;  // days they would have stood by; `after` may be empty

    bool changes() const { return !moved.empty() || !asked.empty() || !beside.empty(); }
};

struct ClosedDay {
    Date date{};
    std::string reason;  // outside words; may be empty
};

struct Swapped {
    Moved given;
    Moved gained;
};

// What a member has served, as everybody could count it off the rota.
struct Served {
    std::string username;
    int days = 0;
    int mondays = 0;
    int fridays = 0;
    int taken_over = 0;  // of days that were somebody else's
    int given_away = 0;
};

// Published days beyond the two weeks that nothing moves, planned anew with the roster of today.
struct Replan {
    std::string without;  // a member who gets none of them; empty: nobody
    std::string add;      // somebody who is or may become a member; empty: nobody
    std::string mark;     // of the difference that was shown, to apply it; empty: only show
};
struct Share {
    std::string username;
    int before = 0;  // published days from tomorrow on
    int after = 0;
};
struct Replanned {
    Date from{};
    Date until{};
    std::vector<Moved> moved;
    std::vector<Moved> beside;  // days on which another stands by; `after` may be empty
    std::vector<Share> shares;  // of whoever has such a day before or after, in the team's order
    std::string mark;           // names this difference; [0-9a-f]+
    bool applied = false;       // false with a mark given: it is another difference now
    bool outsider = false;      // `add` is no member: it can only be shown
};

// Addresses of calendars: whoever has one can read it.
struct CalendarLinks {
    struct OfTeam {
        std::string team;  // its name
        std::string url;
    };
    std::string own;            // the caller's days in all their teams
    std::vector<OfTeam> teams;  // everybody's days, of each team of theirs
};

struct Leave {  // an absence; both ends included
    Date from{};
    Date until{};
};

class DaysView {
public:
    virtual ~DaysView() = default;
    // In words, by the values the planner weighed; members of the team read all of it.
    virtual result<Message> why(const Team& team, Date date) const = 0;

    // The caller is away on these days, in every team of theirs: one each, at least one.
    // `apply` false: what that would change.
    virtual result<std::vector<Absent>> away(Date from, Date until, bool apply) = 0;
    // Ends the absence that runs, else the next to come; nothing: there is none.
    virtual result<std::optional<Leave>> back() = 0;

    // Offers a day of the caller's to whoever could have it; `release`: one that was taken over.
    // Here and below `apply` false: nothing changes, but what would be refused is.
    virtual result<void> offer(const Team& team, Date date, bool release, bool apply) = 0;
    virtual result<Swapped> swap(const Team& team, Date mine, Date theirs, bool apply) = 0;
    virtual result<Moved> accept(std::int64_t ask) = 0;  // the first one has it
    virtual result<void> decline(std::int64_t ask) = 0;  // swaps only

    // A lead decides, for working days from `from` to `until`.
    virtual result<std::vector<Moved>> give(const Team& team, Date from, Date until,
                                            std::string_view username, bool apply) = 0;
    // A lead closes a whole day: nobody is on duty, whoever has the day before owns it.
    // `reason` is shown, cut at 200 bytes; may be empty. `after`: who owns it then.
    virtual result<Moved> close(const Team& team, Date date, std::string_view reason,
                                bool apply) = 0;
    virtual result<void> open(const Team& team, Date date) = 0;  // a day that was closed
    // The days a team has closed, in order, both ends included; no holidays.
    virtual std::vector<ClosedDay> closed(const Team& team, Date from, Date until) const = 0;
    // Of the members of today, from a day until today, in the order of the rotation.
    virtual std::vector<Served> served(const Team& team, Date from) const = 0;
    // A lead applies it; other members see it. Agreed changes and days that are offered stay.
    virtual result<Replanned> replan(const Team& team, const Replan& how) = 0;
    // The caller's links, made when there are none; `renew`: others, and the old ones are dead.
    // `unavailable` where nobody could reach them.
    virtual result<CalendarLinks> calendars(bool renew) = 0;
    // A lead ends that the days of the team follow another calendar; they stay as they are.
    virtual result<void> adopt(const Team& team) = 0;
    // Takes the last change of a day back; who made it, or a lead. Within two weeks it is given
    // back to somebody else by a lead only, or within a quarter of an hour.
    virtual result<Moved> undo(const Team& team, Date date, bool apply) = 0;
};

}  // namespace qm
