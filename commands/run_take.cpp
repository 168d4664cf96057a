// /run take: a member takes a day at once.
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
    const auto shift = rota.take(*team, *date, context.caller().username, true);
    if (!shift) return shift.error();
    return Reply::of(say("run.taken", {{"day", Day{shift->date}}, {"team", Plain{team->name}}}));
}

}  // namespace

Command run_take() {
    return command<Args>("run take", "Take a day on duty at once")
        .lane(Lane::writes)
        .word("date", &Args::date, "today, tomorrow or a date like 2026-10-08; today unless told")
        .optional()
        .named("team", &Args::team, "which of your teams, when this channel is none of them")
        .example("/run take 2026-10-08")
        .runs(run);
}

}  // namespace qm
