// Who stands by.
// SPDX-License-Identifier: Apache-2.0
#include "desk/backup.hpp"

#include "core/calendar.hpp"
#include "core/seal.hpp"
#include "desk/cards.hpp"
#include "desk/outgoing.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"

#include <algorithm>

namespace qm::desk {
namespace {

bool stands_for(const Team& team, const std::string& username, Date date) {
    return std::any_of(team.members.begin(), team.members.end(), [&](const Member& member) {
        return member.person.username == username && core::is_of_team(member, date);
    });
}

}  // namespace

void name_backup(Turn& turn, const Team& team, const Moved& moved) {
    const std::string day = core::iso_date(moved.date);
    const auto stored = store::shifts(turn.db, team.id, day, day);
    if (stored.empty()) return;
    store::ShiftRow row = stored.front();
    const std::string was = row.backup;
    row.backup = moved.after == row.username ? "" : moved.after;
    if (row.backup == was || !store::move_beside(turn.db, team.id, row, was, row.shadow)) return;
    turn.log("backup moved", team.id.value + "/" + day, "");
    redraw_beside(turn, team, moved.date);
    const auto person = store::person_named(turn.db, row.backup);
    if (!person) return;
    Message message;
    const bool taken = moved.before == row.username;
    message.line(say(taken ? "run.backup_instead" : "run.backup_yours",
                     {{"before", Plain{name_of(turn, moved.before)}},
                      {"day", Day{moved.date}},
                      {"duty", Plain{name_of(turn, row.username)}},
                      {"team", Plain{team.name}}}));
    say_message(turn, core::key_of({turn.event, "backup", team.id.value, day}),
                direct_to(*person, team.zone), message);
}

void replace_backup(Turn& turn, const Team& team, Date date, const std::string& before) {
    if (!team.rotation.backup) return;
    const Watch watch = watch_of(turn, team);
    name_backup(turn, team, {date, before, core::backup_beside(watch.book(), date)});
}

std::vector<Moved> backups_to_replace(const Watch& watch, Date from, Date until,
                                      const std::string& without) {
    std::vector<Moved> moved;
    Watch then = watch;
    for (auto& [date, fact] : then.facts) {
        if (date < from || date > until || fact.backup.empty()) continue;
        if (fact.backup != without && stands_for(watch.team, fact.backup, date)) continue;
        if (!core::is_working_day(watch.team, date)) continue;
        const std::string before = fact.backup;
        fact.backup = core::backup_beside(then.book(), date);
        moved.push_back({date, before, fact.backup});
    }
    return moved;
}

}  // namespace qm::desk
