// Days of a rotation that are facts, and the handovers between them.
// SPDX-License-Identifier: Apache-2.0
#include "store/rows.hpp"

namespace qm::store {
namespace {

constexpr std::string_view insert_shift =
    "insert into shifts (team, day, username, origin, backup, shadow, why) "
    "values ($1, $2, $3, $4, $5, $6, $7) on conflict (team, day) do nothing";
constexpr std::string_view write_shift =
    "insert into shifts (team, day, username, origin, why) values ($1, $2, $3, $4, $5) "
    "on conflict (team, day) do update set username = $3, origin = $4, why = $5, "
    "backup = case when backup = $3 then '' else backup end, "
    "shadow = case when shadow = $3 then '' else shadow end";
constexpr std::string_view update_shift =
    "update shifts set username = $3, origin = $4, why = $5, "
    "backup = case when backup = $3 then '' else backup end, "
    "shadow = case when shadow = $3 then '' else shadow end "
    "where team = $1 and day = $2 and username = $6 returning day";
constexpr std::string_view update_beside =
    "update shifts set backup = $3, shadow = $4 where team = $1 and day = $2 and backup = $5 "
    "and shadow = $6 returning day";
constexpr std::string_view read_shifts =
    "select day, username, origin, backup, shadow, why from shifts "
    "where team = $1 and day >= $2 and day <= $3 order by day limit 4000";
constexpr std::string_view insert_handover =
    "insert into handovers (team, day, covers_from, outgoing, incoming, version) "
    "values ($1, $2, $3, $4, $5, $6) on conflict (team, day) do nothing returning day";
constexpr std::string_view find_handover =
    "select team, day, covers_from, outgoing, incoming, version, accepted_by, accepted_at "
    "from handovers where team = $1 and day = $2";
constexpr std::string_view find_last =
    "select team, day, covers_from, outgoing, incoming, version, accepted_by, accepted_at "
    "from handovers where team = $1 order by day desc limit 1";
constexpr std::string_view update_handover =
    "update handovers set version = version + 1, incoming = $4, accepted_by = $5, "
    "accepted_at = $6 where team = $1 and day = $2 and version = $3 returning day";

std::optional<HandoverRow> handover_of(const std::vector<Row>& rows) {
    if (rows.empty()) return std::nullopt;
    const Row& row = rows[0];
    HandoverRow found{TeamId(text(row[0])), text(row[1]), from_unix(number(row[2])),
                      text(row[3]),         text(row[4]), number(row[5]),
                      text(row[6]),         std::nullopt};
    if (!std::holds_alternative<std::monostate>(row[7]))
        found.accepted_at = from_unix(number(row[7]));
    return found;
}

}  // namespace

void publish(Db& db, const TeamId& team, const ShiftRow& row) {
    db.run(insert_shift, team.value, row.day, row.username, row.origin, row.backup, row.shadow,
           row.why);
}

void take_day(Db& db, const TeamId& team, const ShiftRow& row) {
    db.run(write_shift, team.value, row.day, row.username, row.origin, row.why);
}

bool move_day(Db& db, const TeamId& team, const ShiftRow& row, std::string_view from_user) {
    return !db.run(update_shift, team.value, row.day, row.username, row.origin, row.why,
                   std::string(from_user))
                .empty();
}

bool move_beside(Db& db, const TeamId& team, const ShiftRow& row, std::string_view from_backup,
                 std::string_view from_shadow) {
    return !db.run(update_beside, team.value, row.day, row.backup, row.shadow,
                   std::string(from_backup), std::string(from_shadow))
                .empty();
}

std::vector<ShiftRow> shifts(Db& db, const TeamId& team, std::string_view from_day,
                             std::string_view until_day) {
    std::vector<ShiftRow> found;
    for (const Row& row :
         db.run(read_shifts, team.value, std::string(from_day), std::string(until_day)))
        found.push_back(
            {text(row[0]), text(row[1]), text(row[2]), text(row[3]), text(row[4]), text(row[5])});
    return found;
}

bool add_handover(Db& db, const HandoverRow& row) {
    return !db.run(insert_handover, row.team.value, row.day, to_unix(row.covers_from), row.outgoing,
                   row.incoming, row.version)
                .empty();
}

std::optional<HandoverRow> handover(Db& db, const TeamId& team, std::string_view day) {
    return handover_of(db.run(find_handover, team.value, std::string(day)));
}

std::optional<HandoverRow> last_handover(Db& db, const TeamId& team) {
    return handover_of(db.run(find_last, team.value));
}

bool save_handover(Db& db, const HandoverRow& row) {
    const Value accepted =
        row.accepted_at ? Value(to_unix(*row.accepted_at)) : Value(std::monostate{});
    return !db.run(update_handover, row.team.value, row.day, row.version, row.incoming,
                   row.accepted_by, accepted)
                .empty();
}

}  // namespace qm::store
