// A lead ends that the days of a team follow another calendar.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {};

result<Reply> run(const Args&, Context& context) {
    const Team* team = context.rota().team_of(context.caller().id);
    if (team == nullptr) return Reply::of(say("run.not_in_a_team"));
    if (const auto done = context.days().adopt(*team); !done) return done.error();
    return Reply::of(say("run.adopted", {{"team", Plain{team->name}}}));
}

}  // namespace

Command run_adopt() {
    return command<Args>("run adopt", "Stop following another calendar; the days stay (leads)")
        .lane(Lane::writes)
        .example("/run adopt")
        .runs(run);
}

}  // namespace qm
