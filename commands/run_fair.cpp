// How the days of a team have been shared: one's own, and everybody's with bars.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

#include <algorithm>
#include <charconv>

namespace qm {
namespace {

constexpr int days_unless_told = 365;
constexpr int days_most = 730;
constexpr int bar_width = 12;

struct Args {
    std::string since;
    std::string team;
};

// "90d", "90": days.
int days_of(const std::string& since) {
    int days = 0;
    const auto [end, error] = std::from_chars(since.data(), since.data() + since.size(), days);
    const std::string_view rest(end, static_cast<std::size_t>(since.data() + since.size() - end));
    if (error != std::errc() || (!rest.empty() && rest != "d")) return 0;
    return days >= 1 && days <= days_most ? days : 0;
}

std::string bar(int part, int most) {
    const int full = most == 0 ? 0 : (part * bar_width + most / 2) / most;
    std::string drawn;
    for (int i = 0; i < bar_width; ++i)
        drawn += i < full ? "█" : "░";
    return drawn;
}

Text row(const Served& one, int most, const RotaView& rota) {
    return say("fair.row", {{"bar", Code{bar(one.days, most)}},
                            {"name", Plain{rota.display(one.username)}},
                            {"days", std::int64_t{one.days}},
                            {"mondays", std::int64_t{one.mondays}},
                            {"fridays", std::int64_t{one.fridays}},
                            {"taken", std::int64_t{one.taken_over}},
                            {"given", std::int64_t{one.given_away}}});
}

result<Reply> run(const Args& args, Context& context) {
    if (context.overheard()) return Reply::of(say("fair.private"));
    RotaView& rota = context.rota();
    const auto found = rota.my_team(args.team);
    if (!found) return found.error();
    const Team* team = *found;
    const int days = args.since.empty() ? days_unless_told : days_of(args.since);
    if (days == 0) return Reply::of(say("fair.since"));
    const auto today = rota.read_date(*team, "");
    if (!today) return today.error();
    const auto served = context.days().served(*team, *today - std::chrono::days{days});
    int sum = 0;
    int most = 0;
    int shares = 0;
    for (const Served& one : served) {
        sum += one.days;
        most = std::max(most, one.days);
    }
    for (const Member& member : team->members)
        shares += member.share;
    if (sum == 0) return Reply::of(say("fair.none", {{"team", Plain{team->name}}}));
    Reply reply;
    for (const Served& one : served) {
        const auto member =
            std::find_if(team->members.begin(), team->members.end(),
                         [&](const Member& each) { return each.person.username == one.username; });
        if (one.username != context.caller().username || member == team->members.end()) continue;
        reply.message.line(
            say("fair.yours", {{"team", Plain{team->name}},
                               {"days", std::int64_t{one.days}},
                               {"sum", std::int64_t{sum}},
                               {"percent", std::int64_t{(one.days * 100 + sum / 2) / sum}},
                               {"share", std::int64_t{(member->share * 100 + shares / 2) / shares}},
                               {"since", std::int64_t{days}}}));
    }
    for (const Served& one : served)
        reply.message.line(row(one, most, rota));
    reply.message.line(say("fair.why"));
    return reply;
}

}  // namespace

Command run_fair() {
    return command<Args>("run fair", "How the days of your team have been shared")
        .option("since", &Args::since, "so many days, like 90d; a year unless told")
        .named("team", &Args::team, "which of your teams, when this channel is none of them")
        .example("/run fair")
        .example("/run fair --since 90d")
        .runs(run);
}

}  // namespace qm
