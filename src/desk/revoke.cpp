// Access that ends: a date is agreed when it is solved, and comes back as a request of the team.
// SPDX-License-Identifier: Apache-2.0
#include "desk/revoke.hpp"

#include <quartermaster/refusal.hpp>

#include "core/calendar.hpp"
#include "core/end_date.hpp"
#include "core/request.hpp"
#include "desk/requests.hpp"

namespace qm::desk {
namespace {

constexpr std::chrono::days access_max{366};
constexpr std::string_view revokes = "revoke ";

}  // namespace

std::optional<Request> ended_by(Turn& turn, const Request& revocation) {
    if (!is_revocation(revocation) || !revocation.because.starts_with(revokes)) return std::nullopt;
    return store::request(turn.db, RequestId(revocation.because.substr(revokes.size())));
}

void open_revocation(Turn& turn, const RequestId& ended) {
    store::drop_timer(turn.db, "revoke/" + ended.value);
    const auto given = store::request(turn.db, ended);
    if (!given) return;
    const Team* team = turn.setup.team(given->team);
    if (team == nullptr) team = turn.setup.team(turn.setup.front_desk);
    if (team == nullptr && !turn.setup.teams.empty()) team = &turn.setup.teams.front();
    if (team == nullptr) return;
    Request request;
    request.kind = "revoke";
    request.because = std::string(revokes) + ended.value;
    request.product = given->product;
    request.text = given->answer.empty() ? given->text : given->answer;
    request.channel = given->channel;
    request.is_private = given->is_private;
    const Request stored =
        store_new(turn, core::opened(std::move(request), *team, turn.now), UserId());
    say_duty_card(turn, turn.event, stored, *team);
}

std::optional<Date> DeskRequests::end_named(const Request& request) const {
    const Team* team = turn_.setup.team(request.team);
    if (team == nullptr || request.kind != "access") return std::nullopt;
    const Date today = core::to_local(turn_.now, team->zone).date;
    if (const auto date = core::end_date(request.answer, today)) return date;
    return core::end_date(request.text, today);
}

result<Date> DeskRequests::ends(const RequestId& id, Date day) {
    const auto held = ours(id);
    if (!held) return held.error();
    const Team& team = *held->team;
    if (held->request.state != RequestState::solved || is_revocation(held->request))
        return refusal(errc::invalid, id.value + " is not solved",
                       say("no.ends_solved", {{"id", Plain{id.value}}}));
    const Date today = core::to_local(turn_.now, team.zone).date;
    if (day <= today) return refusal(errc::invalid, "That is no day ahead", say("no.day_past"));
    if (day > today + access_max)
        return refusal(errc::invalid, core::iso_date(day) + " is too far",
                       say("no.day_too_far", {{"last", Day{today + access_max}}}));
    if (!core::is_working_day(team, day)) day = core::next_working_day(team, day);
    store::set_timer(turn_.db, "revoke/" + id.value,
                     core::to_instant(day, team.handover, team.zone), 0);
    turn_.log("access ends", id.value, event_.author.id.value);
    return day;
}

}  // namespace qm::desk
