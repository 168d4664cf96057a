// /run close: a day on which nobody of a team is on duty.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string date;
    std::string reason;
    std::string team;
};

result<Reply> run(const Args& args, Context& context) {
    RotaView& rota = context.rota();
    const auto found = rota.my_team(args.team);
    if (!found) return found.error();
    const Team* team = *found;
    const auto date = rota.read_any_day(*team, args.date);
    if (!date) return date.error();
    const auto closed = context.days().close(*team, *date, args.reason, true);
    if (!closed) return closed.error();
    Reply reply = Reply::of(say("run.closed", {{"day", Day{*date}},
                                               {"team", Plain{team->name}},
                                               {"before", Plain{rota.display(closed->before)}},
                                               {"owner", Plain{rota.display(closed->after)}}}));
    for (const ClosedDay& day : context.days().closed(*team, *date, *date)) {
        if (!day.reason.empty())
            reply.message.line(say("run.closed_why", {{"reason", Plain{day.reason}}}));
    }
    return reply;
}

}  // namespace

Command run_close() {
    return command<Args>("run close", "Close a day: nobody is on duty (leads)")
        .lane(Lane::writes)
        .word("date", &Args::date, "tomorrow or a date like 2026-10-08")
        .named("team", &Args::team, "which of your teams, when this channel is none of them")
        .rest("reason", &Args::reason, "shown to whoever looks at that day")
        .optional()
        .by_message()
        .example("/run close 2026-10-08 team event")
        .runs(run);
}

}  // namespace qm
