// /run undo: the last change of a day is taken back.
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
    const auto moved = context.days().undo(*team, *date);
    if (!moved) return moved.error();
    return Reply::of(say("run.undone",
                         {{"day", Day{moved->date}}, {"name", Plain{rota.display(moved->after)}}}));
}

}  // namespace

Command run_undo() {
    return command<Args>("run undo", "Take the last change of a day back")
        .lane(Lane::writes)
        .word("date", &Args::date, "today, tomorrow or a date like 2026-10-08")
        .example("/run undo 2026-10-08")
        .runs(run);
}

}  // namespace qm
