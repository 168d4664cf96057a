// "I take it": from the duty card, by words in a thread, or /req take R1042.
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
    const auto taken = context.requests().take(request->id);
    if (taken) return Reply{};  // both cards say it
    if (taken.error().code != errc::already_done) return taken.error();
    const bool over =
        request->state == RequestState::solved || request->state == RequestState::closed;
    if (request->taken_by.empty() || over) return taken.error();
    const std::string& id = request->id.value;
    const std::vector<Fill> fills = {{"id", Plain{id}},
                                     {"name", Plain{context.rota().display(request->taken_by)}}};
    const bool mine = request->taken_by == context.caller().id;
    Reply reply = Reply::of(say(mine ? "request.yours_already" : "request.taken_already", fills));
    reply.refusal = true;
    if (mine) return reply;
    // Where the asker reads along, colleagues settle it by words: "take it over".
    if (!context.requests().may_act(*request) || context.overheard()) return reply;
    reply.message.line(say("request.take_over", fills));
    reply.message.controls.push_back(
        {"over", say("button.take_over"), "req take-over " + id, {}, false});
    return reply;
}

}  // namespace

Command request_take() {
    return command<Args>("req take", "Take a request")
        .lane(Lane::writes)
        .also({"take", "take …", "take it", "i take it", "i'll take it", "je prends",
               "je le prends", "je m'en occupe"})
        .word("id", &Args::id, "like R1042; in its thread not needed")
        .optional()
        .example("/req take R1042")
        .runs(run);
}

}  // namespace qm
