// A request goes to another team: moved by people, or chosen where nobody knew it.
// SPDX-License-Identifier: Apache-2.0
#include "core/request.hpp"
#include "desk/modes.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"

namespace qm::desk {
namespace {

// Nobody there would be told.
std::optional<Error> no_ear(Turn& turn, const Team& team) {
    if (mode_of(turn, team) == TeamMode::live) return std::nullopt;
    return refusal(errc::not_allowed, team.name + " is not told of anything now",
                   say("no.team_deaf", {{"team", Plain{team.name}}}));
}

bool is_of(Turn& turn, const TeamId& id, const Person& person) {
    const Team* team = turn.setup.team(id);
    return team != nullptr && is_member(turn, *team, person);
}

}  // namespace

result<Request> DeskRequests::transfer(const RequestId& id, const TeamId& to) {
    const auto held = readable(id);
    if (!held) return held.error();
    const Request& request = held->request;
    const bool by_team = may_act(request) || is_of(turn_, request.moved_from, event_.author);
    if (request.asker != event_.author.id && !by_team) return theirs_alone(request, *held->team);
    // Somebody works on it: where it belongs is theirs to say.
    if (!by_team && !request.taken_by.empty())
        return refusal(
            errc::not_allowed, id.value + " is taken",
            say("no.moved_by_team", {{"id", Plain{id.value}}, {"team", Plain{held->team->name}}}));
    const Team* target = turn_.setup.team(to);
    if (target == nullptr) return no_such_team(turn_.setup, to.value);
    if (auto no = no_ear(turn_, *target)) return std::move(*no);
    auto stored = finish(core::transferred(request, *target, "moved", turn_.now), "request moved");
    if (!stored) return stored;
    store::count_once(turn_.db, turn_.now, "moved", held->team->id.value);
    move_card(turn_, event_.key, *stored, *held->team, *target);
    return stored;
}

result<Request> DeskRequests::choose(const RequestId& id, const TeamId& to) {
    const auto held = readable(id);
    if (!held) return held.error();
    const auto place = store::channel(turn_.db, held->request.channel);
    if (!held->request.settles_at) {  // a second thought, or it came too late
        auto moved = transfer(id, to);
        if (moved && place) remember_channel(turn_, *place, *turn_.setup.team(to), event_.author);
        return moved;
    }
    if (held->request.asker != event_.author.id && !may_act(held->request))
        return theirs_alone(held->request, *held->team);
    const Team* target = turn_.setup.team(to);
    if (target == nullptr) return no_such_team(turn_.setup, to.value);
    if (auto no = no_ear(turn_, *target)) return std::move(*no);
    auto stored = finish(core::chosen(held->request, *target), "request settled");
    if (!stored) return stored;
    if (place) remember_channel(turn_, *place, *target, event_.author);
    return stored;
}

}  // namespace qm::desk
