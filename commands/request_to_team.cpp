// /req to-team TEAM TEXT: makes a request with a team that the asker chose.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/request_text.hpp>

namespace qm {
namespace {

struct Args {
    std::string team;
    std::string text;
};

result<Reply> run(const Args& args, Context& context) {
    const Team* team = context.rota().team(args.team);
    const auto request =
        context.requests().open_with(team != nullptr ? team->id : TeamId(args.team), args.text);
    if (!request) return request.error();
    return recorded_reply(*request, context);
}

}  // namespace

Command request_to_team() {
    return command<Args>("req to-team", "Ask an SRE team of your choice")
        .lane(Lane::writes)
        .word("team", &Args::team, "an SRE team")
        .rest("text", &Args::text, "what you need")
        .example("/req to-team sre-core could you restore the staging database?")
        .runs(run);
}

}  // namespace qm
