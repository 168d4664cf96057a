// What the configuration says, as the desk sees it; replaced as a whole on a reload.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/command.hpp>
#include <quartermaster/team.hpp>

#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace qm::desk {

// The declared commands: never copied, however often a setup is.
class Commands {
public:
    Commands() : Commands(std::vector<Command>()) {}
    Commands(std::vector<Command> all)
        : all_(std::make_shared<const std::vector<Command>>(std::move(all))) {}
    operator std::span<const Command>() const { return *all_; }

private:
    std::shared_ptr<const std::vector<Command>> all_;
};

// A calendar of who is away; what it says is stored under its name.
struct AbsenceSource {
    TeamId team;
    std::string username;  // whose own it is; empty: of everybody in the team

    std::string name() const { return team.value + "/" + username; }
};

struct Setup {
    std::vector<Team> teams;
    TeamId front_desk;  // owns what belongs to no known channel
    Commands commands;
    // By kind, what saves a round trip: "who needs it, until when"; empty: nothing is asked. A kind
    // that is not there has its own sentence, or none.
    std::map<std::string, std::string> asks;
    std::chrono::days texts_kept{365};  // then they are erased, the log keeps ids
    std::vector<TeamId> follows;  // whose days come from another calendar, until a lead adopts them
    std::vector<AbsenceSource> absences;
    std::string calendar_url;  // what their addresses begin with; empty: nobody could reach them
    bool callbacks = true;     // buttons can reach us; without, everything works by mention

    const Team* team(const TeamId& id) const {
        for (const Team& team : teams) {
            if (team.id == id) return &team;
        }
        return nullptr;
    }
};

}  // namespace qm::desk
