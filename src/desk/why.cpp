// Why a day is somebody's: the stored decision of the planner, and what has been changed since.
// SPDX-License-Identifier: Apache-2.0
#include "desk/why.hpp"

#include "core/calendar.hpp"
#include "core/rota.hpp"
#include "desk/cards.hpp"
#include "desk/rota.hpp"
#include "desk/watch.hpp"
#include "store/day_rows.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace qm::desk {
namespace {

using nlohmann::json;

constexpr const char* standings[] = {"free",      "resting", "saved", "away",
                                     "shadowing", "tighter", "owing"};

Standing standing_of(const std::string& word) {
    for (std::size_t i = 0; i < std::size(standings); ++i) {
        if (word == standings[i]) return static_cast<Standing>(i);
    }
    return Standing::free;
}

Text listed(const std::vector<Text>& items) {
    Text all = items.front();
    for (std::size_t i = 1; i < items.size(); ++i)
        all = say("list.and", {{"first", nested(std::move(all))}, {"next", nested(items[i])}});
    return all;
}

// "owes 0.8 days" or "is 0.2 days ahead": the comma is the language's.
Text owed(Turn& turn, const Weighed& one, int hundredths) {
    const int tenths = (std::abs(hundredths) + 5) / 10;
    return say(hundredths < 0 && tenths > 0 ? "whose.ahead" : "whose.owes",
               {{"name", Plain{name_of(turn, one.username)}},
                {"whole", std::int64_t{tenths / 10}},
                {"tenth", std::int64_t{tenths % 10}}});
}

void name_those(Turn& turn, const Decision& decision, Standing standing, const char* key,
                Message& message) {
    std::vector<Text> names;
    for (const Weighed& one : decision.weighed) {
        if (one.standing == standing)
            names.push_back(say("choice.person", {{"name", Plain{name_of(turn, one.username)}}}));
    }
    if (!names.empty()) message.line(say(key, {{"items", nested(listed(names))}}));
}

void weighed_lines(Turn& turn, const Decision& decision, Message& message) {
    std::vector<Text> balances, weekdays, covers;
    for (const Weighed& one : decision.weighed) {
        if (one.standing == Standing::away || one.standing == Standing::shadowing) continue;
        balances.push_back(owed(turn, one, one.balance));
        weekdays.push_back(say("whose.times", {{"name", Plain{name_of(turn, one.username)}},
                                               {"times", std::int64_t{one.served}}}));
        covers.push_back(owed(turn, one, one.covers));
    }
    if (!balances.empty()) {
        message.line(say("whose.balance", {{"items", nested(listed(balances))}}));
        message.line(say("whose.weekdays", {{"items", nested(listed(weekdays))}}));
        if (decision.is_cover)
            message.line(say("whose.covers", {{"items", nested(listed(covers))}}));
    }
    name_those(turn, decision, Standing::resting, "whose.resting", message);
    name_those(turn, decision, Standing::owing, "whose.owing", message);
    name_those(turn, decision, Standing::tighter, "whose.tighter", message);
    name_those(turn, decision, Standing::saved, "whose.saved", message);
    name_those(turn, decision, Standing::away, "whose.away", message);
    name_those(turn, decision, Standing::shadowing, "whose.shadowing", message);
    if (decision.nobody_there) message.line(say("whose.nobody_there"));
}

std::string rule_of(const Team& team, const std::string& origin, bool decided, bool by_rule) {
    if (origin == "take" || origin == "swap" || origin == "override" || origin == "give")
        return "whose.by_" + origin;
    if (origin == "follow" || origin == "import") return "whose.by_import";
    if (origin == "cover") return decided ? "whose.by_share" : "whose.by_cover";
    if (decided && !by_rule) return "whose.by_share";
    switch (team.rotation.mode) {
        case RotationMode::weekday:
            return "whose.by_weekday";
        case RotationMode::round_robin:
            return "whose.by_turn";
        case RotationMode::ledger:
            break;
    }
    return "whose.by_share";
}

bool others_are_there(Turn& turn, const Team& team, Date date) {
    const Watch watch = watch_of(turn, team);
    const auto decided = core::decide(watch.book(), {date}, true);
    return !decided.empty() && !decided.front().nobody_there;
}

}  // namespace

std::string write_decision(const Decision& decision) {
    json weighed = json::array();
    for (const Weighed& one : decision.weighed)
        weighed.push_back({one.username, standings[static_cast<std::size_t>(one.standing)],
                           one.balance, one.weekday, one.covers, one.served});
    return json{{"by_rule", decision.by_rule},
                {"is_cover", decision.is_cover},
                {"nobody_there", decision.nobody_there},
                {"weighed", std::move(weighed)}}
        .dump();
}

std::optional<Decision> read_decision(std::string_view text) {
    const json read = json::parse(text, nullptr, false);
    if (!read.is_object() || !read.contains("weighed")) return std::nullopt;
    Decision decision;
    decision.by_rule = read.value("by_rule", false);
    decision.is_cover = read.value("is_cover", false);
    decision.nobody_there = read.value("nobody_there", false);
    for (const json& one : read["weighed"]) {
        if (!one.is_array() || one.size() != 6) return std::nullopt;
        decision.weighed.push_back({one[0].get<std::string>(),
                                    standing_of(one[1].get<std::string>()), one[2].get<int>(),
                                    one[3].get<int>(), one[4].get<int>(), one[5].get<int>()});
    }
    return decision;
}

Message closed_message(Turn& turn, const Team& team, const ClosedDay& closed) {
    Message message;
    const Date before = core::working_day_at_or_before(team, closed.date);
    const Shift owner = core::shift_on(team, before, facts_around(turn, team, turn.now));
    message.line(say("whose.closed", {{"team", Plain{team.name}},
                                      {"day", Day{closed.date}},
                                      {"owner", Plain{name_of(turn, owner.username)}}}));
    if (!closed.reason.empty())
        message.line(say("run.closed_why", {{"reason", Plain{closed.reason}}}));
    return message;
}

Message why_message(Turn& turn, const Team& team, Date date, bool whole) {
    Message message;
    const std::string day = core::iso_date(date);
    std::string username, origin = "plan";
    std::optional<Decision> decision;
    const auto rows = store::shifts(turn.db, team.id, day, day);
    if (!rows.empty()) {
        username = rows.front().username;
        origin = rows.front().origin;
        decision = read_decision(rows.front().why);
    } else if (date < core::shift_date(team, turn.now)) {
        message.line(say("whose.unknown", {{"day", Day{date}}, {"team", Plain{team.name}}}));
        return message;
    } else {
        const Watch watch = watch_of(turn, team);
        const Date first = core::shift_date(team, turn.now);
        int count = 0;
        for (Date at = first; at <= date; at = core::next_working_day(team, at))
            ++count;
        for (Decision& one : core::plan(watch.book(), first, count)) {
            if (one.date == date) decision = std::move(one);
        }
        username = decision ? decision->username : core::planned(team, date);
    }
    const auto change = store::last_change(turn.db, team.id, day);
    const std::string rule =
        rule_of(team, origin, decision.has_value(), decision && decision->by_rule);
    message.line(say(rows.empty() ? "whose.would_be" : "whose.first",
                     {{"day", Day{date}},
                      {"name", Plain{name_of(turn, username)}},
                      {"how", nested(say(rule))}}));
    if (change && change->after_user == username && whole)
        message.line(say(change->by.empty() ? "whose.changed" : "whose.changed_by",
                         {{"before", Plain{name_of(turn, change->before_user)}},
                          {"by", Plain{name_of(turn, change->by)}},
                          {"at", At{change->at}}}));
    if (date >= core::shift_date(team, turn.now) && is_away_on(turn, username, date))
        message.line(say("whose.away_now", {{"name", Plain{name_of(turn, username)}},
                                            {"next", nested(say(others_are_there(turn, team, date)
                                                                    ? "whose.until_taken"
                                                                    : "whose.nobody_there"))}}));
    if (decision && whole && !decision->by_rule) weighed_lines(turn, *decision, message);
    return message;
}

}  // namespace qm::desk
