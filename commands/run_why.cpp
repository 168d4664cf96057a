// /run why: why a day is somebody's.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string date;
    std::string team;
};

result<Reply> run(const Args& args, Context& context) {
    RotaView& rota = context.rota();
    const Team* team = rota.serving(nullptr);
    if (!args.team.empty() || team == nullptr) {
        const auto named = rota.named_team(args.team);
        if (!named) return named.error();
        team = *named;
    }
    const auto date = rota.read_date(*team, args.date);
    if (!date) return date.error();
    auto message = context.days().why(*team, *date);
    if (!message) return message.error();
    Reply reply;
    reply.message = std::move(*message);
    return reply;
}

}  // namespace

Command run_why() {
    return command<Args>("run why", "Why a day on duty is somebody's")
        .word("date", &Args::date, "today, tomorrow or a date like 2026-10-08; today unless told")
        .optional()
        .word("team", &Args::team, "an SRE team; yours unless told")
        .optional()
        .example("/run why 2026-10-08")
        .runs(run);
}

}  // namespace qm
