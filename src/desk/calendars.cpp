// Private links, and the days behind them.
// SPDX-License-Identifier: Apache-2.0
#include "desk/calendars.hpp"

#include "core/calendar.hpp"
#include "core/seal.hpp"
#include "desk/cards.hpp"
#include "desk/days.hpp"
#include "desk/watch.hpp"
#include "store/calendar_rows.hpp"

#include <algorithm>
#include <set>

namespace qm::desk {
namespace {

constexpr std::chrono::days shown_before{15};
constexpr std::size_t token_size = 40;  // hex digits: 160 bits
constexpr std::size_t instance_size = 12;

std::string hash_of(std::string_view token) {
    return core::key_of({"calendar", token});
}

// The same row always makes the same address, so that it can be shown again and is kept nowhere.
std::string token_of(store::Db& db, const store::CalendarLink& row) {
    return core::hmac_hex(store::meta(db, "secret"),
                          core::key_of({"calendar", row.team.value, row.username,
                                        std::to_string(to_unix(row.made))}))
        .substr(0, token_size);
}

bool belongs(const Team& team, std::string_view username, Instant now) {
    const Date today = core::to_local(now, team.zone).date;
    return std::any_of(team.members.begin(), team.members.end(), [&](const Member& member) {
        return member.person.username == username && (!member.left || *member.left > today);
    });
}

std::vector<const Team*> teams_with(Turn& turn, std::string_view username) {
    std::vector<const Team*> teams;
    for (const Team& team : turn.setup.teams) {
        if (belongs(team, username, turn.now)) teams.push_back(&team);
    }
    return teams;
}

// Every turn that a day took since it was published.
struct Turns {
    int count = 0;
    bool closings = false;
    Instant last = Instant::min();
    std::set<std::string> people;  // who ever had it

    void note(Instant at) {
        ++count;
        last = std::max(last, at);
    }
};

class Days {
public:
    Days(Turn& turn, const Team& team, std::string reader);
    std::vector<FeedDay> all();
    std::vector<FeedDay> coming(int count);

private:
    std::optional<FeedDay> day(const store::ShiftRow& row, Date date);
    void say_closed(FeedDay& day, const std::string& iso) const;
    void say_open(FeedDay& day, const store::ShiftRow& row, Date date, bool lost) const;
    std::string uid(const std::string& day) const;
    Fill name(std::string_view username) const { return {"name", Plain{name_of(turn_, username)}}; }

    Turn& turn_;
    const Team& team_;
    std::string reader_;  // whose days; empty: the team's
    std::string instance_;
    std::string from_, until_;
    std::map<std::string, Turns> turns_;
    std::map<std::string, std::string> closed_;  // day → why
};

Days::Days(Turn& turn, const Team& team, std::string reader)
    : turn_(turn), team_(team), reader_(std::move(reader)) {
    instance_ = core::key_of({"instance", store::meta(turn.db, "secret")}).substr(0, instance_size);
    const Date today = core::to_local(turn.now, team.zone).date;
    from_ = core::iso_date(today - shown_before);
    until_ = core::iso_date(today + published);
    for (const store::ChangeRow& row :
         store::all_changes_between(turn.db, team.id, from_, until_)) {
        Turns& turns = turns_[row.day];
        turns.note(row.at);
        turns.people.insert({row.before_user, row.after_user});
    }
    for (const store::ClosingRow& row : store::closings_between(turn.db, team.id, from_, until_)) {
        turns_[row.day].note(row.at);
        turns_[row.day].closings = true;
    }
    for (const store::ClosedRow& row : store::closed_days(turn.db)) {
        if (row.team == team.id) closed_[row.day] = row.reason;
    }
}

std::vector<FeedDay> Days::all() {
    std::vector<FeedDay> days;
    for (const store::ShiftRow& row : store::shifts(turn_.db, team_.id, from_, until_)) {
        const auto date = core::read_date(row.day);
        if (!date) continue;
        if (auto one = day(row, *date)) days.push_back(std::move(*one));
    }
    return days;
}

std::vector<FeedDay> Days::coming(int count) {
    const Date running = core::shift_date(team_, turn_.now);
    Date last = running;
    for (int i = 0; i < count; ++i)
        last = core::next_working_day(team_, last);
    std::set<std::string> stored;
    for (const store::ShiftRow& row :
         store::shifts(turn_.db, team_.id, core::iso_date(running), core::iso_date(last)))
        stored.insert(row.day);
    std::vector<FeedDay> days;
    for (const auto& [date, fact] : planned_until(turn_, team_, running, count + 1)) {
        if (date < running || date > last) continue;
        const std::string iso = core::iso_date(date);
        auto one = day({iso, fact.username, fact.origin, fact.backup, fact.shadow, ""}, date);
        if (!one) continue;
        if (!stored.contains(iso)) {
            one->event.status = core::IcsEvent::Status::tentative;
            one->event.changed = core::to_instant(running, team_.handover, team_.zone);
        }
        days.push_back(std::move(*one));
    }
    return days;
}

// A team and a date; in a person's calendar the person too, because one program may show both.
std::string Days::uid(const std::string& day) const {
    return day + "." + team_.id.value + (reader_.empty() ? "" : "." + reader_) + "@" + instance_ +
           ".quartermaster";
}

std::optional<FeedDay> Days::day(const store::ShiftRow& row, Date date) {
    const Turns& turns = turns_[row.day];
    const bool lost = !reader_.empty() && row.username != reader_;
    if (lost && !turns.people.contains(reader_)) return std::nullopt;
    const bool closed = !core::is_working_day(team_, date);
    FeedDay day;
    core::IcsEvent& event = day.event;
    event.uid = uid(row.day);
    // The hours in which people answer: an entry of 24 hours would cover the day of all who are
    // on duty; who answers for what comes in after them stands in the words.
    event.from = core::to_instant(date, team_.duty.day.from, team_.zone, core::Edge::start);
    event.until = core::to_instant(date, team_.duty.day.until, team_.zone, core::Edge::end);
    event.sequence = turns.count;
    if (closed && !turns.closings) ++event.sequence;  // a holiday since
    event.changed = turns.count > 0
                        ? turns.last
                        : core::to_instant(date - published, team_.handover, team_.zone);
    event.status =
        lost || closed ? core::IcsEvent::Status::cancelled : core::IcsEvent::Status::confirmed;
    event.busy = !reader_.empty();
    if (closed)
        say_closed(day, row.day);
    else
        say_open(day, row, date, lost);
    return day;
}

void Days::say_closed(FeedDay& day, const std::string& iso) const {
    day.summary =
        say("calendar.closed", {{"duty", Plain{team_.duty_word}}, {"team", Plain{team_.name}}});
    const auto why = closed_.find(iso);
    if (why != closed_.end() && !why->second.empty())
        day.lines.push_back(say("run.closed_why", {{"reason", Plain{why->second}}}));
}

std::string clock_of(TimeOfDay time) {
    const auto two = [](std::int64_t number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return two(time.count() / 60) + ":" + two(time.count() % 60);
}

void Days::say_open(FeedDay& day, const store::ShiftRow& row, Date date, bool lost) const {
    const Fill team{"team", Plain{team_.name}};
    const char* key = lost              ? "calendar.lost"
                      : reader_.empty() ? "calendar.team_day"
                                        : "calendar.own_day";
    const Fill who = name(row.username);
    const Fill duty{"duty", Plain{team_.duty_word}};
    std::vector<Fill> fills = {duty, team};
    if (lost || reader_.empty()) fills.push_back(who);
    day.summary = say(key, std::move(fills));
    day.lines.push_back(say("calendar.until", {who,
                                               team,
                                               {"day", Day{core::next_working_day(team_, date)}},
                                               {"time", Plain{clock_of(team_.handover)}},
                                               {"zone", Plain{team_.zone}}}));
    if (!row.backup.empty()) day.lines.push_back(say("run.backup", {name(row.backup)}));
    if (!row.shadow.empty()) day.lines.push_back(say("run.shadow", {name(row.shadow)}));
}

Text name_of_feed(const Team& team) {
    return say("calendar.of_team", {{"team", Plain{team.name}}});
}

std::optional<Feed> feed_of_person(Turn& turn, const std::string& username,
                                   std::string_view locale) {
    const auto teams = teams_with(turn, username);
    if (teams.empty()) return std::nullopt;
    Feed feed{
        say("calendar.own", {{"name", Plain{name_of(turn, username)}}}), std::string(locale), {}};
    for (const Team* team : teams) {
        for (FeedDay& day : Days(turn, *team, username).all())
            feed.days.push_back(std::move(day));
    }
    return feed;
}

std::string address_of(Turn& turn, const store::CalendarLink& row) {
    return turn.setup.calendar_url + "/calendar/" + token_of(turn.db, row) + ".ics";
}

// The link of that person to that team's days, or to their own; made when there is none.
store::CalendarLink link_to(Turn& turn, const TeamId& team, const std::string& username,
                            const std::vector<store::CalendarLink>& known, Instant made) {
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const auto& row) { return row.team == team; });
    if (found != known.end()) return *found;
    store::CalendarLink row{"", team, username, made};
    row.hash = hash_of(token_of(turn.db, row));
    store::add_calendar_link(turn.db, row);
    return row;
}

}  // namespace

std::optional<Feed> feed_of(Turn& turn, std::string_view token) {
    if (token.size() != token_size) return std::nullopt;
    const auto link = store::calendar_link(turn.db, hash_of(token));
    if (!link) return std::nullopt;
    const auto reader = store::person_named(turn.db, link->username);
    const std::string locale = reader ? reader->locale : "en";
    if (link->team.empty()) return feed_of_person(turn, link->username, locale);
    const Team* team = turn.setup.team(link->team);
    if (team == nullptr || !belongs(*team, link->username, turn.now)) return std::nullopt;
    return Feed{name_of_feed(*team), locale, Days(turn, *team, "").all()};
}

Feed feed_of_plan(Turn& turn, const Team& team, std::string_view locale, int count) {
    return {name_of_feed(team), std::string(locale), Days(turn, team, "").coming(count)};
}

result<CalendarLinks> DeskDays::calendars(bool renew) {
    if (turn_.setup.calendar_url.empty())
        return refusal(errc::unavailable, "http.public_url is not configured",
                       say("no.calendar_url"));
    const auto teams = teams_with(turn_, caller_.username);
    if (teams.empty())
        return refusal(errc::not_found, "You are in no SRE team", say("no.calendar_team"));
    auto known = store::calendar_links_of(turn_.db, caller_.username);
    Instant made = turn_.now;
    if (renew) {
        // Never the same moment again, or the old address would live on.
        for (const store::CalendarLink& row : known)
            made = std::max(made, row.made + std::chrono::seconds{1});
        store::drop_calendar_links(turn_.db, caller_.username);
        known.clear();
        turn_.log("calendars anew", caller_.id.value, caller_.id.value);
    }
    CalendarLinks links;
    links.own = address_of(turn_, link_to(turn_, TeamId(), caller_.username, known, made));
    for (const Team* team : teams)
        links.teams.push_back(
            {team->name,
             address_of(turn_, link_to(turn_, team->id, caller_.username, known, made))});
    return links;
}

}  // namespace qm::desk
