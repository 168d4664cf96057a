// "Wrong team": a request goes to another SRE team, with its clock.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string id;
    std::string team;
};

// The map mends itself: who serves knows best where a channel belongs.
void offer_to_remember(const Request& moved, const Team& team, Context& context, Message& message) {
    const auto place = context.rota().channel(moved.channel.value);
    if (!place || place->is_private() || context.rota().mine().empty()) return;
    for (const Team& one : context.rota().teams()) {
        if (one.channel_name == place->name) return;
    }
    const std::vector<Fill> fills = {{"channel", ChannelName{place->name}},
                                     {"team", Plain{team.name}}};
    message.line(say("request.always", fills));
    message.controls.push_back({"always",
                                say("button.always_there", fills),
                                "req map " + place->id.value + " " + team.id.value,
                                {},
                                false});
}

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().named_or_here(args.id);
    if (!request) return request.error();
    const auto found = context.rota().named_team(args.team);
    if (!found) return found.error();
    const Team* team = *found;
    const auto moved = context.requests().transfer(request->id, team->id);
    if (!moved) return moved.error();
    Reply reply = Reply::of(
        say("request.moved", {{"id", Plain{request->id.value}}, {"team", Plain{team->name}}}));
    offer_to_remember(*moved, *team, context, reply.message);
    return reply;
}

}  // namespace

Command request_move() {
    return command<Args>("req move", "Give a request to another SRE team; its clock keeps running")
        .lane(Lane::writes)
        .word("id", &Args::id, "like R1042")
        .word("team", &Args::team, "an SRE team")
        .example("/req move R1042 sre-data")
        .runs(run);
}

}  // namespace qm
