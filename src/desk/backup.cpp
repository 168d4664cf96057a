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
#include <map>

namespace qm::desk {
namespace {

struct Named {
    Moved moved;
    std::string duty;  // who is on duty that day
};

// Stored; nothing: it is so already, or the day has moved.
std::optional<Named> store_backup(Turn& turn, const Team& team, const Moved& moved) {
    const std::string day = core::iso_date(moved.date);
    const auto stored = store::shifts(turn.db, team.id, day, day);
    if (stored.empty()) return std::nullopt;
    store::ShiftRow row = stored.front();
    const std::string was = row.backup;
    row.backup = moved.after == row.username ? "" : moved.after;
    if (row.backup == was || !store::move_beside(turn.db, team.id, row, was, row.shadow))
        return std::nullopt;
    turn.log("backup moved", team.id.value + "/" + day, "");
    redraw_beside(turn, team, moved.date);
    return Named{{moved.date, moved.before, row.backup}, row.username};
}

void tell_backup(Turn& turn, const Team& team, const std::string& username,
                 const std::vector<Named>& days) {
    const auto person = store::person_named(turn.db, username);
    if (!person) return;
    Message message;
    const Named& first = days.front();
    if (days.size() == 1) {
        const bool taken = first.moved.before == first.duty;
        message.line(say(taken ? "run.backup_instead" : "run.backup_yours",
                         {{"before", Plain{name_of(turn, first.moved.before)}},
                          {"day", Day{first.moved.date}},
                          {"duty", Plain{name_of(turn, first.duty)}},
                          {"team", Plain{team.name}}}));
    } else {
        message.line(say("run.backup_days", {{"team", Plain{team.name}}}));
        for (const Named& one : days)
            message.line(say("run.backup_day", {{"day", Day{one.moved.date}},
                                                {"duty", Plain{name_of(turn, one.duty)}}}));
    }
    say_message(turn,
                core::key_of({turn.event, "backup", team.id.value, core::iso_date(first.moved.date),
                              username}),
                direct_to(*person, team.zone), message);
}

}  // namespace

void name_backups(Turn& turn, const Team& team, const std::vector<Moved>& moved) {
    std::map<std::string, std::vector<Named>> days;
    for (const Moved& one : moved) {
        if (auto named = store_backup(turn, team, one))
            days[named->moved.after].push_back(std::move(*named));
    }
    for (const auto& [username, theirs] : days)
        tell_backup(turn, team, username, theirs);
}

void restore_backup(Turn& turn, const Team& team, Date date, const std::string& username,
                    const Person& by) {
    if (!team.rotation.backup || username.empty() || cannot_have(turn, team, date, username, by))
        return;
    const std::string day = core::iso_date(date);
    const auto stored = store::shifts(turn.db, team.id, day, day);
    if (stored.empty() || stored.front().username == username) return;
    const auto named = store_backup(turn, team, {date, stored.front().backup, username});
    const auto person = store::person_named(turn.db, username);
    if (!named || !person || username == by.username) return;
    Message message;
    message.line(say("run.backup_again", {{"day", Day{date}},
                                          {"duty", Plain{name_of(turn, named->duty)}},
                                          {"team", Plain{team.name}}}));
    say_message(turn, core::key_of({turn.event, "backup again", team.id.value, day, username}),
                direct_to(*person, team.zone), message);
}

void replace_backup(Turn& turn, const Team& team, Date date, const std::string& before) {
    if (!team.rotation.backup) return;
    const Watch watch = watch_of(turn, team);
    name_backups(turn, team, {{date, before, core::backup_beside(watch.book(), date)}});
}

std::vector<Moved> backups_to_replace(const Watch& watch, Date from, Date until,
                                      const std::string& without) {
    std::vector<Moved> moved;
    Watch then = watch;
    for (auto& [date, fact] : then.facts) {
        if (date < from || date > until || fact.backup.empty()) continue;
        if (fact.backup != without && core::is_of_team(watch.team, fact.backup, date)) continue;
        if (!core::is_working_day(watch.team, date)) continue;
        const std::string before = fact.backup;
        fact.backup = core::backup_beside(then.book(), date);
        moved.push_back({date, before, fact.backup});
    }
    return moved;
}

}  // namespace qm::desk
