// Planned: a request that is not for today comes back on its day.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/refusal.hpp>

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
    if (args.day.empty() || team == nullptr)
        return refusal(errc::invalid, "Write the day",
                       say("request.plan_how", {{"id", Plain{request->id.value}}}));
    const auto day = context.rota().read_day_ahead(*team, args.day);
    if (!day) return day.error();
    const auto planned = context.requests().wait(request->id, {"plan", *day});
    if (!planned) return planned.error();
    return Reply{};
}

}  // namespace

Command request_plan() {
    return command<Args>("req plan", "Plan a request for a day")
        .lane(Lane::writes)
        .word("id", &Args::id, "like R1042")
        .rest("day", &Args::day, "like friday, 12 november or 2026-11-12")
        .optional()
        .example("/req plan R1042 2026-11-12")
        .runs(run);
}

}  // namespace qm
