// "Not solved": a request goes on.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string id;
};

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().named_or_here(args.id);
    if (!request) return request.error();
    const auto reopened = context.requests().reopen(request->id);
    if (!reopened && reopened.error().code == errc::already_done)
        return Reply::of(say("request.open_already", {{"id", Plain{request->id.value}}}));
    if (!reopened) return reopened.error();
    return Reply::of(say("request.reopened", {{"id", Plain{request->id.value}}}));
}

}  // namespace

Command request_reopen() {
    return command<Args>("req reopen", "Say that a request is not solved")
        .lane(Lane::writes)
        .also({"reopen", "reopen …", "not solved", "still broken", "pas résolu", "rouvrir"})
        .word("id", &Args::id, "like R1042; in its thread not needed")
        .optional()
        .example("/req reopen R1042")
        .runs(run);
}

}  // namespace qm
