// A form: makes a request with a team that the asker chose.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

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
    return Reply::of(say("request.recorded", {{"id", Plain{request->id.value}}}));
}

}  // namespace

Command request_to() {
    return command<Args>("req to", "Ask an SRE team of your choice")
        .lane(Lane::writes)
        .hidden()
        .word("team", &Args::team, "an SRE team")
        .rest("text", &Args::text, "what you need")
        .runs(run);
}

}  // namespace qm
