// Reply: an engineer's words, carried into the asker's thread.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string id;
    std::string words;
};

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().named_or_here(args.id);
    if (!request) return request.error();
    if (args.words.empty()) {
        if (!context.requests().may_act(*request)) return Reply::of(say("request.team_only"));
        Reply reply;
        if (context.pressed())
            reply.form.push_back({"req reply " + request->id.value, say("form.reply"),
                                  say("form.words"), say("form.reply_help"), say("form.send"), "",
                                  false});
        else
            reply.message.line(say("request.reply_how", {{"id", Plain{request->id.value}}}));
        return reply;
    }
    const auto replied = context.requests().reply(request->id, args.words);
    if (!replied) return replied.error();
    return Reply{};
}

}  // namespace

Command request_reply() {
    return command<Args>("req reply", "Write to the asker in your name")
        .lane(Lane::writes)
        .also({"reply …", "answer …", "réponds …", "répondre …", "réponse …"})
        .word("id", &Args::id, "like R1042; in its thread not needed")
        .optional()
        .rest("words", &Args::words, "what to say")
        .optional()
        .example("/req reply R1042 which database do you need?")
        .runs(run);
}

}  // namespace qm
