// /run back: an absence ends.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {};

result<Reply> run(const Args&, Context& context) {
    if (context.rota().mine().empty()) return Reply::of(say("run.not_in_a_team"));
    const auto ended = context.days().back();
    if (!ended) return ended.error();
    if (!*ended) return Reply::of(say("run.back_none"));
    const bool one = (*ended)->from == (*ended)->until;
    return Reply::of(say(one ? "run.back_one" : "run.back",
                         {{"from", Day{(*ended)->from}}, {"until", Day{(*ended)->until}}}));
}

}  // namespace

Command run_back() {
    return command<Args>("run back", "End your absence, or cancel the one to come")
        .lane(Lane::writes)
        .example("/run back")
        .runs(run);
}

}  // namespace qm
