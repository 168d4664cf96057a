// /run take: a member takes a day at once.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string date;
};

result<Reply> run(const Args& args, Context& context) {
    RotaView& rota = context.rota();
    const Team* team = rota.team_of(context.caller().id);
    if (team == nullptr) return Reply::of(say("run.not_in_a_team"));
    const auto date = rota.read_date(*team, args.date);
    if (!date) return date.error();
    const auto shift = rota.take(*team, *date, context.caller().username);
    if (!shift) return shift.error();
    return Reply::of(say("run.taken", {{"day", Day{shift->date}}, {"team", Plain{team->name}}}));
}

}  // namespace

Command run_take() {
    return command<Args>("run take", "Take a day on duty at once")
        .lane(Lane::writes)
        .word("date", &Args::date, "today, tomorrow or a date like 2026-10-08; today unless told")
        .optional()
        .example("/run take 2026-10-08")
        .runs(run);
}

}  // namespace qm
