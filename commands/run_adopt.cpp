// A lead ends that the days of a team follow another calendar.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string team;
};

result<Reply> run(const Args& args, Context& context) {
    const auto found = context.rota().my_team(args.team);
    if (!found) return found.error();
    const Team* team = *found;
    if (const auto done = context.days().adopt(*team); !done) return done.error();
    return Reply::of(say("run.adopted", {{"team", Plain{team->name}}}));
}

}  // namespace

Command run_adopt() {
    return command<Args>("run adopt", "Stop following another calendar; the days stay (leads)")
        .lane(Lane::writes)
        .named("team", &Args::team, "which of your teams, when this channel is none of them")
        .example("/run adopt")
        .runs(run);
}

}  // namespace qm
