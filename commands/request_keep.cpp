// "I keep it": a request stays with its engineer over handovers, until a day.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string id;
    std::string until;
};

result<Reply> run(const Args& args, Context& context) {
    const auto request = context.requests().named_or_here(args.id);
    if (!request) return request.error();
    std::optional<Date> until;
    const Team* team = context.rota().team(request->team.value);
    if (!args.until.empty() && team != nullptr) {
        const auto day = context.rota().read_date(*team, args.until);
        if (!day) return day.error();
        until = *day;
    }
    const auto kept = context.requests().keep(request->id, until);
    if (!kept) return kept.error();
    return Reply{};
}

}  // namespace

Command request_keep() {
    return command<Args>("req keep", "Keep a request over the handover")
        .lane(Lane::writes)
        .also({"i keep it", "keep it", "keep it until …", "i keep it until …", "je garde",
               "je la garde", "je le garde", "je la garde jusqu'à …", "je la garde jusqu'au …"})
        .word("id", &Args::id, "like R1042; in its thread not needed")
        .optional()
        .rest("until", &Args::until, "a day; unless told, the next working one")
        .optional()
        .example("/req keep R1042 until friday")
        .runs(run);
}

}  // namespace qm
