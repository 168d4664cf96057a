// A lead stops what the bot says of and to the team; everything is recorded meanwhile.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string team;
};

result<Reply> run(const Args& args, Context& context) {
    RotaView& rota = context.rota();
    const auto found = rota.my_team(args.team);
    if (!found) return found.error();
    const Team* team = *found;
    if (const auto paused = rota.pause(*team); !paused) return paused.error();
    return Reply::of(say("run.paused", {{"team", Plain{team->name}}}));
}

}  // namespace

Command run_pause() {
    return command<Args>("run pause", "Stop all posts of a team; requests are recorded meanwhile")
        .lane(Lane::writes)
        .word("team", &Args::team, "an SRE team; yours unless told")
        .optional()
        .example("/run pause")
        .runs(run);
}

}  // namespace qm
