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
    return Reply::of(say(*ended == 0 ? "run.back_none" : "run.back"));
}

}  // namespace

Command run_back() {
    return command<Args>("run back", "End your absence, or cancel the one to come")
        .lane(Lane::writes)
        .example("/run back")
        .runs(run);
}

}  // namespace qm
