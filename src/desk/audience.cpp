// Who may find which entry.
// SPDX-License-Identifier: Apache-2.0
#include "desk/audience.hpp"

#include "catalog/text.hpp"
#include "catalog/words.hpp"

#include <algorithm>

namespace qm::desk {
namespace {

const std::string sre = "sre";

std::string group_of(const Team& team) {
    return "team/" + team.id.value;
}

std::string group_of(const ProductTeam& product) {
    return "product/" + product.name;
}

// "sre/core" owns itself and what lies below it.
bool owns(const std::vector<std::string>& names, std::string_view what) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return !name.empty() &&
               (what == name ||
                (what.starts_with(name) && what.size() > name.size() && what[name.size()] == '/'));
    });
}

bool called(const Team& team, std::string_view owner) {
    const std::string name = catalog::normal_form(owner);
    return name == catalog::normal_form(team.id.value) || name == catalog::normal_form(team.name) ||
           owns(team.owns, owner);
}

bool called(const ProductTeam& product, std::string_view owner) {
    return catalog::normal_form(owner) == catalog::normal_form(product.name) ||
           owns(product.owns, owner);
}

struct Owners {
    std::vector<std::string> groups;
    const Team* team = nullptr;  // the first SRE team that owns or serves
};

void add(Owners& owners, std::string group, const Team& team) {
    if (std::find(owners.groups.begin(), owners.groups.end(), group) == owners.groups.end())
        owners.groups.push_back(std::move(group));
    if (owners.team == nullptr) owners.team = &team;
}

bool is_member(const Team& team, const std::string& username) {
    return !username.empty() &&
           std::any_of(team.members.begin(), team.members.end(),
                       [&](const Member& member) { return member.person.username == username; });
}

bool answered_alone(const Event& event) {
    return event.kind != EventKind::message || event.channel.type == ChannelType::direct;
}

// By the entry's owner; where that names no team, by the group that holds the repository.
Owners owners_of(const std::vector<Team>& teams, const Entry& entry) {
    Owners owners;
    for (const std::string& owner : catalog::split(entry.owner, ",")) {
        for (const Team& team : teams) {
            if (called(team, owner)) add(owners, group_of(team), team);
            for (const ProductTeam& product : team.products) {
                if (called(product, owner)) add(owners, group_of(product), team);
            }
        }
    }
    if (!owners.groups.empty()) return owners;
    for (const Team& team : teams) {
        if (owns(team.owns, entry.repo)) add(owners, group_of(team), team);
        for (const ProductTeam& product : team.products) {
            if (owns(product.owns, entry.repo)) add(owners, group_of(product), team);
        }
    }
    return owners;
}

}  // namespace

Viewer viewer_of(const Setup& setup, const Event& event) {
    Viewer viewer;
    const std::string& who = event.author.username;
    const bool alone = answered_alone(event);
    const auto belongs = [&](const std::string& username) {
        return !who.empty() && username == who;
    };
    bool in_sre = false;
    for (const Team& team : setup.teams) {
        if (is_member(team, who) && (alone || event.channel.name == team.channel_name)) {
            viewer.groups.push_back(group_of(team));
            in_sre = true;
        }
        for (const ProductTeam& product : team.products) {
            const auto& names = product.channels;
            const bool theirs =
                event.channel.type == ChannelType::closed &&
                std::find(names.begin(), names.end(), event.channel.name) != names.end();
            if ((alone || theirs) &&
                std::any_of(product.members.begin(), product.members.end(), belongs))
                viewer.groups.push_back(group_of(product));
        }
    }
    if (in_sre) viewer.groups.push_back(sre);
    return viewer;
}

bool stays_inside(const Setup& setup, const Event& event) {
    return answered_alone(event) ||
           std::any_of(setup.teams.begin(), setup.teams.end(), [&](const Team& team) {
               return event.channel.name == team.channel_name &&
                      is_member(team, event.author.username);
           });
}

std::vector<std::string> seen_by(const std::vector<Team>& teams, const Entry& entry) {
    if (entry.visibility == "public" || entry.visibility == "internal") return {};
    if (entry.visibility == "private") {
        Owners owners = owners_of(teams, entry);
        if (!owners.groups.empty()) {
            std::sort(owners.groups.begin(), owners.groups.end());
            return owners.groups;
        }
    }
    return {sre};
}

const Team* answering_team(const std::vector<Team>& teams, const Entry& entry) {
    return owners_of(teams, entry).team;
}

}  // namespace qm::desk
