// What the morning handover says: at most ten items, empty parts dropped, one line when nothing
// is open.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/entry_json.hpp"
#include "core/calendar.hpp"
#include "core/request.hpp"
#include "desk/asks.hpp"
#include "desk/audience.hpp"
#include "desk/cards.hpp"
#include "desk/draft.hpp"
#include "desk/rota.hpp"
#include "desk/watch.hpp"
#include "store/care_rows.hpp"

#include <algorithm>
#include <map>
#include <span>

namespace qm::desk {
namespace {

constexpr int items_max = 10;
constexpr int change_days = 10;
constexpr int stores_max = 5;

struct Items {
    std::vector<Request> today, kept, waiting;
    int open = 0, due_today = 0, without_reply = 0;
};

Items items_of(Turn& turn, const Team& team) {
    Items items;
    const Instant evening = core::duty_end(team, turn.now);
    auto open = store::open_requests(turn.db, team.id, open_max);
    std::ranges::stable_sort(open, {}, [](const Request& one) { return core::due(one); });
    for (Request& request : open) {
        ++items.open;
        // Whoever has the access asked for nothing and hears nothing before it is over.
        if (!request.first_reply_at && !is_revocation(request)) ++items.without_reply;
        const bool waits = request.state == RequestState::waiting &&
                           request.waiting_until.value_or(evening) > evening;
        if (!waits && (core::due(request) <= evening || request.state == RequestState::waiting))
            ++items.due_today;
        const int shown =
            static_cast<int>(items.today.size() + items.kept.size() + items.waiting.size());
        if (shown >= items_max) continue;
        auto& part = waits ? items.waiting : request.kept_until ? items.kept : items.today;
        part.push_back(std::move(request));
    }
    return items;
}

// Only the time of day: the date stands before it, also when the card is drawn another day.
Plain clock_of(Instant at, const Zone& zone) {
    return {core::say_time(at, at, zone, "en")};
}

Text item_text(Turn& turn, const Request& request, std::string_view key) {
    return say(
        std::string(key),
        {{"id", Plain{request.id.value}},
         {"kind", nested(say("kind." + request.kind))},
         {"product", product_of(turn, request)},
         {"due", At{core::due(request)}},
         {"of", Plain{is_revocation(request) ? request.because.substr(request.because.find(' ') + 1)
                                             : ""}},
         {"until", At{request.kept_until.value_or(request.waiting_until.value_or(turn.now))}},
         {"day", day_back(turn, request)},
         {"name", Plain{name_of(turn, request.taken_by)}},
         {"handovers", std::int64_t{request.handovers}}});
}

// "A · B · C" out of sentences, each rendered with its own values. Halved each time, so that ten
// items nest four deep: rendering has a bound there.
Text joined(std::span<const Text> texts) {
    if (texts.size() == 1) return texts.front();
    const std::size_t half = (texts.size() + 1) / 2;
    return say("list.and", {{"first", nested(joined(texts.first(half)))},
                            {"next", nested(joined(texts.subspan(half)))}});
}

void part(Turn& turn, Message& message, std::string_view key, std::string_view item_key,
          const std::vector<Request>& requests) {
    if (requests.empty()) return;
    std::vector<Text> items;
    for (const Request& request : requests) {
        const bool plain = item_key == "handover.item";
        const bool look = plain && request.state == RequestState::waiting;
        const bool worn = plain && request.handovers >= core::worn_after;
        const bool ends = plain && is_revocation(request) && request.handovers == 0 &&
                          request.state == RequestState::fresh;
        const bool late = plain && core::due(request) < turn.now;
        const bool planned =
            request.state == RequestState::waiting && request.waiting_for == "plan";
        items.push_back(item_text(turn, request,
                                  planned && look ? "handover.item_planned_now"
                                  : planned       ? "handover.item_planned"
                                  : ends          ? "handover.item_revoke"
                                  : look          ? "handover.item_look"
                                  : worn          ? "handover.item_worn"
                                  : late          ? "handover.item_late"
                                                  : item_key));
    }
    message.line(say(std::string(key), {{"items", nested(joined(items))}}));
}

Text next_people(Turn& turn, const Team& team, Date day) {
    const Instant after = core::to_instant(day, team.handover, team.zone);
    std::vector<Text> texts;
    for (const Shift& shift :
         core::shifts_after(team, after, days_ahead, facts_around(turn, team, turn.now)))
        texts.push_back(say("handover.next_day", {{"day", Day{shift.date}},
                                                  {"name", Plain{name_of(turn, shift.username)}}}));
    if (texts.empty()) return say("handover.nobody");
    return joined(texts);
}

// What came since the last handover although another team has such a thing already.
void stores_part(Turn& turn, const Team& team, Instant from, Instant until, Message& message) {
    std::map<std::string, std::string> visibility;
    const auto rows = store::alike_between(turn.db, from, until, stores_max);
    if (rows.empty()) return;
    for (const store::SourceRow& source : store::sources(turn.db))
        visibility[source.name] = source.visibility;
    std::vector<Text> items;
    for (const store::EntryRow& row : rows) {
        auto entry = catalog::read_entry(row.doc);
        if (!entry) continue;
        entry->visibility = visibility[row.source];
        const auto groups = seen_by(turn.setup.teams, *entry);
        const auto sees = [&](const std::string& group) {
            return group == "sre" || group == "team/" + team.id.value;
        };
        if (!groups.empty() && std::none_of(groups.begin(), groups.end(), sees)) continue;
        items.push_back(say("handover.stored", {{"name", Plain{entry->name}},
                                                {"kind", nested(say("entry_kind." + entry->kind))},
                                                {"owner", Plain{entry->owner}},
                                                {"alike", Plain{row.alike}}}));
    }
    if (!items.empty()) message.line(say("handover.stores", {{"items", nested(joined(items))}}));
}

// The second person of the day, and who learns.
void beside(Turn& turn, const Team& team, Date day, Message& message) {
    const Shift shift = core::shift_on(team, day, facts_around(turn, team, turn.now));
    if (!shift.backup.empty())
        message.line(say("run.backup", {{"name", Plain{name_of(turn, shift.backup)}}}));
    if (!shift.shadow.empty())
        message.line(say("run.shadow", {{"name", Plain{name_of(turn, shift.shadow)}}}));
}

void controls(Turn& turn, const Team& team, const store::HandoverRow& row, bool something,
              Message& message) {
    const std::string& id = team.id.value;
    if (something && !row.accepted_at)
        message.controls.push_back({"accept", say("button.have_it"), "run accept " + id, {}, true});
    if (something)
        message.controls.push_back(
            {"mylist", say("button.my_list"), "req list team:" + id, {}, false});
    Control change{"change", say("button.change_day"), "run change team:" + id, {}, false};
    const auto facts = facts_around(turn, team, turn.now);
    const Instant before =
        core::to_instant(core::shift_date(team, turn.now), team.handover, team.zone) -
        std::chrono::seconds{1};
    for (const Shift& shift : core::shifts_after(team, before, change_days, facts))
        change.choices.push_back(
            {say("choice.day",
                 {{"day", Day{shift.date}}, {"name", Plain{name_of(turn, shift.username)}}}),
             core::iso_date(shift.date)});
    message.controls.push_back(std::move(change));
}

void say_counts(Turn& turn, const Team& team, const store::HandoverRow& row, Date day,
                Message& message) {
    const Instant until = core::to_instant(day, team.handover, team.zone);
    const auto counts = store::count_between(turn.db, team.id, row.covers_from, until);
    message.line(say("handover.yesterday", {{"came", counts.came},
                                            {"solved", counts.solved},
                                            {"late", counts.late},
                                            {"next", nested(next_people(turn, team, day))}}));
}

}  // namespace

Message handover_card(Turn& turn, const store::HandoverRow& row) {
    Message message;
    const Team* team = turn.setup.team(row.team);
    const auto day = core::read_date(row.day);
    if (team == nullptr || !day) return message;
    const Items items = items_of(turn, *team);
    const Instant start = core::to_instant(*day, team->duty.day.from, team->zone);
    const Instant end = core::to_instant(*day, team->duty.day.until, team->zone, core::Edge::end);
    // Who relieves somebody within the duty hours is on duty from then on.
    const Instant from_hours =
        std::max(start, std::min(core::to_instant(*day, team->handover, team->zone), end));
    // A summons ends when it is accepted; and after an outage the message may come in the break or
    // when the day is over. A card of a day that is over, drawn again for what it says of the next
    // ones, calls nobody, and nobody calls who is away.
    const bool runs = *day == core::shift_date(*team, turn.now);
    const bool away = is_away_on(turn, row.incoming, *day);
    const bool summons = runs && !row.accepted_at && core::in_duty_hours(*team, turn.now) && !away;
    const Value who =
        summons ? Value(Mention{row.incoming}) : Value(Plain{name_of(turn, row.incoming)});
    const Instead instead = away && runs ? instead_of(turn, *team, *day, row.incoming) : Instead{};
    const std::string how = away && runs ? (instead.usernames.empty() ? "_away" : "_absent")
                            : row.outgoing == row.incoming ? "_same"
                                                           : "";
    message.line(say((items.open == 0 ? "handover.quiet" : "handover.first") + how,
                     {{"team", Plain{team->name}},
                      {"day", Day{*day}},
                      {"who", who},
                      {"from", clock_of(from_hours, team->zone)},
                      {"until", clock_of(end, team->zone)},
                      {"outgoing", Plain{name_of(turn, row.outgoing)}},
                      {"open", std::int64_t{items.open}},
                      {"due", std::int64_t{items.due_today}},
                      {"without", std::int64_t{items.without_reply}},
                      {"next", nested(next_people(turn, *team, *day))}}));
    if (instead.asked && !instead.usernames.empty())
        message.line(say("handover.asked", {{"asked", best_names(turn, instead)}}));
    beside(turn, *team, *day, message);
    part(turn, message, "handover.today", "handover.item", items.today);
    part(turn, message, "handover.kept", "handover.item_kept", items.kept);
    part(turn, message, "handover.waiting", "handover.item_waiting", items.waiting);
    say_notes(
        turn,
        store::notes(turn.db, team->id,
                     core::iso_date(core::to_local(row.covers_from, team->zone).date), row.day),
        row.outgoing, message);
    if (items.open > 0) say_counts(turn, *team, row, *day, message);
    stores_part(turn, *team, row.covers_from, core::to_instant(*day, team->handover, team->zone),
                message);
    if (row.accepted_at)
        message.line(say("handover.accepted", {{"name", Plain{name_of(turn, row.accepted_by)}},
                                               {"at", At{*row.accepted_at}}}));
    controls(turn, *team, row, items.open > 0, message);
    return message;
}

}  // namespace qm::desk
