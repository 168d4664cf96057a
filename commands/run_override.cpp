// /run override: a lead decides who has some days, with what that changes before it is so.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string username;
    std::string date;
    std::string until;
    std::string apply;
    std::string team;
};

result<Reply> run(const Args& args, Context& context) {
    RotaView& rota = context.rota();
    const auto found = rota.my_team(args.team);
    if (!found) return found.error();
    const Team* team = *found;
    const auto from = rota.read_date(*team, args.date);
    if (!from) return from.error();
    const auto until = args.until.empty() ? from : rota.read_date(*team, args.until);
    if (!until) return until.error();
    std::string username = args.username;
    if (!username.empty() && username.front() == '@') username.erase(0, 1);
    const bool apply = !args.apply.empty();
    const auto moved = context.days().give(*team, *from, *until, username, apply);
    if (!moved) return moved.error();
    const Plain name{rota.display(username)};
    if (moved->empty()) return Reply::of(say("run.override_none", {{"name", name}}));
    Reply reply;
    reply.message.line(say(apply ? "run.override_done" : "run.override_would"));
    for (const Moved& one : *moved)
        reply.message.line(say("run.moved", {{"day", Day{one.date}},
                                             {"before", Plain{rota.display(one.before)}},
                                             {"after", name}}));
    if (!apply)
        reply.message.controls.push_back(
            {"apply",
             say("button.apply"),
             "run override team:" + team->id.value + " " + username + " " + args.date + " " +
                 (args.until.empty() ? args.date : args.until) + " apply",
             {},
             true});
    return reply;
}

}  // namespace

Command run_override() {
    return command<Args>("run override", "Give days to somebody of your team (leads)")
        .lane(Lane::writes)
        .word("username", &Args::username, "to whom")
        .word("date", &Args::date, "the first day, like 2026-10-08")
        .word("until", &Args::until, "the last day; the same unless told")
        .optional()
        .word("apply", &Args::apply, "without it you see first what changes")
        .choices({"apply"})
        .optional()
        .named("team", &Args::team, "which of your teams, when this channel is none of them")
        .example("/run override @carol 2026-10-08 2026-10-09")
        .runs(run);
}

}  // namespace qm
