// An access that was given ends on a day: then it comes back to be revoked.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string id;
    std::string day;
};

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().named_or_here(args.id);
    if (!request) return request.error();
    const Team* team = context.rota().team(request->team.value);
    if (team == nullptr) return Reply::of(say("no.team_gone", {{"id", Plain{request->id.value}}}));
    const auto day = context.rota().read_day_ahead(*team, args.day);
    if (!day) return day.error();
    const auto ends = context.requests().ends(request->id, *day);
    if (!ends) return ends.error();
    return Reply::of(say("request.ends", {{"id", Plain{request->id.value}}, {"day", Day{*ends}}}));
}

}  // namespace

Command request_until() {
    return command<Args>("req until", "Bring an access back on the day it ends, to be revoked")
        .lane(Lane::writes)
        .word("id", &Args::id, "like R1042, solved")
        .rest("day", &Args::day, "like friday, 30 november or 2026-11-30")
        .example("/req until R1042 2026-11-30")
        .runs(run);
}

}  // namespace qm
