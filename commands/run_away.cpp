// /run away: days on which somebody cannot be on duty, with what that changes before it is so.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

#include <algorithm>

namespace qm {
namespace {

struct Args {
    std::string date;
    std::string until;
    std::string apply;
};

void say_one_team(const Absent& absent, const RotaView& rota, Message& message) {
    for (const Moved& one : absent.moved)
        message.line(say("run.moved", {{"day", Day{one.date}},
                                       {"before", Plain{rota.display(one.before)}},
                                       {"after", Plain{rota.display(one.after)}}}));
    for (const Date date : absent.asked)
        message.line(say("run.away_asked", {{"day", Day{date}}}));
    for (const Moved& one : absent.beside)
        message.line(say(one.after.empty() ? "run.backup_none" : "run.backup_moved",
                         {{"day", Day{one.date}},
                          {"before", Plain{rota.display(one.before)}},
                          {"after", Plain{rota.display(one.after)}}}));
}

void say_changes(const std::vector<Absent>& teams, const RotaView& rota, Message& message) {
    for (const Absent& one : teams) {
        if (teams.size() > 1 && one.changes())
            message.line(say("run.in_team", {{"team", Plain{one.team}}}));
        say_one_team(one, rota, message);
    }
}

result<Reply> run(const Args& args, Context& context) {
    RotaView& rota = context.rota();
    const std::vector<const Team*> teams = rota.mine();
    if (teams.empty()) return Reply::of(say("run.not_in_a_team"));
    const Team* team = teams.front();
    const auto from = rota.read_any_day(*team, args.date);
    if (!from) return from.error();
    const auto until = args.until.empty() ? from : rota.read_any_day(*team, args.until);
    if (!until) return until.error();
    const auto would = context.days().away(*from, *until, false);
    if (!would) return would.error();
    if (would->empty()) return Reply::of(say("run.not_in_a_team"));
    const Date first = would->front().from;
    const Date last = would->front().until;
    const std::vector<Fill> fills = {{"from", Day{first}}, {"until", Day{last}}};
    const bool one = first == last;
    const bool changes = std::any_of(would->begin(), would->end(),
                                     [](const Absent& team_of) { return team_of.changes(); });
    Reply reply;
    if (args.apply.empty() && changes) {
        reply.message.line(say(one ? "run.away_would_one" : "run.away_would", fills));
        say_changes(*would, rota, reply.message);
        reply.message.controls.push_back(
            {"apply",
             say("button.apply"),
             "run away " + iso_day(first) + " " + iso_day(last) + " apply",
             {},
             true});
        return reply;
    }
    const auto done = context.days().away(*from, *until, true);
    if (!done) return done.error();
    reply.message.line(say(one ? "run.away_done_one" : "run.away_done", fills));
    say_changes(*done, rota, reply.message);
    return reply;
}

}  // namespace

Command run_away() {
    return command<Args>("run away", "Say on which days you cannot be on duty")
        .lane(Lane::writes)
        .word("date", &Args::date, "the first day: today, tomorrow or a date like 2026-10-12")
        .word("until", &Args::until, "the last day; the same unless told")
        .optional()
        .word("apply", &Args::apply, "without it you see first what changes")
        .choices({"apply"})
        .optional()
        .example("/run away 2026-10-12 2026-10-16")
        .runs(run);
}

}  // namespace qm
