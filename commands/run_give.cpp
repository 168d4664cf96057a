// /run give: a lead gives a day to somebody of the team.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string date;
    std::string username;
    std::string team;
};

result<Reply> run(const Args& args, Context& context) {
    RotaView& rota = context.rota();
    const auto found = rota.my_team(args.team);
    if (!found) return found.error();
    const Team* team = *found;
    if (!rota.is_lead(*team, context.caller()))
        return Reply::of(say("run.leads_only", {{"team", Plain{team->name}}}));
    const auto date = rota.read_date(*team, args.date);
    if (!date) return date.error();
    std::string username = args.username;
    if (!username.empty() && username.front() == '@') username.erase(0, 1);
    const auto shift = rota.take(*team, *date, username, true);
    if (!shift) return shift.error();
    return Reply::of(say(
        "run.given", {{"day", Day{shift->date}}, {"name", Plain{rota.display(shift->username)}}}));
}

}  // namespace

Command run_give() {
    return command<Args>("run give", "Give a day on duty to somebody of your team (leads)")
        .lane(Lane::writes)
        .word("date", &Args::date, "today, tomorrow or a date like 2026-10-08")
        .word("username", &Args::username, "to whom")
        .named("team", &Args::team, "which of your teams, when this channel is none of them")
        .example("/run give today carol")
        .runs(run);
}

}  // namespace qm
