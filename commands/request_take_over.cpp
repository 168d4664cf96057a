// Take what a colleague has.
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
    const auto taken = context.requests().take_over(request->id);
    if (taken) return Reply{};  // both cards say it, and who had it is told
    if (taken.error().code != errc::already_done || taken.error().said) return taken.error();
    return Reply::of(say("request.yours_already", {{"id", Plain{request->id.value}}}));
}

}  // namespace

Command request_take_over() {
    return command<Args>("req take-over", "Take over a request that a colleague has")
        .lane(Lane::writes)
        .also({"take it over", "i take it over", "i'll take it over", "je prends le relais"})
        .word("id", &Args::id, "like R1042; in its thread not needed")
        .optional()
        .example("/req take-over R1042")
        .runs(run);
}

}  // namespace qm
