// The menu of a status post where nobody knows the team: the asker chooses.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string id;
    std::string team;
};

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().named_or_here(args.id);
    if (!request) return request.error();
    const auto chosen = context.requests().choose(request->id, TeamId(args.team));
    if (!chosen) return chosen.error();
    const Team* team = context.rota().team(chosen->team.value);
    const auto place = context.rota().channel(chosen->channel.value);
    std::string because;
    const Team* next = context.rota().serving(&because);
    const bool told = place && because.starts_with("told ") && next->id == chosen->team;
    return Reply::of(say(told ? "request.chosen" : "request.chosen_direct",
                         {{"id", Plain{chosen->id.value}},
                          {"team", Plain{team != nullptr ? team->name : args.team}}}));
}

}  // namespace

Command request_choose() {
    return command<Args>("req choose", "Choose the team of a request")
        .lane(Lane::writes)
        .hidden()
        .word("id", &Args::id, "like R1042")
        .word("team", &Args::team, "an SRE team")
        .runs(run);
}

}  // namespace qm
