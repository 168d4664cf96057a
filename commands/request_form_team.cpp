// A button: ask a team about what was searched; opens a form that begins with the search's words.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string team;
    std::string words;
};

result<Reply> run(const Args& args, Context& context) {
    const Team* team = context.rota().team(args.team);
    if (team == nullptr) return Reply::of(say("catalog.ask"));
    if (!context.pressed())
        return Reply::of(
            say("ask.how", {{"team", Plain{team->name}}, {"id", Plain{team->id.value}}}));
    Reply reply;
    reply.form.push_back({"req to-team " + team->id.value, say("form.ask"), say("form.words"),
                          say("form.ask_help", {{"team", Plain{team->name}}}), say("form.send"),
                          args.words, false});
    return reply;
}

}  // namespace

Command request_form_team() {
    return command<Args>("req form-team", "Ask a team about what was searched")
        .lane(Lane::reads)
        .hidden()
        .word("team", &Args::team, "an SRE team")
        .rest("words", &Args::words, "what was searched")
        .optional()
        .runs(run);
}

}  // namespace qm
