// What a lead decides, and taking a change back.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/text.hpp"
#include "core/calendar.hpp"
#include "core/seal.hpp"
#include "desk/asks.hpp"
#include "desk/backup.hpp"
#include "desk/cards.hpp"
#include "desk/days.hpp"
#include "desk/draft.hpp"
#include "desk/followed.hpp"
#include "desk/outgoing.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"
#include "desk/watch.hpp"

#include <algorithm>

namespace qm::desk {
namespace {

constexpr int given_max = 60;  // working days in one order
constexpr std::size_t reason_max = 200;
constexpr std::chrono::minutes second_thoughts{15};  // a slip is taken back without asking anybody

Error leads_only(const Team& team) {
    return refusal(errc::not_allowed, "Only a lead of " + team.name + " does that",
                   say("no.leads_only", {{"team", Plain{team.name}}}));
}

}  // namespace

result<std::vector<Moved>> DeskDays::give(const Team& team, Date from, Date until,
                                          std::string_view username, bool apply) {
    if (!leads(turn_, team, caller_)) return leads_only(team);
    if (until < from)
        return refusal(errc::invalid, "The last day is before the first",
                       say("no.days_reversed", {{"from", Day{from}}, {"until", Day{until}}}));
    const std::string name(username);
    std::vector<Moved> moved;
    Date date = from - std::chrono::days{1};
    for (int i = 0; i < given_max; ++i) {
        date = core::next_working_day(team, date);
        if (date > until) break;
        if (auto no = no_day_to_take(turn_, team, date)) return std::move(*no);
        if (auto no = cannot_have(team, date, name)) return std::move(*no);
        const Shift shift = core::shift_on(team, date, facts_around(turn_, team, turn_.now));
        if (shift.username != name) moved.push_back({date, shift.username, name});
    }
    if (moved.empty() && !core::is_working_day(team, from)) {
        if (auto no = no_day_to_take(turn_, team, from)) return std::move(*no);
    }
    if (!apply) return moved;
    std::vector<Change> changes;
    for (const Moved& one : moved)
        changes.push_back({one.date, name, "override", ""});
    return change_days(turn_, team, changes, "run.given_days", caller_);
}

result<Moved> DeskDays::close(const Team& team, Date date, std::string_view reason, bool apply) {
    if (!leads(turn_, team, caller_)) return leads_only(team);
    if (!closed(team, date, date).empty())
        return refusal(errc::already_done, "It is closed already",
                       say("no.closed_already", {{"day", Day{date}}}));
    if (auto no = no_day_to_take(turn_, team, date)) return std::move(*no);
    if (date <= core::shift_date(team, turn_.now))
        return refusal(errc::invalid, "That day has begun",
                       say("no.day_begun", {{"day", Day{date}}}));
    const Shift shift = core::shift_on(team, date, facts_around(turn_, team, turn_.now));
    const std::string day = core::iso_date(date);
    const std::string why = capped(catalog::one_line(reason), reason_max);
    const Date before = core::working_day_at_or_before(team, date - std::chrono::days{1});
    const Shift owner = core::shift_on(team, before, facts_around(turn_, team, turn_.now));
    const Moved moved{date, shift.username, owner.username};
    if (!apply) return moved;
    store::close_day(turn_.db, {team.id, day, why});
    turn_.log("day closed", team.id.value + "/" + day, caller_.id.value);
    redraw_days_ahead(turn_, team, date);
    note_draft(turn_, team, date);
    // It has no handover any more, the next working day's is the next.
    const std::string timer = "handover/" + team.id.value;
    const auto set = store::timer(turn_.db, timer);
    if (set && set->due == core::to_instant(date, team.handover, team.zone))
        store::set_timer(
            turn_.db, timer,
            core::to_instant(core::next_working_day(team, date), team.handover, team.zone), 0);
    answer_closed(turn_, team, day);
    const auto person = store::person_named(turn_.db, shift.username);
    if (person && shift.username != caller_.username) {
        Message message;
        message.line(say("run.closed_yours", {{"day", Day{date}}, {"team", Plain{team.name}}}));
        if (!why.empty()) message.line(say("run.closed_why", {{"reason", Plain{why}}}));
        say_message(turn_, core::key_of({turn_.event, "closed", day}),
                    direct_to(*person, team.zone), message);
    }
    return moved;
}

result<void> DeskDays::open(const Team& team, Date date) {
    if (!leads(turn_, team, caller_)) return leads_only(team);
    const std::string day = core::iso_date(date);
    if (date <= core::shift_date(team, turn_.now))
        return refusal(errc::invalid, "That day is over",
                       say("no.day_over", {{"day", Day{date}}, {"team", Plain{team.name}}}));
    if (!store::open_day(turn_.db, team.id, day))
        return refusal(errc::not_found, "It is not closed",
                       say("no.not_closed", {{"day", Day{date}}, {"team", Plain{team.name}}}));
    turn_.log("day opened", team.id.value + "/" + day, caller_.id.value);
    redraw_days_ahead(turn_, team, date);
    note_draft(turn_, team, date);
    // The next handover is set anew: this day has one again.
    const std::string timer = "handover/" + team.id.value;
    const Instant handover = core::to_instant(date, team.handover, team.zone);
    const auto set = store::timer(turn_.db, timer);
    if (set && handover > turn_.now && handover < set->due)
        store::set_timer(turn_.db, timer, handover, 0);
    // Whoever had it was told that it was closed.
    const auto rows = store::shifts(turn_.db, team.id, day, day);
    const auto person =
        rows.empty() ? std::nullopt : store::person_named(turn_.db, rows.front().username);
    if (person && person->username != caller_.username) {
        Message message;
        message.line(say("run.opened_yours", {{"day", Day{date}}, {"team", Plain{team.name}}}));
        say_message(turn_, core::key_of({turn_.event, "opened", day}),
                    direct_to(*person, team.zone), message);
    }
    return {};
}

std::vector<ClosedDay> DeskDays::closed(const Team& team, Date from, Date until) const {
    std::vector<ClosedDay> found;
    for (const store::ClosedRow& row : store::closed_days(turn_.db)) {
        const auto date = core::read_date(row.day);
        if (row.team == team.id && date && *date >= from && *date <= until)
            found.push_back({*date, row.reason});
    }
    std::reverse(found.begin(), found.end());  // the newest come first
    return found;
}

result<void> DeskDays::adopt(const Team& team) {
    if (!leads(turn_, team, caller_)) return leads_only(team);
    if (!follows(turn_, team))
        return refusal(errc::not_found, team.name + " follows no other calendar",
                       say("no.not_following", {{"team", Plain{team.name}}}));
    end_following(turn_, team);
    turn_.log("rota adopted", team.id.value, caller_.id.value);
    return {};
}

result<Moved> DeskDays::put_back(const Team& team, Date date, const store::ChangeRow& change) {
    const auto shift = change_day(turn_, team,
                                  {date, change.before_user, change.before_origin,
                                   change.before_why, Change::Told::as_reverted},
                                  caller_);
    if (!shift) return shift.error();
    restore_backup(turn_, team, date, change.before_backup, caller_);
    store::mark_undone(turn_.db, change.id);
    // Undoing is a change too, but nothing that undo would find.
    if (const auto newest = store::last_change(turn_.db, team.id, change.day))
        store::mark_undone(turn_.db, newest->id);
    return Moved{date, change.after_user, change.before_user};
}

std::optional<Error> DeskDays::stands(const Team& team, const store::ChangeRow& change) const {
    const auto date = core::read_date(change.day);
    if (!date) return date.error();
    if (auto no = no_day_to_take(turn_, team, *date)) return no;
    if (auto no = cannot_have(team, *date, change.before_user)) return no;
    if (leads(turn_, team, caller_) || change.before_user == caller_.username) return std::nullopt;
    const bool begun = core::to_instant(*date, team.handover, team.zone) <= turn_.now;
    if (!begun && turn_.now - change.at <= second_thoughts) return std::nullopt;
    if (*date > core::to_local(turn_.now, team.zone).date + settled) return std::nullopt;
    return refusal(errc::not_allowed, "That day would be somebody else's again, who is not asked",
                   say("no.undo_unasked", {{"day", Day{*date}},
                                           {"date", Plain{change.day}},
                                           {"name", Plain{name_of(turn_, change.before_user)}},
                                           {"team", Plain{team.name}}}));
}

result<Moved> DeskDays::undo(const Team& team, Date date, bool apply) {
    if (auto no = no_day_to_take(turn_, team, date)) return std::move(*no);
    const auto ask = store::open_ask(turn_.db, team.id, core::iso_date(date));
    if (ask && ask->asker == caller_.username && !is_away_on(turn_, ask->asker, date)) {
        if (apply) withdraw_ask(turn_, *ask, "withdrawn");
        return Moved{date, caller_.username, caller_.username};
    }
    const auto change = store::last_change(turn_.db, team.id, core::iso_date(date));
    if (!change)
        return refusal(errc::not_found, "Nothing was changed on that day",
                       say("no.nothing_changed", {{"day", Day{date}}}));
    const bool swapped = change->after_origin == "swap";
    const bool party =
        change->by == caller_.username || (swapped && (change->before_user == caller_.username ||
                                                       change->after_user == caller_.username));
    if (!party && !leads(turn_, team, caller_))
        return refusal(errc::not_allowed, "Only who made the change, or a lead, takes it back",
                       say(change->by.empty() ? "no.share_change" : "no.not_your_change",
                           {{"name", Plain{name_of(turn_, change->by)}},
                            {"day", Day{date}},
                            {"team", Plain{team.name}}}));
    if (auto no = stands(team, *change)) return std::move(*no);
    // Of a swap both days go back, or none.
    std::optional<store::ChangeRow> half;
    if (swapped) {
        half = store::other_half(turn_.db, *change);
        const auto newest = half ? store::last_change(turn_.db, team.id, half->day) : std::nullopt;
        if (!newest || newest->id != half->id)
            return refusal(
                errc::conflict, "The other day of the swap has changed since",
                say("no.half_swap", {{"day", Day{date}},
                                     {"name", Plain{name_of(turn_, change->before_user)}},
                                     {"team", Plain{team.name}}}));
        if (auto no = stands(team, *half)) return std::move(*no);
    }
    const Moved moved{date, change->after_user, change->before_user};
    if (!apply) return moved;
    if (const auto back = put_back(team, date, *change); !back) return back.error();
    if (!half) return moved;
    const auto other = put_back(team, core::read_date(half->day).value(), *half);
    return other ? result<Moved>(moved) : result<Moved>(other.error());
}

}  // namespace qm::desk
