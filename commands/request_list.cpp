// /req: my requests; for somebody of an SRE team, the team's open ones.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/request_text.hpp>

namespace qm {
namespace {

constexpr std::size_t shown_max = 15;
constexpr int counted_max = 500;

struct Args {
    std::string whose;
    std::string id;
    std::string team;
};

// Without a team: the caller's own requests. `alone`: no other list stands beside it.
void say_list(Context& context, const Team* team, bool alone, Message& message) {
    RequestFilter filter;
    filter.limit = counted_max;
    if (team != nullptr) filter.team = team->id;
    const auto requests = context.requests().list(filter);
    const std::vector<Fill> fills = {{"count", static_cast<std::int64_t>(requests.size())},
                                     {"team", Plain{team != nullptr ? team->name : ""}}};
    if (requests.empty() && alone) {
        message.line(say(team != nullptr ? "list.team_none" : "list.none"));
        return;
    }
    message.line(say(team != nullptr ? "list.team" : "list.mine", fills));
    for (std::size_t i = 0; i < requests.size() && i < shown_max; ++i)
        message.line(request_line(requests[i], context));
    if (requests.size() > shown_max)
        message.line(
            say("list.more", {{"count", static_cast<std::int64_t>(requests.size() - shown_max)}}));
}

result<Reply> run(const Args& args, Context& context) {
    if (!args.id.empty()) {
        const auto request = context.requests().named_or_here(args.id);
        if (!request) return request.error();
        return Reply::of(request_line(*request, context));
    }
    Reply reply;
    const auto own = context.rota().mine();
    const auto team = context.rota().my_team(args.team);
    if (!args.team.empty() && !team) return team.error();
    if (args.whose == "mine" || own.empty())
        say_list(context, nullptr, true, reply.message);
    else if (team)
        say_list(context, *team, true, reply.message);
    else
        for (const Team* one : own)
            say_list(context, one, false, reply.message);
    return reply;
}

}  // namespace

Command request_list() {
    return command<Args>("req list", "Your open requests; for an SRE team, the team's")
        .by_default()
        .also({"my list", "my requests", "mes demandes", "ma liste"})
        .word("whose", &Args::whose, "mine, or team")
        .choices({"mine", "team"})
        .optional()
        .word("id", &Args::id, "one of them, like R1042")
        .optional()
        .named("team", &Args::team, "which of your teams, when this channel is none of them")
        .example("/req")
        .example("/req R1042")
        .runs(run);
}

}  // namespace qm
