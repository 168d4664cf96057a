// "Add details": the asker's further words, carried to the team's card.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string id;
    std::string words;
};

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().named_or_here(args.id);
    if (!request) return request.error();
    if (args.words.empty()) {
        Reply reply;
        if (context.pressed())
            reply.form.push_back(
                {"req details " + request->id.value, say("form.details"), say("form.words"),
                 say(request->kind == "access" ? "asks.access" : "form.details_help"),
                 say("form.send"), "", false});
        else
            reply.message.line(say("request.details_how"));
        return reply;
    }
    const auto added = context.requests().add_details(request->id, args.words);
    if (!added) return added.error();
    const bool over =
        request->state == RequestState::solved || request->state == RequestState::closed;
    const bool again = over && added->state != request->state;
    return Reply::of(say(again ? "request.reopened" : "request.details_added",
                         {{"id", Plain{request->id.value}}}));
}

}  // namespace

Command request_details() {
    return command<Args>("req details", "Add to a request of yours")
        .lane(Lane::writes)
        .word("id", &Args::id, "like R1042; in its thread not needed")
        .optional()
        .rest("words", &Args::words, "what to add")
        .optional()
        .example("/req details R1042 it is for the reporting job")
        .runs(run);
}

}  // namespace qm
