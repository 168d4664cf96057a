// /req for @asker TEXT: what somebody asked an engineer in private is handed to the one on duty.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string asker;
    std::string text;
};

result<Reply> run(const Args& args, Context& context) {
    std::string name = args.asker;
    if (name.starts_with('@')) name.erase(0, 1);
    const auto request = context.requests().open_for(name, args.text);
    if (!request) return request.error();
    const Team* team = context.rota().team(request->team.value);
    return Reply::of(say("request.handed", {{"id", Plain{request->id.value}},
                                            {"name", Plain{context.rota().display(name)}},
                                            {"team", Plain{team != nullptr ? team->name : ""}}}));
}

}  // namespace

Command request_for() {
    return command<Args>("req for", "Hand what you were asked in private to the one on duty")
        .lane(Lane::writes)
        .word("asker", &Args::asker, "who asked you, like @pia")
        .rest("text", &Args::text, "what they need")
        .example("/req for @pia read access to the staging database")
        .runs(run);
}

}  // namespace qm
