// /run plan: the published days planned anew with the roster of today, shown before it is so.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string without;
    std::string add;
    std::string apply;
    std::string team;
};

std::string bare(std::string username) {
    if (!username.empty() && username.front() == '@') username.erase(0, 1);
    return username;
}

std::string command_of(const Team& team, const Replan& how, const std::string& mark) {
    std::string command = "run plan team:" + team.id.value;
    if (!how.without.empty()) command += " --without " + how.without;
    if (!how.add.empty()) command += " --add " + how.add;
    return command + " --apply " + mark;
}

void say_plan(const Replanned& plan, const RotaView& rota, Message& message) {
    for (const Moved& one : plan.moved)
        message.line(say("run.moved", {{"day", Day{one.date}},
                                       {"before", Plain{rota.display(one.before)}},
                                       {"after", Plain{rota.display(one.after)}}}));
    for (const Moved& one : plan.beside)
        message.line(say(one.after.empty() ? "run.backup_none" : "run.backup_moved",
                         {{"day", Day{one.date}},
                          {"before", Plain{rota.display(one.before)}},
                          {"after", Plain{rota.display(one.after)}}}));
    for (const Share& one : plan.shares)
        message.line(say("plan.share", {{"name", Plain{rota.display(one.username)}},
                                        {"before", std::int64_t{one.before}},
                                        {"after", std::int64_t{one.after}}}));
}

result<Reply> run(const Args& args, Context& context) {
    RotaView& rota = context.rota();
    const auto found = rota.my_team(args.team);
    if (!found) return found.error();
    const Team* team = *found;
    const Replan how{bare(args.without), bare(args.add), args.apply};
    const auto plan = context.days().replan(*team, how);
    if (!plan) return plan.error();
    const std::vector<Fill> fills = {
        {"team", Plain{team->name}}, {"from", Day{plan->from}}, {"until", Day{plan->until}}};
    if (plan->moved.empty() && plan->beside.empty()) return Reply::of(say("plan.same", fills));
    Reply reply;
    const bool stale = !args.apply.empty() && !plan->applied && !plan->outsider;
    reply.message.line(say(plan->applied ? "plan.done"
                           : stale       ? "plan.stale"
                                         : "plan.would",
                           fills));
    say_plan(*plan, rota, reply.message);
    if (plan->applied) return reply;
    if (plan->outsider) {
        reply.message.line(say("plan.outsider", {{"name", Plain{how.add}}}));
    } else if (rota.is_lead(*team, context.caller())) {
        reply.message.controls.push_back(
            {"apply", say("button.apply"), command_of(*team, how, plan->mark), {}, true});
    } else {
        reply.message.line(say("plan.leads"));
    }
    return reply;
}

}  // namespace

Command run_plan() {
    return command<Args>("run plan", "Plan the published days anew, more than two weeks ahead")
        .lane(Lane::writes)
        .option("without", &Args::without, "as if that member were not there")
        .option("add", &Args::add, "as if that person were a member")
        .option("apply", &Args::apply, "the mark of the change that was shown; a lead's button")
        .named("team", &Args::team, "which of your teams, when this channel is none of them")
        .example("/run plan")
        .example("/run plan --without @carol")
        .runs(run);
}

}  // namespace qm
