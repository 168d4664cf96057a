// Entries of the "More" menu that ask for words first: each opens a form of the command it names.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string what;
    std::string id;
};

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().named_or_here(args.id);
    if (!request) return request.error();
    if (!context.requests().may_act(*request)) return Reply::of(say("request.team_only"));
    if (!context.pressed())
        return Reply::of(say("request." + args.what + "_how", {{"id", Plain{request->id.value}}}));
    Reply reply;
    reply.form.push_back({"req " + args.what + " " + request->id.value, say("form." + args.what),
                          say("form." + args.what + "_label"), say("form." + args.what + "_help"),
                          say("form.send"), "", args.what == "wait"});
    return reply;
}

}  // namespace

Command request_form() {
    return command<Args>("req form", "Ask for the words of a further step")
        .lane(Lane::writes)
        .word("what", &Args::what, "which step")
        .choices({"wait", "keep", "plan", "close"})
        .word("id", &Args::id, "like R1042")
        .hidden()
        .runs(run);
}

}  // namespace qm
