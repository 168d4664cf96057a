// Buttons and menus of a request's two views.
// SPDX-License-Identifier: Apache-2.0
#include "desk/card_menus.hpp"

#include "core/request.hpp"
#include "desk/modes.hpp"

#include <algorithm>

namespace qm::desk {
namespace {

constexpr std::size_t examples_max = 3;

// "SRE Data (search, billing, ledger…)": whom a team serves tells an asker more than its name.
Text team_choice(const Team& team) {
    if (team.products.empty()) return say("choice.team", {{"team", Plain{team.name}}});
    std::string examples;
    for (std::size_t i = 0; i < team.products.size() && i < examples_max; ++i)
        examples += (i == 0 ? "" : ", ") + team.products[i].name;
    if (team.products.size() > examples_max) examples += "…";
    return say("choice.team_serves",
               {{"team", Plain{team.name}}, {"examples", Plain{std::move(examples)}}});
}

bool may_go(Turn& turn, const Request& request, const Team& team) {
    return team.id != request.team && mode_of(turn, team) == TeamMode::live &&
           !is_revocation(request) && !core::came_back_from(request, team.id);
}

}  // namespace

Control button(std::string id, std::string command, bool primary) {
    Text label = say("button." + id);
    std::erase(id, '_');
    return {std::move(id), std::move(label), std::move(command), {}, primary};
}

Control which_team(Turn& turn, const Request& request) {
    Control menu{"team", say("button.which_team"), "req choose " + request.id.value, {}, true};
    for (const Team& team : turn.setup.teams) {
        if (mode_of(turn, team) != TeamMode::live) continue;
        menu.choices.push_back({team_choice(team), team.id.value});
    }
    return menu;
}

Control other_teams(Turn& turn, const Request& request) {
    Control menu{"team", say("button.wrong_team"), "req move " + request.id.value, {}, false};
    for (const Team& team : turn.setup.teams) {
        if (!may_go(turn, request, team)) continue;
        menu.choices.push_back({team_choice(team), team.id.value});
    }
    return menu;
}

// Its values are the commands' own words.
Control more_menu(Turn& turn, const Request& request) {
    const std::string& id = request.id.value;
    Control menu{"more", say("button.more"), "req", {}, false};
    menu.choices = {{say("more.wait_asker"), "wait " + id + " asker"},
                    {say("more.wait_third"), "form wait " + id},
                    {say("more.keep"), "keep " + id},
                    {say("more.keep_until"), "form keep " + id},
                    {say("more.plan"), "form plan " + id}};
    if (!request.taken_by.empty()) menu.choices.push_back({say("more.back"), "back " + id});
    for (const Team& team : turn.setup.teams) {
        if (!may_go(turn, request, team)) continue;
        menu.choices.push_back(
            {say("more.team", {{"team", Plain{team.name}}}), "move " + id + " " + team.id.value});
    }
    for (const std::string& kind : core::request_kinds()) {
        if (kind == request.kind || is_revocation(request)) continue;
        menu.choices.push_back(
            {say("more.kind", {{"kind", nested(say("kind." + kind))}}), "kind " + id + " " + kind});
    }
    menu.choices.push_back({say("more.close"), "form close " + id});
    menu.choices.push_back({say("more.drop"), "drop " + id});
    return menu;
}

}  // namespace qm::desk
