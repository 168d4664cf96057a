// "Change a day": which day, what with it, with whom; what that changes is seen before it is so.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

#include <algorithm>

namespace qm {
namespace {

constexpr int days_shown = 10;
constexpr int days_known = 30;  // working days of the six published weeks

struct Args {
    std::string date;
    std::string what;
    std::string team;
};

// The day that runs and those to come.
std::vector<Shift> shifts_from_now(Context& context, const Team& team) {
    std::vector<Shift> shifts;
    if (auto running = context.rota().on_duty(team, context.now()))
        shifts.push_back(std::move(*running));
    for (Shift& shift : context.rota().coming(team, context.now(), days_known))
        shifts.push_back(std::move(shift));
    return shifts;
}

Choice choice_of(Context& context, const Shift& shift, std::string value) {
    return {say("choice.day", {{"day", Day{shift.date}},
                               {"name", Plain{context.rota().display(shift.username)}}}),
            std::move(value)};
}

// Buttons may be pressed in a direct message: each says of which team it speaks.
std::string of_team(const char* verb, const Team& team) {
    return std::string("run ") + verb + " team:" + team.id.value;
}

Reply ask_which(Context& context, const Team& team, const std::vector<Shift>& shifts,
                Text question) {
    Reply reply = Reply::of(std::move(question));
    Control days{"change", say("button.change_day"), of_team("change", team), {}, true};
    for (std::size_t i = 0; i < shifts.size() && i < days_shown; ++i)
        days.choices.push_back(choice_of(context, shifts[i], iso_day(shifts[i].date)));
    if (!days.choices.empty()) reply.message.controls.push_back(std::move(days));
    return reply;
}

// Days of the caller for somebody else's one, or the other way round.
Control swap_menu(Context& context, const Team& team, const std::vector<Shift>& shifts,
                  const Shift& shift) {
    const std::string& me = context.caller().username;
    const bool mine = shift.username == me;
    const std::string day = iso_day(shift.date);
    Control menu{
        "swap", say(mine ? "button.swap" : "button.swap_for"), of_team("swap", team), {}, false};
    for (const Shift& other : shifts) {
        if ((other.username == me) == mine || menu.choices.size() == days_shown) continue;
        const std::string theirs = iso_day(other.date);
        menu.choices.push_back(
            choice_of(context, other, mine ? day + " " + theirs : theirs + " " + day));
    }
    return menu;
}

Control give_menu(Context& context, const Team& team, const Shift& shift) {
    Control menu{"give", say("button.give_day"), of_team("override", team), {}, false};
    for (const Member& member : team.members) {
        const std::string& name = member.person.username;
        if (name == shift.username) continue;
        menu.choices.push_back(
            {say("choice.person", {{"name", Plain{context.rota().display(name)}}}),
             name + " " + iso_day(shift.date)});
    }
    return menu;
}

// What the caller may do with the day.
Reply ask_what(Context& context, const Team& team, const std::vector<Shift>& shifts,
               const Shift& shift) {
    const bool mine = shift.username == context.caller().username;
    // By plan, or as another system's rota says: nobody here changed it.
    const bool changed =
        shift.origin != "plan" && shift.origin != "follow" && shift.origin != "import";
    Reply reply = Reply::of(
        say(mine ? "run.change_yours" : "run.change_theirs",
            {{"day", Day{shift.date}}, {"name", Plain{context.rota().display(shift.username)}}}));
    const auto button = [&](const char* what, const char* label) {
        reply.message.controls.push_back(
            {what,
             say(label),
             of_team("change", team) + " " + iso_day(shift.date) + " " + what,
             {},
             false});
    };
    if (!mine) button("take", "button.take");
    if (mine && !changed) button("cover", "button.cover");
    if (mine && changed) button("release", "button.release");
    Control swap = swap_menu(context, team, shifts, shift);
    if (!swap.choices.empty()) reply.message.controls.push_back(std::move(swap));
    if (changed && context.days().undo(team, shift.date, false)) button("undo", "button.undo");
    if (!context.rota().is_lead(team, context.caller())) return reply;
    Control give = give_menu(context, team, shift);
    if (!give.choices.empty()) reply.message.controls.push_back(std::move(give));
    if (shift.from > context.now()) button("close", "button.close_day");
    return reply;
}

// What it would change, and Apply; or why it cannot be.
result<Reply> show_change(Context& context, const Team& team, const Shift& shift,
                          const std::string& what) {
    RotaView& rota = context.rota();
    DaysView& days = context.days();
    const Date date = shift.date;
    Reply reply = Reply::of(say("run.override_would"));
    const Plain before{rota.display(shift.username)};
    const Fill day{"day", Day{date}};
    if (what == "take") {
        const auto no = rota.take(team, date, context.caller().username, false);
        if (!no) return no.error();
        const Plain me{rota.display(context.caller().username)};
        reply.message.line(say("run.moved", {day, {"before", before}, {"after", me}}));
    } else if (what == "close") {
        if (const auto no = days.close(team, date, "", false); !no) return no.error();
        reply.message.line(say("run.change_close", {day, {"before", before}}));
    } else if (what == "undo") {
        if (const auto no = days.undo(team, date, false); !no) return no.error();
        const auto why = days.why(team, date);
        if (!why) return why.error();
        reply = Reply::of(say("run.change_undo", {day}));
        // Whose it is now, and whose it was.
        for (std::size_t i = 0; i < why->blocks.size() && i < 2; ++i)
            reply.message.blocks.push_back(why->blocks[i]);
    } else {
        if (const auto no = days.offer(team, date, what == "release", false); !no)
            return no.error();
        reply.message.line(say("run.away_asked", {day}));
    }
    reply.message.controls.push_back({"apply",
                                      say("button.apply"),
                                      of_team(what.c_str(), team) + " " + iso_day(date),
                                      {},
                                      true});
    return reply;
}

result<Reply> run(const Args& args, Context& context) {
    RotaView& rota = context.rota();
    const auto found = rota.my_team(args.team);
    if (!found) return found.error();
    const Team* team = *found;
    const std::vector<Shift> shifts = shifts_from_now(context, *team);
    if (args.date.empty())
        return ask_which(context, *team, shifts,
                         say("run.change_which", {{"team", Plain{team->name}}}));
    const auto date = rota.read_date(*team, args.date);
    if (!date) return date.error();
    const auto shift = std::find_if(shifts.begin(), shifts.end(),
                                    [&](const Shift& one) { return one.date == *date; });
    if (shift == shifts.end())
        return ask_which(context, *team, shifts,
                         say("run.change_not", {{"day", Day{*date}}, {"team", Plain{team->name}}}));
    if (args.what.empty()) return ask_what(context, *team, shifts, *shift);
    return show_change(context, *team, *shift, args.what);
}

}  // namespace

Command run_change() {
    return command<Args>("run change", "Change a day on duty: what goes, with whom, what follows")
        .lane(Lane::writes)  // so that what a press asks on can be a message with buttons
        .word("date", &Args::date, "today, tomorrow or a date like 2026-10-08; a menu unless told")
        .optional()
        .word("what", &Args::what, "shows what that changes, and changes nothing yet")
        .choices({"take", "cover", "release", "undo", "close"})
        .optional()
        .named("team", &Args::team, "which of your teams, when this channel is none of them")
        .example("/run change 2026-10-08")
        .runs(run);
}

}  // namespace qm
