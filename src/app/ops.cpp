// What the command line asks.
// SPDX-License-Identifier: Apache-2.0
#include "app/ops.hpp"

#include "app/answer_words.hpp"
#include "app/calendar_feed.hpp"
#include "app/hits_json.hpp"
#include "catalog/entry_json.hpp"
#include "core/calendar.hpp"
#include "core/rota.hpp"
#include "desk/desk_context.hpp"
#include "desk/followed.hpp"
#include "desk/leave.hpp"
#include "desk/modes.hpp"
#include "desk/watch.hpp"
#include "store/migrate.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace qm::app {
namespace {

using nlohmann::json;

constexpr int days_max = 366;
constexpr int weeks_max = 104;
constexpr int coming_told = 3;
constexpr int hits_max = 100;
constexpr int refused_max = 20;

std::string string_of(const json& request, const char* key) {
    const auto found = request.find(key);
    return found != request.end() && found->is_string() ? found->get<std::string>() : "";
}

int number_of(const json& request, const char* key, int otherwise, int most) {
    const auto found = request.find(key);
    if (found == request.end() || !found->is_number_integer()) return otherwise;
    return std::clamp(found->get<int>(), 1, most);
}

json shift_json(const Team& team, const Shift& shift, const RotaView& rota) {
    return {{"team", team.id.value},
            {"day", core::iso_date(shift.date)},
            {"username", shift.username},
            {"name", rota.display(shift.username)},
            {"backup", shift.backup},
            {"shadow", shift.shadow},
            {"from", core::rfc3339(shift.from)},
            {"until", core::rfc3339(shift.until)},
            {"origin", shift.origin}};
}

// How many weeks from today on the request names; 0: it names none.
int weeks_of(const json& request) {
    return request.contains("weeks") ? number_of(request, "weeks", 1, weeks_max) : 0;
}

// How many working days after the running one.
int days_of(const desk::Turn& turn, const Team& team, const json& request) {
    const int weeks = weeks_of(request);
    if (weeks == 0) return number_of(request, "days", 10, days_max);
    const Date last = core::to_local(turn.now, team.zone).date + std::chrono::weeks{weeks};
    Date date = core::next_working_day(team, core::shift_date(team, turn.now));
    int count = 0;
    for (; date <= last; date = core::next_working_day(team, date))
        ++count;
    return count;
}

bool is_meant(const Team& team, const RotaView& rota, const std::string& which) {
    return which.empty() || rota.team(which) == &team;
}

json who(desk::Turn& turn, RotaView& rota, const std::string& which) {
    json list = json::array();
    for (const Team& team : turn.setup.teams) {
        if (!is_meant(team, rota, which)) continue;
        if (const auto now = rota.on_duty(team, turn.now)) {
            list.push_back(shift_json(team, *now, rota));
            for (const Shift& next : rota.coming(team, turn.now, coming_told))
                list.push_back(shift_json(team, next, rota));
        }
    }
    return list;
}

// Where nothing was published yet, because the bot has not run, the planner says what it would.
json plan(desk::Turn& turn, const RotaView& rota, const std::string& which, const json& request) {
    json list = json::array();
    for (const Team& team : turn.setup.teams) {
        if (!is_meant(team, rota, which)) continue;
        const int count = days_of(turn, team, request);
        const core::Facts facts =
            desk::planned_until(turn, team, core::shift_date(team, turn.now), count + 1);
        const Shift running = core::on_duty(team, turn.now, facts);
        if (running.username.empty()) continue;
        list.push_back(shift_json(team, running, rota));
        for (const Shift& next : core::shifts_after(team, turn.now, count, facts))
            list.push_back(shift_json(team, next, rota));
    }
    return list;
}

json search(const CatalogView& catalog, const json& request) {
    return hits_json(catalog, {string_of(request, "words"), string_of(request, "kind"),
                               number_of(request, "limit", 10, hits_max), 0});
}

json show(const CatalogView& catalog, const json& request) {
    json entries = json::array();
    for (const Entry& entry : catalog.named(string_of(request, "name")))
        entries.push_back(json::parse(catalog::write_entry(entry, entry.id)));
    return {{"entries", std::move(entries)}, {"near", catalog.near(string_of(request, "name"))}};
}

json refused(store::Db& db) {
    json list = json::array();
    for (const store::Refused& post : store::refused_posts(db, refused_max))
        list.push_back({{"what", post.subject},
                        {"channel", post.channel.value},
                        {"person", post.to.value},
                        {"why", post.error},
                        {"since", core::rfc3339(post.created)}});
    return list;
}

json status(desk::Turn& turn, RotaView& rota, const CatalogView& catalog) {
    json run = json::array();
    std::optional<Instant> next;
    for (const Team& team : turn.setup.teams) {
        const auto shift = rota.on_duty(team, turn.now);
        if (shift) run.push_back(shift_json(team, *shift, rota));
        const Instant handover = core::next_handover(team, turn.now);
        if (!next || handover < *next) next = handover;
    }
    json followed = json::array();
    for (const Team& team : turn.setup.teams) {
        if (!desk::follows(turn, team)) continue;
        followed.push_back({{"team", team.id.value}, {"why", desk::follow_trouble(turn, team)}});
    }
    json absences = json::array();
    for (const desk::AbsenceSource& one : turn.setup.absences)
        absences.push_back({{"team", one.team.value},
                            {"person", one.username},
                            {"why", desk::leave_trouble(turn, one)}});
    json named = json::array();
    for (const Team& team : turn.setup.teams) {
        const bool channel = store::channel_named(turn.db, team.channel_name).has_value();
        named.push_back({{"team", team.id.value}, {"channel", channel}});
    }
    json answer = {
        {"now", core::rfc3339(turn.now)}, {"run", std::move(run)},
        {"teams", std::move(named)},      {"entries", catalog.size()},
        {"follows", std::move(followed)}, {"unsent", store::open_count(turn.db)},
        {"refused", refused(turn.db)},    {"set_aside", store::failed_events(turn.db, 100).size()},
        {"absences", std::move(absences)}};
    if (next) answer["next_handover"] = core::rfc3339(*next);
    return answer;
}

// The team that is named, or the only one.
const Team* one_team(const desk::Turn& turn, const RotaView& rota, const json& request) {
    const std::string name = string_of(request, "team");
    return name.empty() && turn.setup.teams.size() == 1 ? &turn.setup.teams.front()
                                                        : rota.team(name);
}

json which_team() {
    return {{"ok", false}, {"error", "Which team? Name one of the SRE teams"}};
}

json plan_as_calendar(desk::Turn& turn, const RotaView& rota, const OpsView& view,
                      const json& request) {
    const Team* team = one_team(turn, rota, request);
    if (team == nullptr) return which_team();
    const desk::Feed feed = desk::feed_of_plan(turn, *team, string_of(request, "locale"),
                                               days_of(turn, *team, request));
    return {{"ics", write_feed(feed, view.texts, turn.now)}};
}

json whose(desk::Turn& turn, const RotaView& rota, const OpsView& view, const json& request) {
    const Team* team = one_team(turn, rota, request);
    if (team == nullptr) return which_team();
    const auto date = rota.read_date(*team, string_of(request, "day"));
    if (!date) return {{"ok", false}, {"error", date.error().what}};
    const Date today = core::to_local(view.now, team->zone).date;
    if (!core::is_working_day(*team, *date) || *date > today + std::chrono::days{days_max})
        return {{"ok", false},
                {"error",
                 core::iso_date(*date) + " is no working day of " + team->name + " within a year"}};
    return whose_json(turn, view.texts, *team, *date, string_of(request, "locale"));
}

json about_import(desk::Turn& turn, const RotaView& rota, const json& request) {
    const Team* team = one_team(turn, rota, request);
    if (team == nullptr) return which_team();
    if (string_of(request, "do") == "rota scope") return scope_json(turn, *team);
    return import_json(turn, *team, request);
}

// Out of the chat, for when the chat is what is wrong.
json about_mode(desk::Turn& turn, const Team& team, bool pauses) {
    const Person nobody;
    const auto done = pauses ? desk::pause(turn, team, nobody) : desk::resume(turn, team, nobody);
    if (!done) return {{"ok", false}, {"error", done.error().what}};
    return {{"team", team.name}};
}

json about_catalog(const std::string& what, const OpsView& view, const json& request) {
    if (what == "search") return search(view.catalog, request);
    if (what == "show") return show(view.catalog, request);
    return {{"text", answer_words(view.setup, view.catalog, view.texts, view.now,
                                  "catalog why " + string_of(request, "words"),
                                  string_of(request, "locale"))}};
}

json answer_json(store::Db& db, const OpsView& view, const json& request) {
    const auto closed = desk::with_closed_days(db, view.setup);
    // Rows of the log and of what is said are known by their event: each change is one of its own.
    const std::string event = changes_something(request)
                                  ? "ops:" + std::to_string(store::next_number(db, "last_ops", 1))
                                  : "ops";
    desk::Turn turn{db, closed ? *closed : view.setup, view.now, event, {}, 0};
    const Person nobody;
    const Channel nowhere;
    desk::DeskRota rota(turn, nobody, nowhere);
    const std::string what = string_of(request, "do");
    const std::string team = string_of(request, "team");
    std::vector<const Team*> teams;  // the one that is named, or all
    for (const Team& one : turn.setup.teams) {
        if (team.empty() || rota.team(team) == &one) teams.push_back(&one);
    }
    if (!team.empty() && teams.empty() && what != "whose")
        return {{"ok", false}, {"error", "There is no SRE team \"" + team + "\""}};
    const int weeks = number_of(request, "weeks", 4, weeks_max);
    json answer;
    if (what == "who") {
        answer["shifts"] = who(turn, rota, team);
    } else if (what == "plan") {
        answer["shifts"] = plan(turn, rota, team, request);
    } else if (what == "plan as calendar") {
        answer = plan_as_calendar(turn, rota, view, request);
        if (answer.contains("ok")) return answer;
    } else if (what == "rota scope" || what == "import") {
        answer = about_import(turn, rota, request);
        if (answer.contains("ok")) return answer;
    } else if (what == "pause" || what == "resume") {
        if (team.empty()) return {{"ok", false}, {"error", "Which team?"}};
        answer = about_mode(turn, *teams.front(), what == "pause");
        if (answer.contains("ok")) return answer;
    } else if (what == "whose") {
        answer = whose(turn, rota, view, request);
        if (answer.contains("ok")) return answer;
    } else if (what == "report") {
        answer = report_json(turn, teams, weeks);
    } else if (what == "baseline") {
        answer = baseline_json(turn, teams, weeks);
    } else if (what == "log") {
        answer = log_json(db, request);
    } else if (what == "outbox") {
        answer = outbox_json(db, team.empty() ? TeamId() : teams.front()->id, request);
    } else if (what == "search" || what == "why" || what == "show") {
        answer = about_catalog(what, view, request);
    } else if (what == "database") {
        answer = {{"broken", db.broken()}, {"migration", store::newest_migration(db)}};
    } else if (what == "status") {
        answer = status(turn, rota, view.catalog);
    } else {
        return {{"ok", false}, {"error", "unknown request: " + what.substr(0, 40)}};
    }
    answer["ok"] = true;
    return answer;
}

}  // namespace

bool changes_something(const json& request) {
    const std::string what = string_of(request, "do");
    if (what == "pause" || what == "resume") return true;
    const auto apply = request.find("apply");
    return what == "import" && apply != request.end() && *apply == true;
}

std::string answer(store::Db& db, const OpsView& view, std::string_view text) {
    const json request = json::parse(text, nullptr, false);
    if (!request.is_object()) return R"({"ok":false,"error":"not a JSON object"})";
    return answer_json(db, view, request).dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace qm::app
