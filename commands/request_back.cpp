// "Give it back": a request goes to whoever is on duty.
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
    const auto given = context.requests().give_back(request->id);
    if (!given) return given.error();
    return Reply::of(say("request.given_back", {{"id", Plain{given->id.value}}}));
}

}  // namespace

Command request_back() {
    return command<Args>("req back", "Give a request back to whoever is on duty")
        .lane(Lane::writes)
        .also({"give it back", "give back", "je la rends", "je le rends", "je rends"})
        .word("id", &Args::id, "like R1042; in its thread not needed")
        .optional()
        .example("/req back R1042")
        .runs(run);
}

}  // namespace qm
