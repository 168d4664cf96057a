// Rows of the watch beyond its shifts: absences, days that are asked for, changes, closed days.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/rows.hpp"

#include <map>

namespace qm::store {

struct AbsenceRow {
    std::string username;
    std::string from_day;
    std::string until_day;      // included
    std::string calendar = {};  // that says so; empty: said by the person
};
// Those below are of what people said themselves.
void save_absence(Db& db, const AbsenceRow& row);
void drop_absence(Db& db, std::string_view username, std::string_view from_day);
// Of whatever origin, that end on that day or later.
std::vector<AbsenceRow> absences_since(Db& db, std::string_view day);
bool is_absent(Db& db, std::string_view username, std::string_view day);
void save_calendar_absence(Db& db, const AbsenceRow& row);
// From that day on; `before` is the day before it, on which those that have begun end.
void drop_calendar_absences(Db& db, std::string_view calendar, std::string_view day,
                            std::string_view before);
std::vector<std::string> absence_calendars(Db& db, std::string_view day);  // that say something

void note_member(Db& db, const TeamId& team, std::string_view username, std::string_view since);
void drop_member(Db& db, const TeamId& team, std::string_view username);
std::map<std::string, std::string> roster(Db& db, const TeamId& team);  // since when; "": always

struct AskRow {
    std::int64_t id = 0;
    TeamId team;
    std::string kind;  // cover, release, swap
    std::string day;
    std::string other_day;
    std::string asker;
    std::string asked;
    std::string state = "open";  // taken, declined, withdrawn
    std::string taker;
    std::int64_t version = 1;
};
bool add_ask(Db& db, const AskRow& row);  // false: that day is asked for already
std::optional<AskRow> ask(Db& db, std::int64_t id);
std::optional<AskRow> open_ask(Db& db, const TeamId& team, std::string_view day);
// Swaps that would give that day in return.
std::vector<AskRow> open_swaps_for(Db& db, const TeamId& team, std::string_view day);
std::vector<AskRow> open_asks_of(Db& db, std::string_view asker);
// One conditional update: false when somebody was faster.
bool close_ask(Db& db, std::int64_t id, std::string_view state, std::string_view taker);

struct ChangeRow {
    std::int64_t id = 0;
    TeamId team;
    std::string day;
    std::string before_user;
    std::string before_origin;
    std::string before_why;
    std::string after_user;
    std::string after_origin;
    std::string by;
    Instant at{};
    std::string before_backup = {};
};
ChangeRow change_of(const Row& row);  // its columns in the order of the members
void add_change(Db& db, const ChangeRow& row);
std::optional<ChangeRow> first_change(Db& db, const TeamId& team, std::string_view day);
std::optional<ChangeRow> last_change(Db& db, const TeamId& team, std::string_view day);
// The other day of an agreed swap, whose two changes are written one after the other; nothing when
// that half does not stand any more.
std::optional<ChangeRow> other_half(Db& db, const ChangeRow& change);
// Of the days between, both included, that stand; oldest first, at most 2,000.
std::vector<ChangeRow> changes_between(Db& db, const TeamId& team, std::string_view from,
                                       std::string_view until);
bool mark_undone(Db& db, std::int64_t id);

struct ClosedRow {
    TeamId team;
    std::string day;
    std::string reason;  // may be empty
};
bool close_day(Db& db, const ClosedRow& row);  // false: it is closed already
bool open_day(Db& db, const TeamId& team, std::string_view day);
std::vector<ClosedRow> closed_days(Db& db);  // of every team, the newest 2000

}  // namespace qm::store
