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
};

result<Reply> run(const Args& args, Context& context) {
    if (!args.id.empty()) {
        const auto request = context.requests().named_or_here(args.id);
        if (!request) return request.error();
        return Reply::of(request_line(*request, context));
    }
    const Team* team = context.rota().team_of(context.caller().id);
    RequestFilter filter;
    filter.limit = counted_max;
    if (team != nullptr && args.whose != "mine") filter.team = team->id;
    const auto requests = context.requests().list(filter);
    if (requests.empty()) return Reply::of(say(filter.team ? "list.team_none" : "list.none"));
    Reply reply;
    reply.message.line(say(filter.team ? "list.team" : "list.mine",
                           {{"count", static_cast<std::int64_t>(requests.size())},
                            {"team", Plain{team != nullptr ? team->name : ""}}}));
    for (std::size_t i = 0; i < requests.size() && i < shown_max; ++i)
        reply.message.line(request_line(requests[i], context));
    if (requests.size() > shown_max)
        reply.message.line(
            say("list.more", {{"count", static_cast<std::int64_t>(requests.size() - shown_max)}}));
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
        .example("/req")
        .example("/req R1042")
        .runs(run);
}

}  // namespace qm
