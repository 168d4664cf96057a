// /req show: everything about one request that its reader may know.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/request_text.hpp>

namespace qm {
namespace {

struct Args {
    std::string id;
};

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().named_or_here(args.id);
    if (!request) return request.error();
    Reply reply;
    Message& message = reply.message;
    message.line(request_line(*request, context));
    const Team* team = context.rota().team(request->team.value);
    message.line(say("shown.opened", {{"at", At{request->opened_at}},
                                      {"team", Plain{team != nullptr ? team->name : "–"}},
                                      {"name", Plain{context.rota().display(request->asker)}}}));
    const bool closed = request->state == RequestState::closed;
    if (request->first_reply_at)
        message.line(say("shown.replied", {{"at", At{*request->first_reply_at}}}));
    else if (request->state != RequestState::solved && !closed)
        message.line(say("shown.reply_due", {{"at", At{request->reply_due}}}));
    if (request->solved_at) message.line(say("shown.solved", {{"at", At{*request->solved_at}}}));
    if (is_hidden(*request, context)) return reply;
    if (!request->text.empty()) message.quote(request->text, true);
    if (!request->answer.empty())
        message.line(
            say(closed ? "shown.reason" : "shown.answer", {{"answer", Plain{request->answer}}}));
    if (!request->root.empty())
        message.line(say(
            "shown.thread",
            {{"thread", PostLink{request->channel.value, request->root.value, "card.thread"}}}));
    return reply;
}

}  // namespace

Command request_show() {
    return command<Args>("req show", "Everything about one request")
        .word("id", &Args::id, "like R1042; in its thread not needed")
        .optional()
        .example("/req show R1042")
        .runs(run);
}

}  // namespace qm
