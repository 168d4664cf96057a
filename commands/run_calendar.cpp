// Links to calendars: one's own days on duty, and everybody's of one's teams.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

namespace qm {
namespace {

struct Args {
    std::string renew;
};

result<Reply> run(const Args& args, Context& context) {
    // A message that stands somewhere is stored and may be read by others; a link must be neither.
    const bool alone = !context.overheard();
    const bool renew = alone && !args.renew.empty();
    const auto links = context.days().calendars(renew);
    if (!links) return links.error();
    if (!alone) return Reply::of(say("calendar.private"));
    Reply reply;
    if (renew) reply.message.line(say("calendar.renewed"));
    reply.message.line(say("calendar.mine", {{"link", Code{links->own}}}));
    for (const CalendarLinks::OfTeam& one : links->teams)
        reply.message.line(
            say("calendar.team", {{"team", Plain{one.team}}, {"link", Code{one.url}}}));
    reply.message.line(say("calendar.how"));
    reply.message.line(say("calendar.who"));
    return reply;
}

}  // namespace

Command run_calendar() {
    return command<Args>("run calendar", "Links to calendars of your days on duty")
        .lane(Lane::writes)
        .word("new", &Args::renew, "makes new links; the old ones are dead at once")
        .choices({"new"})
        .optional()
        .example("/run calendar")
        .example("/run calendar new")
        .runs(run);
}

}  // namespace qm
