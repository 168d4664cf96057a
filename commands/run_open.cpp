// /run open: a day that was closed has somebody on duty again.
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
    const auto date = rota.read_any_day(*team, args.date);
    if (!date) return date.error();
    const auto opened = context.days().open(*team, *date);
    if (!opened) return opened.error();
    return Reply::of(say("run.opened", {{"day", Day{*date}}, {"team", Plain{team->name}}}));
}

}  // namespace

Command run_open() {
    return command<Args>("run open", "Open a day again that was closed (leads)")
        .lane(Lane::writes)
        .word("date", &Args::date, "tomorrow or a date like 2026-10-08")
        .named("team", &Args::team, "which of your teams, when this channel is none of them")
        .example("/run open 2026-10-08")
        .runs(run);
}

}  // namespace qm
