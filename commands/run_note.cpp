// A note for the next morning's handover.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string words;
    std::string team;
};

result<Reply> run(const Args& args, Context& context) {
    RotaView& rota = context.rota();
    const auto found = rota.my_team(args.team);
    if (!found) return found.error();
    const Team* team = *found;
    if (args.words.empty()) {
        if (!context.pressed()) {
            const std::string noted = rota.noted(*team);
            return Reply::of(noted.empty() ? say("run.note_how")
                                           : say("run.note_is", {{"words", Plain{noted}}}));
        }
        Reply reply;
        reply.form.push_back({"run note team:" + team->id.value, say("form.note"),
                              say("form.words"), say("form.note_help"), say("form.send"),
                              rota.noted(*team), true});
        return reply;
    }
    const bool blank = args.words.find_first_not_of(" \t\r\n-–.") == std::string::npos;
    if (const auto done = rota.note(*team, blank ? "" : args.words); !done) return done.error();
    return Reply::of(say(blank ? "run.note_gone" : "run.noted"));
}

}  // namespace

Command run_note() {
    return command<Args>("run note", "Leave a note for the next morning's handover")
        .lane(Lane::writes)
        .named("team", &Args::team, "which of your teams, when this channel is none of them")
        .rest("words", &Args::words, "what the next one should know; - takes it away")
        .optional()
        .by_message()
        .example("/run note chart 4.2 breaks the ingress class; stay on 4.1")
        .runs(run);
}

}  // namespace qm
