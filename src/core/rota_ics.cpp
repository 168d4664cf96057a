// A rota in another program's calendar.
// SPDX-License-Identifier: Apache-2.0
#include "core/ics_events.hpp"
#include "core/rota_read.hpp"

#include <set>

namespace qm::core {
namespace {

constexpr std::size_t told_max = 60;  // bytes of a summary

std::string person(const DaysEvent& event, RotaGathering& into) {
    std::set<std::string> invited;
    for (const IcsPerson& one : event.invited) {
        const std::string who = rota_person_of(into.scope(), one);
        if (!who.empty()) invited.insert(who);
    }
    if (invited.size() == 1) return *invited.begin();
    const auto named = rota_people_in(into.scope(), event.summary);
    if (named.size() == 1) return named.front();
    const std::string quoted = "\"" + event.summary.substr(0, told_max) + "\"";
    into.problem(event.line,
                 named.size() + invited.size() > 1
                     ? quoted + " names several members: a day has one person"
                     : quoted + " names no member; members are " + rota_members(into.scope()));
    return {};
}

}  // namespace

void read_rota_ics(const std::string& text, RotaGathering& into) {
    const DaysRead read = read_events(text, into.scope());
    for (const RotaProblem& problem : read.problems)
        into.problem(problem.line, problem.what);
    for (int i = 0; i < read.left_out; ++i)
        into.leave_out();
    for (const DaysEvent& event : read.events) {
        const std::string username = person(event, into);
        for (const Date date : event.days) {
            if (!username.empty()) into.put(date, username, event.line);
        }
    }
}

}  // namespace qm::core
