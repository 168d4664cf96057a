// The kind that was guessed is corrected.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string id;
    std::string kind;
};

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().named_or_here(args.id);
    if (!request) return request.error();
    const auto set = context.requests().set_kind(request->id, args.kind);
    if (!set) return set.error();
    return Reply{};
}

}  // namespace

Command request_kind() {
    return command<Args>("req kind", "Correct the kind of a request")
        .lane(Lane::writes)
        .word("id", &Args::id, "like R1042")
        .word("kind", &Args::kind, "what it is")
        .choices({"access", "fix", "monitoring", "question", "security", "task"})
        .example("/req kind R1042 access")
        .runs(run);
}

}  // namespace qm
