// A paused team is heard again, with one summary.
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
    if (const auto resumed = rota.resume(*team); !resumed) return resumed.error();
    return Reply::of(say("run.resumed", {{"team", Plain{team->name}}}));
}

}  // namespace

Command run_resume() {
    return command<Args>("run resume", "Be heard again after a pause, with one summary")
        .lane(Lane::writes)
        .word("team", &Args::team, "an SRE team; yours unless told")
        .optional()
        .example("/run resume")
        .runs(run);
}

}  // namespace qm
