// "Wrong team": a request goes to another SRE team, with its clock.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string id;
    std::string team;
};

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().named_or_here(args.id);
    if (!request) return request.error();
    const Team* team = context.rota().team(args.team);
    if (team == nullptr)
        return Reply::of(
            say("run.no_such_team", {{"team", Plain{args.team.substr(0, 60)}},
                                     {"teams", Plain{[&] {
                                          std::string names;
                                          for (const Team& one : context.rota().teams())
                                              names += (names.empty() ? "" : ", ") + one.id.value;
                                          return names;
                                      }()}}}));
    const auto moved = context.requests().transfer(request->id, team->id);
    if (!moved) return moved.error();
    return Reply::of(
        say("request.moved", {{"id", Plain{request->id.value}}, {"team", Plain{team->name}}}));
}

}  // namespace

Command request_move() {
    return command<Args>("req move", "Give a request to another SRE team; its clock keeps running")
        .lane(Lane::writes)
        .word("id", &Args::id, "like R1042")
        .word("team", &Args::team, "an SRE team")
        .example("/req move R1042 sre-data")
        .runs(run);
}

}  // namespace qm
