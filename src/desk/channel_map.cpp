// Channels that people said belong to a team: the map mends itself (product.md, Trust).
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/refusal.hpp>

#include "desk/cards.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"
#include "store/care_rows.hpp"

namespace qm::desk {
namespace {

constexpr int mapped_max = 50;

// The team that the configuration names for a channel; empty: none.
std::string configured(const Setup& setup, const Channel& channel) {
    const Serving served = serving(setup, channel, Person{});
    return served.because.starts_with("channel ") ? served.team->id.value : "";
}

// Askers say whose a channel is where nobody who serves has said it.
bool may_be_told(Turn& turn, const Channel& channel, const std::string& configured) {
    if (!configured.empty()) return false;
    const auto row = store::channel_team(turn.db, channel.id);
    if (!row) return true;
    const auto by = store::person_named(turn.db, row->by);
    return !by || !is_engineer(turn, *by);
}

}  // namespace

Serving serving(Turn& turn, const Channel& channel, const Person& caller) {
    Serving served = serving(turn.setup, channel, caller);
    if (channel.id.empty() || channel.type == ChannelType::direct) return served;
    // Whose product team is known is not rerouted by what somebody else said of a shared channel.
    if (!served.product.empty() && served.because.starts_with("member ")) return served;
    const auto row = store::channel_team(turn.db, channel.id);
    if (!row || row->instead_of != configured(turn.setup, channel)) return served;
    const Team* team = turn.setup.team(row->team);
    if (team == nullptr) return served;
    served.team = team;
    served.because = "told " + channel.name;
    return served;
}

void remember_channel(Turn& turn, const Channel& channel, const Team& team, const Person& by) {
    if (channel.id.empty() || channel.type == ChannelType::direct) return;
    const std::string instead_of = configured(turn.setup, channel);
    if (!is_engineer(turn, by) && !may_be_told(turn, channel, instead_of)) return;
    if (instead_of == team.id.value)
        store::drop_channel_team(turn.db, channel.id);
    else
        store::save_channel_team(turn.db, {channel.id, team.id, instead_of, by.username, turn.now});
    turn.log("channel mapped", channel.id.value + "/" + team.id.value, by.id.value);
}

std::optional<Channel> DeskRota::channel(std::string_view name_or_id) const {
    if (name_or_id.starts_with('~') || name_or_id.starts_with('#')) name_or_id.remove_prefix(1);
    if (name_or_id.empty()) return std::nullopt;
    auto found = store::channel(turn_.db, ChannelId(std::string(name_or_id)));
    if (!found) found = store::channel_named(turn_.db, name_or_id);
    // That a private one is there at all is known to those in it.
    if (found && found->is_private() && found->id != channel_.id) return std::nullopt;
    return found;
}

result<void> DeskRota::map(const Channel& channel, const Team& team) {
    if (mine().empty())
        return refusal(errc::not_allowed, "Only members of an SRE team map channels",
                       say("no.map_members"));
    if (channel.type == ChannelType::direct || channel.type == ChannelType::group)
        return refusal(errc::invalid, "A direct channel belongs to no team", say("no.map_direct"));
    for (const Team& one : turn_.setup.teams) {
        if (one.channel_name == channel.name)
            return refusal(errc::invalid, "That is a team's own channel",
                           say("no.map_own", {{"team", Plain{one.name}}}));
    }
    remember_channel(turn_, channel, team, caller_);
    return {};
}

result<void> DeskRota::unmap(const Channel& channel) {
    if (mine().empty())
        return refusal(errc::not_allowed, "Only members of an SRE team map channels",
                       say("no.map_members"));
    if (!store::drop_channel_team(turn_.db, channel.id))
        return refusal(errc::not_found, "Nothing is remembered of that channel",
                       say("no.map_none", {{"channel", ChannelName{channel.name}}}));
    turn_.log("channel unmapped", channel.id.value, caller_.id.value);
    return {};
}

std::vector<Mapped> DeskRota::mapped() const {
    std::vector<Mapped> all;
    for (const store::ChannelTeamRow& row : store::channel_teams(turn_.db, mapped_max)) {
        const auto channel = store::channel(turn_.db, row.channel);
        if (!channel) continue;
        all.push_back({*channel, row.team, name_of(turn_, row.by), row.at,
                       row.instead_of == configured(turn_.setup, *channel)});
    }
    return all;
}

}  // namespace qm::desk
