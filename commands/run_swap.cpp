// /run swap: a day for a day, when the other one agrees.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string date;
    std::string theirs;
    std::string apply;
    std::string team;
};

Text moved(const Moved& one, const RotaView& rota) {
    return say("run.moved", {{"day", Day{one.date}},
                             {"before", Plain{rota.display(one.before)}},
                             {"after", Plain{rota.display(one.after)}}});
}

result<Reply> run(const Args& args, Context& context) {
    RotaView& rota = context.rota();
    const auto found = rota.my_team(args.team);
    if (!found) return found.error();
    const Team* team = *found;
    const auto mine = rota.read_date(*team, args.date);
    if (!mine) return mine.error();
    const auto theirs = rota.read_date(*team, args.theirs);
    if (!theirs) return theirs.error();
    const auto swapped = context.days().swap(*team, *mine, *theirs, !args.apply.empty());
    if (!swapped) return swapped.error();
    const std::string name = rota.display(swapped->given.after);
    Reply reply;
    reply.message.line(
        say(args.apply.empty() ? "run.swap_would" : "run.swap_asked", {{"name", Plain{name}}}));
    reply.message.line(moved(swapped->given, rota));
    reply.message.line(moved(swapped->gained, rota));
    if (args.apply.empty())
        reply.message.controls.push_back(
            {"ask",
             say("button.ask", {{"name", Plain{name}}}),
             "run swap team:" + team->id.value + " " + args.date + " " + args.theirs + " ask",
             {},
             true});
    return reply;
}

}  // namespace

Command run_swap() {
    return command<Args>("run swap", "Swap a day of yours with somebody else's, who is asked")
        .lane(Lane::writes)
        .word("date", &Args::date, "your day, like 2026-10-08")
        .word("theirs", &Args::theirs, "the other one's day")
        .word("ask", &Args::apply, "without it you see first what changes")
        .choices({"ask"})
        .optional()
        .named("team", &Args::team, "which of your teams, when this channel is none of them")
        .example("/run swap 2026-10-08 2026-10-13")
        .runs(run);
}

}  // namespace qm
