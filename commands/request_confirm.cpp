// "Still on it": the owner of a silent request was asked.
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
    const auto confirmed = context.requests().confirm(request->id);
    if (!confirmed) return confirmed.error();
    return Reply::of(
        say("request.confirmed", {{"id", Plain{confirmed->id.value}},
                                  {"news", At{confirmed->news_due.value_or(context.now())}}}));
}

}  // namespace

Command request_confirm() {
    return command<Args>("req confirm", "Say that you are still on a request")
        .lane(Lane::writes)
        .also({"still on it", "toujours dessus"})
        .word("id", &Args::id, "like R1042; in its thread not needed")
        .optional()
        .example("/req confirm R1042")
        .runs(run);
}

}  // namespace qm
