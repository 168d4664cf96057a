// Solved: by the engineer with a short answer, or by the asker.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string id;
    std::string answer;
};

// The form's empty answer is a dash to the platform: it asks for at least one character.
bool is_blank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n-–.") == std::string::npos;
}

// An access that was given until a day comes back then, if its engineer says so.
void offer_end(const Request& solved, Context& context, Message& message) {
    const auto day = context.requests().end_named(solved);
    if (!day) return;
    const std::vector<Fill> fills = {{"id", Plain{solved.id.value}}, {"day", Day{*day}}};
    message.line(say("request.until", fills));
    message.controls.push_back({"until",
                                say("button.until", fills),
                                "req until " + solved.id.value + " " + iso_day(*day),
                                {},
                                true});
}

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().named_or_here(args.id);
    if (!request) return request.error();
    const bool by_team = context.requests().may_act(*request);
    if (args.answer.empty() && by_team && context.pressed()) {
        Reply reply;
        reply.form.push_back({"req solve " + request->id.value, say("form.solve"),
                              say("form.answer"), say("form.solve_help"), say("button.solved"), "",
                              true});
        return reply;
    }
    const auto solved =
        context.requests().solve(request->id, is_blank(args.answer) ? "" : args.answer);
    if (!solved) return solved.error();
    Reply reply;
    if (by_team && !context.overheard()) offer_end(*solved, context, reply.message);
    return reply;
}

}  // namespace

Command request_solve() {
    return command<Args>("req solve", "Say that a request is solved")
        .lane(Lane::writes)
        .also({"solved", "solved …", "done", "résolu", "résolu …", "c'est résolu", "fait"})
        .word("id", &Args::id, "like R1042; in its thread not needed")
        .optional()
        .rest("answer", &Args::answer, "what was done, in a line")
        .optional()
        .example("/req solve R1042 payments_ro on stg-db-3 until 30 Nov")
        .runs(run);
}

}  // namespace qm
