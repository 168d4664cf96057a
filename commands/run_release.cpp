// /run release: a day that was taken over is offered again.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string date;
    std::string team;
};

result<Reply> run(const Args& args, Context& context) {
    RotaView& rota = context.rota();
    const auto found = rota.my_team(args.team);
    if (!found) return found.error();
    const Team* team = *found;
    const auto date = rota.read_date(*team, args.date);
    if (!date) return date.error();
    const auto offered = context.days().offer(*team, *date, true, true);
    if (!offered) return offered.error();
    return Reply::of(say("run.offered", {{"day", Day{*date}}, {"team", Plain{team->name}}}));
}

}  // namespace

Command run_release() {
    return command<Args>("run release", "Offer a day again that you took over")
        .lane(Lane::writes)
        .word("date", &Args::date, "today, tomorrow or a date like 2026-10-08")
        .named("team", &Args::team, "which of your teams, when this channel is none of them")
        .example("/run release 2026-10-08")
        .runs(run);
}

}  // namespace qm
