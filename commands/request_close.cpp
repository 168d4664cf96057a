// Closed without being done, with a reason that the asker reads.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/refusal.hpp>

namespace qm {
namespace {

struct Args {
    std::string id;
    std::string why;
};

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().named_or_here(args.id);
    if (!request) return request.error();
    if (args.why.empty())
        return refusal(errc::invalid, "Write why",
                       say("request.close_how", {{"id", Plain{request->id.value}}}));
    const auto closed = context.requests().close(request->id, args.why);
    if (!closed) return closed.error();
    return Reply{};
}

}  // namespace

Command request_close() {
    return command<Args>("req close", "Close a request that will not be done, and say why")
        .lane(Lane::writes)
        .word("id", &Args::id, "like R1042")
        .rest("why", &Args::why, "the reason, in a line; the asker reads it")
        .optional()
        .example("/req close R1042 the old broker is switched off in May anyway")
        .runs(run);
}

}  // namespace qm
