// Links to calendars, and the whole history of days.
// SPDX-License-Identifier: Apache-2.0
#include "store/calendar_rows.hpp"

namespace qm::store {
namespace {

constexpr std::string_view insert_link =
    "insert into calendar_links (hash, team, username, made_at) values ($1, $2, $3, $4) "
    "on conflict do nothing";
constexpr std::string_view read_link =
    "select hash, team, username, made_at from calendar_links where hash = $1";
constexpr std::string_view read_links_of =
    "select hash, team, username, made_at from calendar_links where username = $1 "
    "order by team limit 200";
constexpr std::string_view remove_links = "delete from calendar_links where username = $1";
constexpr std::string_view read_all_changes =
    "select id, team, day, before_user, before_origin, before_why, after_user, after_origin, "
    "changed_by, at, before_backup from day_changes where team = $1 and day >= $2 and day <= $3 "
    "order by id limit 4000";
constexpr std::string_view read_closings =
    "select subject, at from log where subject >= $1 and subject <= $2 "
    "and what in ('day closed', 'day opened') order by at, seq limit 2000";

CalendarLink link_of(const Row& row) {
    return {text(row[0]), TeamId(text(row[1])), text(row[2]), from_unix(number(row[3]))};
}

}  // namespace

void add_calendar_link(Db& db, const CalendarLink& row) {
    db.run(insert_link, row.hash, row.team.value, row.username, to_unix(row.made));
}

std::optional<CalendarLink> calendar_link(Db& db, std::string_view hash) {
    const auto rows = db.run(read_link, std::string(hash));
    if (rows.empty()) return std::nullopt;
    return link_of(rows.front());
}

std::vector<CalendarLink> calendar_links_of(Db& db, std::string_view username) {
    std::vector<CalendarLink> found;
    for (const Row& row : db.run(read_links_of, std::string(username)))
        found.push_back(link_of(row));
    return found;
}

void drop_calendar_links(Db& db, std::string_view username) {
    db.run(remove_links, std::string(username));
}

std::vector<ChangeRow> all_changes_between(Db& db, const TeamId& team, std::string_view from,
                                           std::string_view until) {
    std::vector<ChangeRow> found;
    for (const Row& row :
         db.run(read_all_changes, team.value, std::string(from), std::string(until)))
        found.push_back(change_of(row));
    return found;
}

std::vector<ClosingRow> closings_between(Db& db, const TeamId& team, std::string_view from,
                                         std::string_view until) {
    const std::string prefix = team.value + "/";
    std::vector<ClosingRow> found;
    for (const Row& row :
         db.run(read_closings, prefix + std::string(from), prefix + std::string(until)))
        found.push_back({text(row[0]).substr(prefix.size()), from_unix(number(row[1]))});
    return found;
}

}  // namespace qm::store
