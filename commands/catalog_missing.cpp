// /catalog missing: what people searched and did not find, did not open, did not want.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>
#include <quartermaster/entry_text.hpp>

namespace qm {
namespace {

constexpr int most = 15;
constexpr int habits_max = 10;

struct Args {};

void habits(const char* heading, const std::vector<Habit>& all, Message& message) {
    if (!all.empty()) message.line(say(heading));
    for (const Habit& habit : all)
        message.line(say(habit.entry.empty() ? "missing.habit" : "missing.habit_entry",
                         {{"words", Plain{shortened(habit.words, 100)}},
                          {"entry", Plain{habit.entry}},
                          {"times", habit.times},
                          {"last", Day{habit.last}}}));
}

// The words were typed by people to us alone, so only those who fill the stores read them.
result<Reply> run(const Args&, Context& context) {
    if (!context.stores().may_look_inside()) return Reply::of(say("catalog.sre_only"));
    const auto missing = context.stores().missing(most);
    Reply reply = Reply::of(say(missing.empty() ? "missing.none" : "missing.first"));
    for (const Searched& search : missing)
        reply.message.line(say("missing.one", {{"words", Plain{shortened(search.words, 100)}},
                                               {"times", search.times},
                                               {"last", At{search.last}}}));
    habits("missing.unopened", context.stores().unopened(habits_max), reply.message);
    habits("missing.unwanted", context.stores().unwanted(habits_max), reply.message);
    return reply;
}

}  // namespace

Command catalog_missing() {
    return command<Args>("catalog missing", "What people searched and did not find, or not want")
        .lane(Lane::reads)
        .example("/catalog missing")
        .runs(run);
}

}  // namespace qm
