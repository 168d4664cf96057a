// "Not a request": closed without an answer.
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
    const auto dropped = context.requests().close(request->id, "");
    if (!dropped) return dropped.error();
    return Reply{};
}

}  // namespace

Command request_drop() {
    return command<Args>("req drop", "Close what is not a request")
        .lane(Lane::writes)
        .also({"not a request", "pas une demande"})
        .word("id", &Args::id, "like R1042; in its thread not needed")
        .optional()
        .example("/req drop R1042")
        .runs(run);
}

}  // namespace qm
