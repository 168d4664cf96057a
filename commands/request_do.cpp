// The "More" menu of the duty card: wait, keep, move, kind, not a request.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string id;
    std::string what;
    std::string value;
};

result<Request> step(const Args& args, const RequestId& id, Context& context) {
    RequestsView& requests = context.requests();
    if (args.what == "wait") return requests.wait(id, args.value == "asker" ? "asker" : "other");
    if (args.what == "keep") return requests.keep(id);
    if (args.what == "move") return requests.transfer(id, TeamId(args.value));
    if (args.what == "kind") return requests.set_kind(id, args.value);
    return requests.drop(id);
}

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().named_or_here(args.id);
    if (!request) return request.error();
    const auto done = step(args, request->id, context);
    if (!done) return done.error();
    return Reply{};
}

}  // namespace

Command request_do() {
    return command<Args>("req do", "The further steps of a request")
        .lane(Lane::writes)
        .word("id", &Args::id, "like R1042")
        .word("what", &Args::what, "which step")
        .choices({"wait", "keep", "move", "kind", "drop"})
        .word("value", &Args::value, "of what")
        .optional()
        .hidden()
        .runs(run);
}

}  // namespace qm
