// Days out of another calendar.
// SPDX-License-Identifier: Apache-2.0
#include "desk/followed.hpp"

#include "core/calendar.hpp"
#include "core/seal.hpp"
#include "desk/imported.hpp"
#include "desk/outgoing.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"
#include "desk/trouble.hpp"

#include <algorithm>

namespace qm::desk {
namespace {

constexpr std::string_view rota_subject = "rota";

std::string adopted_key(const Team& team) {
    return "rota_adopted/" + team.id.value;
}

std::string said_key(const Team& team) {
    return "rota_said/" + team.id.value;
}

bool is_configured(const Turn& turn, const Team& team) {
    const auto& all = turn.setup.follows;
    return std::find(all.begin(), all.end(), team.id) != all.end();
}

// What the calendar said when it was last taken: "2026-10-06 alice", a line a day.
std::map<Date, std::string> said_before(Turn& turn, const Team& team) {
    std::map<Date, std::string> days;
    const std::string text = store::meta(turn.db, said_key(team));
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, end - at);
        const auto date = core::read_date(line.substr(0, 10));
        if (date && line.size() > 11) days[*date] = line.substr(11);
        at = end + 1;
    }
    return days;
}

void worked(Turn& turn, const Team& team) {
    calendar_worked(turn, rota_subject, team.id.value);
}

}  // namespace

bool follows(Turn& turn, const Team& team) {
    return is_configured(turn, team) && store::meta(turn.db, adopted_key(team)).empty();
}

void end_following(Turn& turn, const Team& team) {
    store::set_meta(turn.db, adopted_key(team), std::to_string(to_unix(turn.now)));
    store::set_meta(turn.db, said_key(team), "");
    worked(turn, team);
}

std::string follow_trouble(Turn& turn, const Team& team) {
    return calendar_trouble(turn, rota_subject, team.id.value);
}

void follow_rota(Turn& turn, const Team& team, const core::RotaRead& read) {
    if (!follows(turn, team)) return;
    if (!read.problems.empty()) {
        const core::RotaProblem& first = read.problems.front();
        const std::string where =
            first.line > 0 ? "line " + std::to_string(first.line) + ": " : std::string();
        return follow_failed(turn, team, where + first.what);
    }
    const auto before = said_before(turn, team);
    std::map<Date, std::string> fresh;
    for (const auto& [date, day] : read.days) {
        const auto known = before.find(date);
        if (known == before.end() || known->second != day.username) fresh[date] = day.username;
    }
    const Imported would = import_rota(turn, team, fresh, "follow", false);
    for (const auto& [date, what] : would.problems)
        fresh.erase(date);
    (void)import_rota(turn, team, fresh, "follow", true);
    std::string said;
    for (const auto& [date, day] : read.days) {
        // What cannot be yet is tried again.
        const bool refused =
            std::any_of(would.problems.begin(), would.problems.end(),
                        [&, at = date](const auto& one) { return one.first == at; });
        if (!refused) said += core::iso_date(date) + " " + day.username + "\n";
    }
    store::set_meta(turn.db, said_key(team), said);
    if (would.problems.empty()) return worked(turn, team);
    const auto& [date, what] = would.problems.front();
    follow_failed(turn, team, core::iso_date(date) + ": " + what);
}

void follow_failed(Turn& turn, const Team& team, std::string_view why) {
    if (!follows(turn, team)) return;
    const auto since = calendar_failed(turn, rota_subject, team.id.value, why);
    if (!since) return;
    turn.log("rota not followed", team.id.value, "");
    for (const Person& lead : leads_of(turn, team)) {
        Message message;
        message.line(say("run.follow_failed", {{"team", Plain{team.name}}, {"since", At{*since}}}));
        message.line(say("run.follow_why", {{"why", Code{follow_trouble(turn, team)}}}));
        say_message(turn, core::key_of({turn.event, "follow failed", lead.id.value}),
                    direct_to(lead, team.zone), message);
    }
}

void note_followed(Turn& turn) {
    for (const Team& team : turn.setup.teams) {
        if (is_configured(turn, team) || store::meta(turn.db, adopted_key(team)).empty()) continue;
        store::set_meta(turn.db, adopted_key(team), "");
    }
}

}  // namespace qm::desk
