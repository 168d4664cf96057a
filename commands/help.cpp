// /quartermaster help: seven lines by role.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {};

result<Reply> run(const Args&, Context& context) {
    Reply reply;
    reply.message.line(say("help.intro"));
    reply.message.line(say("help.ask"));
    reply.message.line(say("help.catalog"));
    reply.message.line(say("help.who"));
    reply.message.line(say("help.list"));
    if (!context.rota().mine().empty()) {
        reply.message.line(say("help.engineer"));
        reply.message.line(say("help.words"));
    } else {
        reply.message.line(say("help.thread"));
        reply.message.line(say("help.solved"));
    }
    return reply;
}

}  // namespace

Command help() {
    return command<Args>("quartermaster help", "What you can do here, in seven lines")
        .by_default()
        .also({"hello", "hi", "hey", "bonjour", "salut", "help", "aide", "?", "help me",
               "what can you do"})
        .example("/quartermaster help")
        .runs(run);
}

}  // namespace qm
