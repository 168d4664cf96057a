// /run undo: the last change of a day, or an offer of it, is taken back.
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
    const auto moved = context.days().undo(*team, *date, true);
    if (!moved) return moved.error();
    const bool offer = moved->before == moved->after;  // nobody had said yes
    return Reply::of(say(offer ? "run.undone_offer" : "run.undone",
                         {{"day", Day{moved->date}}, {"name", Plain{rota.display(moved->after)}}}));
}

}  // namespace

Command run_undo() {
    return command<Args>("run undo", "Take the last change of a day back")
        .lane(Lane::writes)
        .word("date", &Args::date, "today, tomorrow or a date like 2026-10-08")
        .named("team", &Args::team, "which of your teams, when this channel is none of them")
        .example("/run undo 2026-10-08")
        .runs(run);
}

}  // namespace qm
