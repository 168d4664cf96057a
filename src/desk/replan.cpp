// Published days planned anew: the roster has changed, or might.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/refusal.hpp>

#include "core/calendar.hpp"
#include "core/seal.hpp"
#include "desk/backup.hpp"
#include "desk/cards.hpp"
#include "desk/days.hpp"
#include "desk/outgoing.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"
#include "desk/watch.hpp"
#include "store/day_rows.hpp"

#include <algorithm>

namespace qm::desk {
namespace {

constexpr std::size_t mark_length = 12;
constexpr std::size_t name_max = 64;

// As if the roster were so already. Who is added counts from the first day that may move.
std::optional<Error> imagine(Turn& turn, Watch& watch, const Replan& how, Date from) {
    auto& members = watch.team.members;
    const auto named = [&](const std::string& username) {
        return std::find_if(members.begin(), members.end(), [&](const Member& member) {
            return member.person.username == username;
        });
    };
    if (!how.without.empty()) {
        const auto found = named(how.without);
        if (found == members.end()) return not_a_member(turn, watch.team, how.without);
        members.erase(found);
    }
    if (how.add.empty() || named(how.add) != members.end()) return std::nullopt;
    Member newcomer;
    newcomer.person.username = capped(how.add, name_max);
    newcomer.joined = from;
    members.push_back(std::move(newcomer));
    return std::nullopt;
}

// Days by plan; what people agreed on and what is offered now is theirs. Not only the days of
// somebody who is left out: those would all go to the one whose turn is two days away.
std::vector<Date> days_to_move(Turn& turn, const Watch& watch, Date from, Date until) {
    std::vector<Date> days;
    for (auto at = watch.facts.lower_bound(from); at != watch.facts.end() && at->first <= until;
         ++at) {
        const bool offered =
            store::open_ask(turn.db, watch.team.id, core::iso_date(at->first)).has_value() ||
            !store::open_swaps_for(turn.db, watch.team.id, core::iso_date(at->first)).empty();
        if (at->second.origin == "plan" && !offered) days.push_back(at->first);
    }
    return days;
}

std::vector<Share> shares_of(const Team& team, const core::Facts& before,
                             const std::vector<Moved>& moved, Date from, Date until) {
    std::vector<Share> shares;
    for (const Member& member : team.members)
        shares.push_back({member.person.username, 0, 0});
    const auto of = [&](const std::string& username) -> Share& {
        const auto found = std::find_if(shares.begin(), shares.end(), [&](const Share& share) {
            return share.username == username;
        });
        return found != shares.end() ? *found : shares.emplace_back(Share{username, 0, 0});
    };
    for (auto at = before.lower_bound(from); at != before.end() && at->first <= until; ++at) {
        if (!core::is_working_day(team, at->first)) continue;
        ++of(at->second.username).before;
        ++of(at->second.username).after;
    }
    for (const Moved& one : moved) {
        --of(one.before).after;
        ++of(one.after).after;
    }
    std::erase_if(shares, [](const Share& share) { return share.before + share.after == 0; });
    return shares;
}

// Those who stand by on days that another has then, and who is left out.
std::vector<Moved> backups_after(const Watch& watch, const Replanned& plan,
                                 const std::string& without) {
    Watch then = watch;
    std::map<Date, std::string> stood;
    for (const Moved& one : plan.moved) {
        core::Fact& fact = then.facts.at(one.date);
        fact.username = one.after;
        if (fact.backup != one.after) continue;
        stood[one.date] = fact.backup;
        fact.backup = core::backup_beside(then.book(), one.date);
    }
    auto moved = backups_to_replace(then, plan.from, plan.until, without);
    for (const auto& [date, before] : stood)
        moved.push_back({date, before, then.facts.at(date).backup});
    std::sort(moved.begin(), moved.end(),
              [](const Moved& a, const Moved& b) { return a.date < b.date; });
    return moved;
}

std::string mark_of(const Replanned& plan) {
    std::string all;
    for (const std::vector<Moved>* moved : {&plan.moved, &plan.beside})
        for (const Moved& one : *moved)
            all += core::iso_date(one.date) + one.before + ">" + one.after + ";";
    return core::key_of({"plan", all}).substr(0, mark_length);
}

}  // namespace

result<Replanned> DeskDays::replan(const Team& team, const Replan& how) {
    if (!is_member(turn_, team, caller_)) return not_a_member(turn_, team, caller_.username);
    const Date today = core::to_local(turn_.now, team.zone).date;
    Replanned plan;
    plan.from = core::next_working_day(team, today + settled);
    plan.until = core::working_day_at_or_before(team, today + published);
    Watch watch = watch_of(turn_, team);
    if (auto no = imagine(turn_, watch, how, plan.from)) return std::move(*no);
    plan.outsider = !how.add.empty() && std::none_of(team.members.begin(), team.members.end(),
                                                     [&](const Member& member) {
                                                         return member.person.username == how.add;
                                                     });
    auto days = days_to_move(turn_, watch, plan.from, plan.until);
    // By a fixed rule the days of whoever is left out would all be the next one's: they are shared,
    // and the others keep theirs.
    const bool shares = !how.without.empty() && team.rotation.mode != RotationMode::ledger;
    if (shares)
        std::erase_if(days,
                      [&](Date date) { return watch.facts.at(date).username != how.without; });
    const auto decisions = core::decide(watch.book(), days, shares);
    for (const Decision& one : decisions) {
        const std::string& before = watch.facts.at(one.date).username;
        // Where a rule decides, what it left to the fair share stays with whoever has it.
        const bool stays = !shares && team.rotation.mode != RotationMode::ledger && !one.by_rule &&
                           core::is_of_team(watch.team, before, one.date);
        if (!one.nobody_there && !stays && one.username != before)
            plan.moved.push_back({one.date, before, one.username});
    }
    plan.beside = backups_after(watch, plan, how.without);
    plan.shares =
        shares_of(team, watch.facts, plan.moved, today + std::chrono::days{1}, plan.until);
    plan.mark = mark_of(plan);
    const bool changes = !plan.moved.empty() || !plan.beside.empty();
    if (how.mark != plan.mark || plan.outsider || !changes) return plan;
    if (!DeskRota(turn_, caller_, Channel{}).is_lead(team, caller_))
        return refusal(errc::not_allowed, "Only a lead of " + team.name + " applies a plan",
                       say("no.leads_only", {{"team", Plain{team.name}}}));
    for (const Decision& one : decisions) {
        const auto moves = std::any_of(plan.moved.begin(), plan.moved.end(),
                                       [&](const Moved& moved) { return moved.date == one.date; });
        if (!moves) continue;
        const auto changed = change_day(
            turn_, team,
            {one.date, one.username, "plan", write_decision(one), Change::Told::nobody}, caller_);
        if (!changed) return changed.error();
    }
    name_backups(turn_, team, plan.beside);
    tell_of_moves(turn_, team, plan.moved, "plan.told", caller_);
    plan.applied = true;
    return plan;
}

}  // namespace qm::desk
