// Absences, days that are asked for, changes of days, closed days.
// SPDX-License-Identifier: Apache-2.0
#include "store/day_rows.hpp"

namespace qm::store {
namespace {

constexpr std::string_view write_absence =
    "insert into absences (username, from_day, until_day) values ($1, $2, $3) "
    "on conflict (username, from_day) do update set until_day = $3";
constexpr std::string_view remove_absence =
    "delete from absences where username = $1 and from_day = $2";
constexpr std::string_view read_absences =
    "select username, from_day, until_day, '' as calendar from absences where until_day >= $1 "
    "union all select username, from_day, until_day, calendar from calendar_absences "
    "where until_day >= $1 order by username, from_day, calendar limit 20000";
constexpr std::string_view find_absence =
    "select 1 from absences where username = $1 and from_day <= $2 and until_day >= $2 "
    "union all select 1 from calendar_absences where username = $1 and from_day <= $2 and "
    "until_day >= $2 limit 1";
constexpr std::string_view write_calendar_absence =
    "insert into calendar_absences (calendar, username, from_day, until_day) "
    "values ($1, $2, $3, $4) "
    "on conflict (calendar, username, from_day) do update set until_day = $4";
constexpr std::string_view remove_calendar_absences =
    "delete from calendar_absences where calendar = $1 and from_day >= $2";
constexpr std::string_view end_calendar_absences =
    "update calendar_absences set until_day = $3 where calendar = $1 and from_day < $2 "
    "and until_day >= $2";
constexpr std::string_view read_absence_calendars =
    "select distinct calendar from calendar_absences where until_day >= $1 "
    "order by calendar limit 2000";
constexpr std::string_view insert_member =
    "insert into roster (team, username, since) values ($1, $2, $3) "
    "on conflict (team, username) do nothing";
constexpr std::string_view remove_member = "delete from roster where team = $1 and username = $2";
constexpr std::string_view read_roster =
    "select username, since from roster where team = $1 limit 2000";
constexpr std::string_view insert_ask =
    "insert into asks (id, team, kind, day, other_day, asker, asked, state) "
    "values ($1, $2, $3, $4, $5, $6, $7, 'open') on conflict do nothing returning id";
constexpr std::string_view read_ask =
    "select id, team, kind, day, other_day, asker, asked, state, taker, version from asks "
    "where id = $1";
constexpr std::string_view read_open_ask =
    "select id, team, kind, day, other_day, asker, asked, state, taker, version from asks "
    "where team = $1 and day = $2 and state = 'open'";
constexpr std::string_view read_swaps_for =
    "select id, team, kind, day, other_day, asker, asked, state, taker, version from asks "
    "where team = $1 and other_day = $2 and state = 'open' order by id limit 100";
constexpr std::string_view read_asks_of =
    "select id, team, kind, day, other_day, asker, asked, state, taker, version from asks "
    "where asker = $1 and state = 'open' order by id limit 500";
constexpr std::string_view settle_ask =
    "update asks set state = $2, taker = $3, version = version + 1 "
    "where id = $1 and state = 'open' returning id";
constexpr std::string_view insert_change =
    "insert into day_changes (id, team, day, before_user, before_origin, before_why, after_user, "
    "after_origin, changed_by, at, before_backup) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
constexpr std::string_view read_last_change =
    "select id, team, day, before_user, before_origin, before_why, after_user, after_origin, "
    "changed_by, at, before_backup "
    "from day_changes where team = $1 and day = $2 and undone = 0 order by id desc limit 1";
constexpr std::string_view read_first_change =
    "select id, team, day, before_user, before_origin, before_why, after_user, after_origin, "
    "changed_by, at, before_backup "
    "from day_changes where team = $1 and day = $2 and undone = 0 order by id limit 1";
constexpr std::string_view read_other_half =
    "select id, team, day, before_user, before_origin, before_why, after_user, after_origin, "
    "changed_by, at, before_backup from day_changes where team = $1 and after_origin = 'swap' and "
    "undone = 0 "
    "and before_user = $2 and after_user = $3 and at = $4 and id >= $5 and id <= $6 and id <> $7";
constexpr std::string_view read_changes =
    "select id, team, day, before_user, before_origin, before_why, after_user, after_origin, "
    "changed_by, at, before_backup from day_changes where team = $1 and day >= $2 and day <= $3 "
    "and undone = 0 "
    "order by id limit 2000";
constexpr std::string_view undo_change =
    "update day_changes set undone = 1 where id = $1 and undone = 0 returning id";
constexpr std::string_view insert_closed =
    "insert into closed_days (team, day, reason) values ($1, $2, $3) on conflict do nothing "
    "returning day";
constexpr std::string_view remove_closed =
    "delete from closed_days where team = $1 and day = $2 returning day";
constexpr std::string_view read_closed =
    "select team, day, reason from closed_days order by day desc limit 2000";

std::vector<AskRow> asks_of(const std::vector<Row>& rows) {
    std::vector<AskRow> found;
    for (const Row& row : rows)
        found.push_back({number(row[0]), TeamId(text(row[1])), text(row[2]), text(row[3]),
                         text(row[4]), text(row[5]), text(row[6]), text(row[7]), text(row[8]),
                         number(row[9])});
    return found;
}

std::optional<AskRow> ask_of(const std::vector<Row>& rows) {
    if (rows.empty()) return std::nullopt;
    return asks_of(rows).front();
}

}  // namespace

ChangeRow change_of(const Row& row) {
    return {
        number(row[0]), TeamId(text(row[1])), text(row[2]), text(row[3]), text(row[4]),
        text(row[5]),   text(row[6]),         text(row[7]), text(row[8]), from_unix(number(row[9])),
        text(row[10])};
}

void save_absence(Db& db, const AbsenceRow& row) {
    db.run(write_absence, row.username, row.from_day, row.until_day);
}

void drop_absence(Db& db, std::string_view username, std::string_view from_day) {
    db.run(remove_absence, std::string(username), std::string(from_day));
}

std::vector<AbsenceRow> absences_since(Db& db, std::string_view day) {
    std::vector<AbsenceRow> found;
    for (const Row& row : db.run(read_absences, std::string(day)))
        found.push_back({text(row[0]), text(row[1]), text(row[2]), text(row[3])});
    return found;
}

bool is_absent(Db& db, std::string_view username, std::string_view day) {
    return !db.run(find_absence, std::string(username), std::string(day)).empty();
}

void save_calendar_absence(Db& db, const AbsenceRow& row) {
    db.run(write_calendar_absence, row.calendar, row.username, row.from_day, row.until_day);
}

void drop_calendar_absences(Db& db, std::string_view calendar, std::string_view day,
                            std::string_view before) {
    db.run(remove_calendar_absences, std::string(calendar), std::string(day));
    db.run(end_calendar_absences, std::string(calendar), std::string(day), std::string(before));
}

std::vector<std::string> absence_calendars(Db& db, std::string_view day) {
    std::vector<std::string> found;
    for (const Row& row : db.run(read_absence_calendars, std::string(day)))
        found.push_back(text(row[0]));
    return found;
}

void note_member(Db& db, const TeamId& team, std::string_view username, std::string_view since) {
    db.run(insert_member, team.value, std::string(username), std::string(since));
}

void drop_member(Db& db, const TeamId& team, std::string_view username) {
    db.run(remove_member, team.value, std::string(username));
}

std::map<std::string, std::string> roster(Db& db, const TeamId& team) {
    std::map<std::string, std::string> since;
    for (const Row& row : db.run(read_roster, team.value))
        since[text(row[0])] = text(row[1]);
    return since;
}

bool add_ask(Db& db, const AskRow& row) {
    return !db.run(insert_ask, row.id, row.team.value, row.kind, row.day, row.other_day, row.asker,
                   row.asked)
                .empty();
}

std::optional<AskRow> ask(Db& db, std::int64_t id) {
    return ask_of(db.run(read_ask, id));
}

std::optional<AskRow> open_ask(Db& db, const TeamId& team, std::string_view day) {
    return ask_of(db.run(read_open_ask, team.value, std::string(day)));
}

std::vector<AskRow> open_swaps_for(Db& db, const TeamId& team, std::string_view day) {
    return asks_of(db.run(read_swaps_for, team.value, std::string(day)));
}

std::vector<AskRow> open_asks_of(Db& db, std::string_view asker) {
    return asks_of(db.run(read_asks_of, std::string(asker)));
}

bool close_ask(Db& db, std::int64_t id, std::string_view state, std::string_view taker) {
    return !db.run(settle_ask, id, std::string(state), std::string(taker)).empty();
}

void add_change(Db& db, const ChangeRow& row) {
    db.run(insert_change, row.id, row.team.value, row.day, row.before_user, row.before_origin,
           row.before_why, row.after_user, row.after_origin, row.by, to_unix(row.at),
           row.before_backup);
}

std::optional<ChangeRow> first_change(Db& db, const TeamId& team, std::string_view day) {
    const auto rows = db.run(read_first_change, team.value, std::string(day));
    if (rows.empty()) return std::nullopt;
    return change_of(rows[0]);
}

std::optional<ChangeRow> last_change(Db& db, const TeamId& team, std::string_view day) {
    const auto rows = db.run(read_last_change, team.value, std::string(day));
    if (rows.empty()) return std::nullopt;
    return change_of(rows[0]);
}

std::optional<ChangeRow> other_half(Db& db, const ChangeRow& change) {
    const auto rows =
        db.run(read_other_half, change.team.value, change.after_user, change.before_user,
               to_unix(change.at), change.id - 1, change.id + 1, change.id);
    if (rows.empty()) return std::nullopt;
    return change_of(rows[0]);
}

std::vector<ChangeRow> changes_between(Db& db, const TeamId& team, std::string_view from,
                                       std::string_view until) {
    std::vector<ChangeRow> found;
    for (const Row& row : db.run(read_changes, team.value, std::string(from), std::string(until)))
        found.push_back(change_of(row));
    return found;
}

bool mark_undone(Db& db, std::int64_t id) {
    return !db.run(undo_change, id).empty();
}

bool close_day(Db& db, const ClosedRow& row) {
    return !db.run(insert_closed, row.team.value, row.day, row.reason).empty();
}

bool open_day(Db& db, const TeamId& team, std::string_view day) {
    return !db.run(remove_closed, team.value, std::string(day)).empty();
}

std::vector<ClosedRow> closed_days(Db& db) {
    std::vector<ClosedRow> found;
    for (const Row& row : db.run(read_closed))
        found.push_back({TeamId(text(row[0])), text(row[1]), text(row[2])});
    return found;
}

}  // namespace qm::store
