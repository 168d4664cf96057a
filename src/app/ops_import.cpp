// `run import`: what a file may speak of, and what it changes.
// SPDX-License-Identifier: Apache-2.0
#include "app/ops.hpp"
#include "core/calendar.hpp"
#include "core/seal.hpp"
#include "desk/imported.hpp"
#include "desk/watch.hpp"

#include <nlohmann/json.hpp>

namespace qm::app {
namespace {

using nlohmann::json;

constexpr std::size_t days_at_once = 400;

result<std::map<Date, std::string>> days_in(const json& request) {
    std::map<Date, std::string> days;
    const auto list = request.find("days");
    if (list == request.end() || !list->is_object() || list->size() > days_at_once)
        return Error{errc::invalid, "days by date are wanted, 400 at most"};
    for (const auto& [day, username] : list->items()) {
        const auto date = core::read_date(day);
        if (!date || !username.is_string())
            return Error{errc::invalid, "a day and a user name are wanted"};
        days[*date] = username.get<std::string>();
    }
    return days;
}

}  // namespace

json scope_json(desk::Turn& turn, const Team& team) {
    const core::RotaScope scope = desk::rota_scope(turn, team);
    json people = json::object();
    for (const core::RotaPerson& person : scope.people)
        people[person.username] = person.display;
    json days = json::array();
    for (const Date date : scope.days)
        days.push_back(core::iso_date(date));
    return {{"team", team.id.value},
            {"people", std::move(people)},
            {"days", std::move(days)},
            {"zone", scope.zone},
            {"duty_from", scope.duty.from.count()},
            {"duty_until", scope.duty.until.count()}};
}

json import_json(desk::Turn& outer, const Team& team, const json& request) {
    const auto days = days_in(request);
    if (!days) return {{"ok", false}, {"error", days.error().what}};
    const auto apply = request.find("apply");
    const bool applies = apply != request.end() && apply->is_boolean() && apply->get<bool>();
    // Its own event: what it says and records is said and recorded once, and again another time.
    desk::Turn turn{
        outer.db,
        outer.setup,
        outer.now,
        "import:" + core::key_of({team.id.value, request.dump(), core::rfc3339(outer.now)}),
        {},
        0,
        false};
    std::optional<store::Savepoint> step;
    if (applies) step.emplace(turn.db, "import");
    const desk::Imported imported = desk::import_rota(turn, team, *days, "import", applies);
    if (step && imported.problems.empty()) step->keep();
    json moved = json::array();
    for (const Moved& one : imported.moved)
        moved.push_back(
            {{"day", core::iso_date(one.date)}, {"before", one.before}, {"after", one.after}});
    json problems = json::array();
    for (const auto& [date, what] : imported.problems)
        problems.push_back({{"day", core::iso_date(date)}, {"what", what}});
    return {{"moved", std::move(moved)}, {"problems", std::move(problems)}};
}

}  // namespace qm::app
