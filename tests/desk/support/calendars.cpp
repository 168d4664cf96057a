// What calendars say.
// SPDX-License-Identifier: Apache-2.0
#include "calendars.hpp"

#include "core/calendar.hpp"
#include "desk/followed.hpp"
#include "desk/leave.hpp"

#include <sstream>
#include <stdexcept>
#include <vector>

namespace qm::tests {
namespace {

struct Item {
    std::string username;
    Date from{};
    Date until{};
};

// "bob 2026-10-07 2026-10-09, carol 2026-10-08"; "nothing" is an empty calendar.
std::vector<Item> items_of(const std::string& words) {
    std::vector<Item> items;
    std::istringstream all(words);
    for (std::string one; std::getline(all, one, ',');) {
        std::istringstream in(one);
        std::string who, from, until;
        in >> who >> from >> until;
        if (who == "nothing") continue;
        const auto first = core::read_date(from);
        const auto last = core::read_date(until.empty() ? from : until);
        if (!first || !last) throw std::runtime_error("no dates: " + one);
        items.push_back({who, *first, *last});
    }
    return items;
}

void rota(desk::Turn& turn, const Team& team, const std::string& says, const std::string& why) {
    if (!why.empty()) return desk::follow_failed(turn, team, why);
    core::RotaRead read;
    for (const Item& one : items_of(says))
        read.days[one.from] = {one.username, 1};
    desk::follow_rota(turn, team, read);
}

void absences(desk::Turn& turn, const desk::AbsenceSource& source, const std::string& says,
              const std::string& why) {
    if (!why.empty()) return desk::leave_failed(turn, source, why);
    core::LeaveRead read;
    for (const Item& one : items_of(says)) {
        for (Date date = one.from; date <= one.until; date += std::chrono::days{1})
            read.days[one.username].insert(date);
    }
    desk::take_leave(turn, source, read);
}

}  // namespace

bool calendar_step(Company& company, const std::string& what) {
    const bool of_rota = what.starts_with("the rota of ");
    if (!of_rota && !what.starts_with("the absences of ")) return false;
    std::istringstream in(what.substr(of_rota ? 12 : 16));
    std::string name, verb, username;
    in >> name >> verb;
    if (verb == "in") {
        username = name;
        in >> name >> verb;
    }
    std::string rest;
    std::getline(in >> std::ws, rest);
    const bool fails = verb.starts_with("fail");
    desk::Turn turn{company.db(),
                    company.setup,
                    company.now(),
                    "calendar:" + std::to_string(++company.events),
                    {},
                    0,
                    false};
    const Team* team = company.setup.team(TeamId(name));
    if (team == nullptr) throw std::runtime_error("no team " + name);
    const std::string why = fails ? rest : "";
    if (of_rota)
        rota(turn, *team, rest, why);
    else
        absences(turn, {team->id, username}, rest, why);
    company.say_soon();
    return true;
}

}  // namespace qm::tests
