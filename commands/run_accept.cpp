// "I have it" under the morning handover.
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
    const auto accepted = rota.accept(*team, context.caller());
    if (accepted || accepted.error().code == errc::already_done) return Reply{};
    if (accepted.error().code == errc::not_allowed) {
        const auto shift = rota.on_duty(*team, context.now());
        return Reply::of(
            say("run.not_yours", {{"name", Plain{shift ? rota.display(shift->username) : ""}}}));
    }
    return accepted.error();
}

}  // namespace

Command run_accept() {
    return command<Args>("run accept", "Accept the morning handover")
        .lane(Lane::writes)
        .word("team", &Args::team, "an SRE team; yours unless told")
        .optional()
        .hidden()
        .runs(run);
}

}  // namespace qm
