// /run: who is on duty, until when, and who is next.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

#include <algorithm>

namespace qm {
namespace {

constexpr int next_shifts = 3;
constexpr std::size_t asked_shown = 3;

struct Args {
    std::string team;
};

// Whose day it is is away: who is asked instead, if anybody is left.
const char* away_key(const Instead& instead) {
    return instead.usernames.empty() ? "run.nobody_there"
           : instead.asked           ? "run.away_asks"
                                     : "run.away_untaken";
}

std::string names_of(const Instead& instead, const RotaView& rota) {
    std::string names;
    for (std::size_t i = 0; i < std::min(instead.usernames.size(), asked_shown); ++i)
        names += (i == 0 ? "" : ", ") + rota.display(instead.usernames[i]);
    return names;
}

void say_team(Context& context, const Team& team, int next_count, Message& message) {
    RotaView& rota = context.rota();
    const auto shift = rota.on_duty(team, context.now());
    if (!shift) {
        message.line(say("run.nobody", {{"team", Plain{team.name}}}));
        return;
    }
    const bool now = rota.in_duty_hours(team, context.now());
    const bool there = rota.is_there(*shift);
    const Instead instead = there ? Instead{} : rota.instead(*shift);
    message.line(say(!there ? away_key(instead)
                     : now  ? "run.now"
                            : "run.after_hours",
                     {{"team", Plain{team.name}},
                      {"duty", Plain{team.duty_word}},
                      {"name", Plain{rota.display(shift->username)}},
                      {"day", Day{shift->date}},
                      {"asked", Plain{names_of(instead, rota)}},
                      {"until", At{rota.duty_end(team, context.now())}},
                      {"owns", At{shift->until}}}));
    if (!shift->backup.empty())
        message.line(say("run.backup", {{"name", Plain{rota.display(shift->backup)}}}));
    if (!shift->shadow.empty())
        message.line(say("run.shadow", {{"name", Plain{rota.display(shift->shadow)}}}));
    Date last = shift->date;
    for (const Shift& next : rota.coming(team, context.now(), next_count)) {
        last = next.date;
        message.line(say("run.next",
                         {{"day", Day{next.date}}, {"name", Plain{rota.display(next.username)}}}));
    }
    for (const ClosedDay& day : context.days().closed(team, shift->date, last))
        message.line(say(day.reason.empty() ? "run.closed_day" : "run.closed_day_why",
                         {{"day", Day{day.date}}, {"reason", Plain{day.reason}}}));
    if (!now && !team.emergency.empty())
        message.line(say("status.emergency", {{"line", Plain{team.emergency}}}));
}

result<Reply> run(const Args& args, Context& context) {
    RotaView& rota = context.rota();
    Reply reply;
    if (!args.team.empty()) {
        const auto named = rota.named_team(args.team);
        if (!named) return named.error();
        say_team(context, **named, next_shifts, reply.message);
        return reply;
    }
    std::string because;
    const Team* team = rota.serving(&because);
    // A member of several is shown all of theirs, but for the channel of one.
    const auto own = rota.mine();
    if (own.size() > 1 && !because.starts_with("channel ")) {
        for (const Team* one : own)
            say_team(context, *one, 1, reply.message);
        return reply;
    }
    // Somebody whom nothing ties to a team is shown all of them, each with who is next.
    if (team == nullptr || because == "front desk") {
        for (const Team& one : rota.teams())
            say_team(context, one, 1, reply.message);
        return reply;
    }
    say_team(context, *team, next_shifts, reply.message);
    return reply;
}

}  // namespace

Command run_who() {
    return command<Args>("run who", "Who is on duty, until when, and who is next")
        .by_default()
        .also({"who is on duty", "who is on duty today", "who is on run", "who's on duty",
               "who is on call", "qui est de service", "qui est de garde", "qui est de run"})
        .word("team", &Args::team, "an SRE team; yours unless told")
        .optional()
        .example("/run")
        .example("/run who sre-core")
        .runs(run);
}

}  // namespace qm
