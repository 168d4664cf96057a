// Pausing a team, and being heard again.
// SPDX-License-Identifier: Apache-2.0
#include "desk/modes.hpp"

#include <quartermaster/refusal.hpp>

#include "core/request.hpp"
#include "core/seal.hpp"
#include "desk/cards.hpp"
#include "desk/handover.hpp"
#include "desk/outgoing.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"

#include <algorithm>

namespace qm::desk {
namespace {

constexpr std::size_t summed_max = 10;

constexpr std::string_view pauses = "pause/";

std::string pause_of(const TeamId& team) {
    return std::string(pauses) + team.value;
}

// "1791273600" since when; empty: it was heard.
std::string quiet_of(const TeamId& team) {
    return "quiet/" + team.value;
}

// `something`: a request was waiting for somebody to be told.
void say_summary(Turn& turn, const Team& team, Instant since, bool something) {
    const auto channel = store::channel_named(turn.db, team.channel_name);
    if (!channel) return;
    const auto counts = store::count_between(turn.db, team.id, since, turn.now);
    const auto open = store::open_requests(turn.db, team.id, open_max);
    something = something || counts.came > 0 || counts.solved > 0;
    Message message;
    message.line(say(something ? "resume.first" : "resume.nothing",
                     {{"team", Plain{team.name}},
                      {"since", At{since}},
                      {"came", counts.came},
                      {"solved", counts.solved},
                      {"open", static_cast<std::int64_t>(open.size())}}));
    for (std::size_t i = 0; something && i < open.size() && i < summed_max; ++i)
        message.line(say("resume.item", {{"id", Plain{open[i].id.value}},
                                         {"kind", nested(say("kind." + open[i].kind))},
                                         {"product", product_of(turn, open[i])},
                                         {"at", At{open[i].opened_at}}}));
    if (something && open.size() > summed_max)
        message.line(
            say("list.more", {{"count", static_cast<std::int64_t>(open.size() - summed_max)}}));
    if (something)
        message.controls.push_back(
            {"mylist", say("button.my_list"), "req list team team:" + team.id.value, {}, false});
    Place place;
    place.channel = channel->id;
    place.zone = team.zone;
    say_message(turn, core::key_of({"resume", team.id.value, std::to_string(to_unix(since))}),
                place, message);
}

void hear_again(Turn& turn, const Team& team) {
    const std::string since = store::meta(turn.db, quiet_of(team.id));
    if (since.empty()) return;
    store::set_meta(turn.db, quiet_of(team.id), "");
    turn.log("heard", "mode/" + team.id.value, "");
    // Reminders that nobody heard count for nothing: whoever is on duty has a whole promise again.
    bool something = false;
    for (const Request& request : store::open_requests(turn.db, team.id, open_max)) {
        if (request.lateness == Lateness::none) continue;
        something = true;
        if (request.state == RequestState::fresh)
            (void)keep_request(turn, core::given_back(request, team, turn.now), "heard again",
                               UserId());
        if (request.state != RequestState::taken) continue;
        Request owed = request;  // whoever has it is told again
        owed.lateness = Lateness::none;
        (void)keep_request(turn, owed, "heard again", UserId());
    }
    show_next_owner(turn, team);  // their posts said that nobody hears
    say_summary(turn, team, from_unix(std::stoll(since)), something);
    store::release_held(turn.db, team.id);  // behind the summary, which so is read first
}

void be_quiet(Turn& turn, const Team& team) {
    if (!store::meta(turn.db, quiet_of(team.id)).empty()) return;
    store::set_meta(turn.db, quiet_of(team.id), std::to_string(to_unix(turn.now)));
    turn.log(team.mode == TeamMode::off ? "off" : "quiet", "mode/" + team.id.value, "");
}

}  // namespace

TeamMode mode_of(Turn& turn, const Team& team) {
    if (team.mode != TeamMode::live) return team.mode;
    // Each menu and each row that is said asks for it.
    if (!turn.pauses) turn.pauses = store::meta_names(turn.db, pauses);
    const bool paused = std::find(turn.pauses->begin(), turn.pauses->end(), pause_of(team.id)) !=
                        turn.pauses->end();
    return paused ? TeamMode::quiet : TeamMode::live;
}

bool is_heard(Turn& turn, const TeamId& team) {
    const Team* configured = team.empty() ? nullptr : turn.setup.team(team);
    return configured == nullptr || mode_of(turn, *configured) == TeamMode::live;
}

result<void> pause(Turn& turn, const Team& team, const Person& by) {
    if (team.mode != TeamMode::live)
        return refusal(errc::invalid, team.name + " is quiet by the configuration",
                       say("no.quiet_by_configuration", {{"team", Plain{team.name}}}));
    if (mode_of(turn, team) != TeamMode::live)
        return refusal(errc::already_done, team.name + " is paused already",
                       say("no.paused", {{"team", Plain{team.name}}}));
    store::set_meta(turn.db, pause_of(team.id), by.username.empty() ? "-" : by.username);
    turn.pauses.reset();
    be_quiet(turn, team);
    turn.log("paused", team.id.value, by.id.value);
    return {};
}

result<void> resume(Turn& turn, const Team& team, const Person& by) {
    if (team.mode != TeamMode::live)
        return refusal(errc::invalid, team.name + " is quiet by the configuration",
                       say("no.quiet_by_configuration", {{"team", Plain{team.name}}}));
    if (store::meta(turn.db, pause_of(team.id)).empty())
        return refusal(errc::already_done, team.name + " is not paused",
                       say("no.not_paused", {{"team", Plain{team.name}}}));
    store::set_meta(turn.db, pause_of(team.id), "");
    turn.pauses.reset();
    turn.log("resumed", team.id.value, by.id.value);
    hear_again(turn, team);
    return {};
}

void note_modes(Turn& turn) {
    for (const Team& team : turn.setup.teams) {
        if (mode_of(turn, team) == TeamMode::live)
            hear_again(turn, team);
        else
            be_quiet(turn, team);
    }
}

bool DeskRota::is_heard(const Team& team) const {
    return mode_of(turn_, team) == TeamMode::live;
}

result<void> DeskRota::pause(const Team& team) {
    if (!is_lead(team, caller_))
        return refusal(errc::not_allowed, "Only a lead pauses a team",
                       say("no.leads_only", {{"team", Plain{team.name}}}));
    return desk::pause(turn_, team, caller_);
}

result<void> DeskRota::resume(const Team& team) {
    if (!is_lead(team, caller_))
        return refusal(errc::not_allowed, "Only a lead resumes a team",
                       say("no.leads_only", {{"team", Plain{team.name}}}));
    return desk::resume(turn_, team, caller_);
}

}  // namespace qm::desk
