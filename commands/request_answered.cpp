// "This answers it": what the status post suggested from the catalog was enough.
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
    const auto answered = context.requests().answered(request->id);
    if (!answered) return answered.error();
    return Reply{};
}

}  // namespace

Command request_answered() {
    return command<Args>("req answered", "Close a request that the catalog has answered")
        .lane(Lane::writes)
        .hidden()
        .word("id", &Args::id, "like R1042")
        .runs(run);
}

}  // namespace qm
