// Events of a calendar file, expanded by libical.
// SPDX-License-Identifier: Apache-2.0
#include "core/ics_events.hpp"

#include "core/calendar.hpp"
#include "core/rota_read.hpp"
#include "core/spec_words.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

namespace qm::core {
namespace {

constexpr std::size_t rota_events_max = 5'000;
constexpr int steps_an_event = 30'000;  // every day of eighty years
constexpr int steps_a_file = 300'000;
constexpr int zones_max = 100;
constexpr int years_max = 50;
constexpr int in_vain_max = 10;  // libical looks for a day that never comes for half a second
constexpr std::size_t invited_max = 200;
constexpr int depth_max = 8;  // libical frees what is nested by calling itself

using Parsed = std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)>;
using Steps = std::unique_ptr<icalrecur_iterator, decltype(&icalrecur_iterator_free)>;

struct Lines {
    std::vector<int> events;  // where each begins
    bool too_deep = false;
};

Lines lines_of(const std::string& text) {
    Lines lines;
    int line = 0;
    int depth = 0;
    for (std::size_t at = 0; at < text.size();) {
        ++line;
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view one = trimmed(std::string_view(text).substr(at, end - at));
        const bool folded_on = text[at] == ' ' || text[at] == '\t';
        if (!folded_on && same_letters(one.substr(0, 6), "begin:")) {
            lines.too_deep = lines.too_deep || ++depth > depth_max;
            if (same_letters(one, "begin:vevent")) lines.events.push_back(line);
        } else if (!folded_on && same_letters(one.substr(0, 4), "end:")) {
            --depth;
        }
        at = end + 1;
    }
    return lines;
}

std::string string_of(const char* text) {
    return text != nullptr ? text : "";
}

struct EventsBudget {
    int steps = steps_a_file;
    int in_vain = 0;  // rules that gave no day
};

// One event of the file, and its days.
class DayEvent {
public:
    DayEvent(icalcomponent* event, int line, const RotaScope& scope, DaysRead& into)
        : event_(event), line_(line), scope_(scope), into_(into) {}

    // `replaced`: instants of this UID that have an event of their own.
    void read(const std::set<Instant>& replaced, EventsBudget& budget);
    Instant instant(icaltimetype time) const;

private:
    void add(icaltimetype start);
    void expand(const icalrecurrencetype& rule, EventsBudget& budget);
    std::set<Instant> left_out() const;
    void say_who(DaysEvent& event) const;

    icalcomponent* event_;
    int line_;
    const RotaScope& scope_;
    DaysRead& into_;
    icaltimetype start_{};
    icaldurationtype length_{};
    std::set<Instant> skipped_;
    std::set<Date> days_;
};

Date date_of_time(const icaltimetype& time) {
    const std::chrono::year_month_day date{std::chrono::year{time.year},
                                           std::chrono::month{static_cast<unsigned>(time.month)},
                                           std::chrono::day{static_cast<unsigned>(time.day)}};
    return Date{std::chrono::local_days{date}};
}

// Without a zone it is the team's.
Instant DayEvent::instant(icaltimetype time) const {
    if (time.is_date) {
        time.hour = time.minute = time.second = 0;
    } else if (const icaltimezone* zone = icaltime_get_timezone(time)) {
        return from_unix(icaltime_as_timet_with_zone(time, zone));
    }
    return to_instant(date_of_time(time), TimeOfDay{time.hour * 60 + time.minute}, scope_.zone) +
           std::chrono::seconds{time.second};
}

// Whose hours these are: every day of which more than half belongs to it.
void DayEvent::add(icaltimetype start) {
    if (skipped_.contains(instant(start))) return;
    const icaltimetype end = icaltime_add(start, length_);
    if (start.is_date) {
        const Date last = date_of_time(end);
        auto at = std::lower_bound(scope_.days.begin(), scope_.days.end(), date_of_time(start));
        for (; at != scope_.days.end() && *at < last; ++at)
            days_.insert(*at);
        return;
    }
    const Instant from = instant(start);
    const Instant until = instant(end);
    const Date first = to_local(from, scope_.zone).date - std::chrono::days{1};
    for (auto at = std::lower_bound(scope_.days.begin(), scope_.days.end(), first);
         at != scope_.days.end(); ++at) {
        const Instant opens = to_instant(*at, scope_.duty.from, scope_.zone, Edge::start);
        const Instant closes = to_instant(*at, scope_.duty.until, scope_.zone, Edge::end);
        if (opens >= until) break;
        const auto twice = (std::min(until, closes) - std::max(from, opens)) * 2;
        if (twice > closes - opens || (scope_.half_is_enough && twice == closes - opens))
            days_.insert(*at);
    }
}

std::set<Instant> DayEvent::left_out() const {
    std::set<Instant> all;
    for (icalproperty* one = icalcomponent_get_first_property(event_, ICAL_EXDATE_PROPERTY);
         one != nullptr; one = icalcomponent_get_next_property(event_, ICAL_EXDATE_PROPERTY)) {
        icaltimetype time = icalproperty_get_datetime_with_component(one, event_);
        if (!icaltime_is_null_time(time)) all.insert(instant(time));
    }
    return all;
}

void DayEvent::expand(const icalrecurrencetype& rule, EventsBudget& budget) {
    if (rule.freq == ICAL_SECONDLY_RECURRENCE || rule.freq == ICAL_MINUTELY_RECURRENCE ||
        rule.freq == ICAL_HOURLY_RECURRENCE)
        return into_.problem(line_, "this event repeats within a day: give it whole days");
    if (budget.in_vain >= in_vain_max)
        return into_.problem(line_, "too many events before this one never come");
    const Date last = scope_.days.empty() ? Date{} : scope_.days.back() + std::chrono::days{2};
    const Steps iterator(icalrecur_iterator_new(rule, start_), &icalrecur_iterator_free);
    icaltimetype next = iterator ? icalrecur_iterator_next(iterator.get()) : icaltime_null_time();
    if (icaltime_is_null_time(next) || next.year > start_.year + years_max) {
        ++budget.in_vain;
        return into_.problem(line_, "this event repeats, but never comes");
    }
    for (int i = 0; i < steps_an_event && --budget.steps > 0; ++i) {
        if (icaltime_is_null_time(next) || date_of_time(next) > last) return;
        add(icaltime_set_timezone(&next, icaltime_get_timezone(start_)));
        next = icalrecur_iterator_next(iterator.get());
    }
    into_.problem(line_, "this event has repeated for too long: give it a later start");
}

IcsPerson person_of(icalproperty* property, const char* address) {
    IcsPerson person{string_of(address), ""};
    if (icalparameter* name = icalproperty_get_first_parameter(property, ICAL_CN_PARAMETER))
        person.name = string_of(icalparameter_get_cn(name));
    return person;
}

void DayEvent::say_who(DaysEvent& event) const {
    event.summary = string_of(icalcomponent_get_summary(event_));
    for (icalproperty* one = icalcomponent_get_first_property(event_, ICAL_ATTENDEE_PROPERTY);
         one != nullptr && event.invited.size() < invited_max;
         one = icalcomponent_get_next_property(event_, ICAL_ATTENDEE_PROPERTY))
        event.invited.push_back(person_of(one, icalproperty_get_attendee(one)));
    if (icalproperty* one = icalcomponent_get_first_property(event_, ICAL_ORGANIZER_PROPERTY))
        event.organizer = person_of(one, icalproperty_get_organizer(one));
    icalproperty* free = icalcomponent_get_first_property(event_, ICAL_TRANSP_PROPERTY);
    const auto shown = free != nullptr ? icalproperty_get_transp(free) : ICAL_TRANSP_OPAQUE;
    event.busy = shown != ICAL_TRANSP_TRANSPARENT && shown != ICAL_TRANSP_TRANSPARENTNOCONFLICT;
}

void DayEvent::read(const std::set<Instant>& replaced, EventsBudget& budget) {
    if (icalcomponent_get_status(event_) == ICAL_STATUS_CANCELLED) return;
    start_ = icalcomponent_get_dtstart(event_);
    if (icaltime_is_null_time(start_) || !icaltime_is_valid_time(start_))
        return into_.problem(line_, "this event has no start that reads");
    icaltimetype end = icalcomponent_get_dtend(event_);
    if (!icaltime_is_null_time(end) && icaltime_get_timezone(start_) != nullptr)
        end =
            icaltime_convert_to_zone(end, const_cast<icaltimezone*>(icaltime_get_timezone(start_)));
    length_ = icaltime_is_null_time(end) ? icaldurationtype_null_duration()
                                         : icaltime_subtract(end, start_);
    if (start_.is_date && icaldurationtype_as_int(length_) <= 0)
        length_ = icaldurationtype_from_int(24 * 3600);
    skipped_ = left_out();
    skipped_.insert(replaced.begin(), replaced.end());
    icalproperty* rule = icalcomponent_get_first_property(event_, ICAL_RRULE_PROPERTY);
    if (rule != nullptr)
        expand(icalproperty_get_rrule(rule), budget);
    else
        add(start_);
    for (icalproperty* one = icalcomponent_get_first_property(event_, ICAL_RDATE_PROPERTY);
         one != nullptr && --budget.steps > 0;
         one = icalcomponent_get_next_property(event_, ICAL_RDATE_PROPERTY)) {
        const icaldatetimeperiodtype more = icalproperty_get_rdate(one);
        icaltimetype time = icaltime_is_null_time(more.time) ? more.period.start : more.time;
        if (icaltime_is_null_time(time)) continue;
        if (!icaltime_is_utc(time) && !time.is_date)
            time = icaltime_set_timezone(&time, icaltime_get_timezone(start_));
        add(time);
    }
    if (days_.empty()) {
        ++into_.left_out;
        return;
    }
    DaysEvent found;
    found.line = line_;
    found.days.assign(days_.begin(), days_.end());
    say_who(found);
    into_.events.push_back(std::move(found));
}

void events_in(icalcomponent* parent, std::vector<icalcomponent*>& events) {
    for (icalcomponent* one = icalcomponent_get_first_component(parent, ICAL_ANY_COMPONENT);
         one != nullptr; one = icalcomponent_get_next_component(parent, ICAL_ANY_COMPONENT)) {
        if (icalcomponent_isa(one) == ICAL_VEVENT_COMPONENT)
            events.push_back(one);
        else if (icalcomponent_isa(one) == ICAL_VCALENDAR_COMPONENT)
            events_in(one, events);
    }
}

// A zone's clocks change by the year. libical follows whatever rule stands there, second by second
// if it says so, as soon as a time of that zone is asked for.
bool is_plain_change(icalcomponent* change) {
    for (icalproperty* rule = icalcomponent_get_first_property(change, ICAL_RRULE_PROPERTY);
         rule != nullptr; rule = icalcomponent_get_next_property(change, ICAL_RRULE_PROPERTY)) {
        if (icalproperty_get_rrule(rule).freq != ICAL_YEARLY_RECURRENCE) return false;
    }
    return true;
}

bool has_plain_zones(icalcomponent* parent, int& zones) {
    for (icalcomponent* one = icalcomponent_get_first_component(parent, ICAL_ANY_COMPONENT);
         one != nullptr; one = icalcomponent_get_next_component(parent, ICAL_ANY_COMPONENT)) {
        const icalcomponent_kind kind = icalcomponent_isa(one);
        const bool changes = kind == ICAL_XSTANDARD_COMPONENT || kind == ICAL_XDAYLIGHT_COMPONENT;
        if (kind == ICAL_VTIMEZONE_COMPONENT && ++zones > zones_max) return false;
        if (changes && !is_plain_change(one)) return false;
        if (!has_plain_zones(one, zones)) return false;
    }
    return true;
}

void read_all(const std::string& text, const RotaScope& scope, DaysRead& into) {
    const Lines lines = lines_of(text);
    if (lines.too_deep)
        return into.problem(0, "this is no calendar: its parts are nested too deep");
    if (lines.events.size() > rota_events_max)
        return into.problem(0, "the file has more than 5,000 events: export six weeks alone");
    icalerror_set_errors_are_fatal(0);  // what does not read is left out, not our end
    const Parsed root(icalparser_parse_string(text.c_str()), &icalcomponent_free);
    int zones = 0;
    if (root && !has_plain_zones(root.get(), zones))
        return into.problem(0, "the clocks of a zone in this calendar change more than yearly");
    std::vector<icalcomponent*> events;
    if (root && icalcomponent_isa(root.get()) == ICAL_VEVENT_COMPONENT)
        events.push_back(root.get());
    else if (root)
        events_in(root.get(), events);
    if (events.empty()) return into.problem(0, "there is no event in this calendar");
    if (events.size() != lines.events.size())
        return into.problem(0, "this calendar breaks off, or its parts do not end");
    std::map<std::string, std::set<Instant>> replaced;
    for (icalcomponent* one : events) {
        const icaltimetype of = icalcomponent_get_recurrenceid(one);
        if (!icaltime_is_null_time(of))
            replaced[string_of(icalcomponent_get_uid(one))].insert(
                DayEvent(one, 0, scope, into).instant(of));
    }
    EventsBudget budget;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const bool single = !icaltime_is_null_time(icalcomponent_get_recurrenceid(events[i]));
        DayEvent(events[i], lines.events[i], scope, into)
            .read(single ? std::set<Instant>{}
                         : replaced[string_of(icalcomponent_get_uid(events[i]))],
                  budget);
    }
}

}  // namespace

void DaysRead::problem(int line, std::string what) {
    if (problems.size() < rota_problems_max) problems.push_back({line, std::move(what)});
}

DaysRead read_events(const std::string& text, const RotaScope& scope) {
    DaysRead into;
    read_all(text, scope, into);
    return into;
}

}  // namespace qm::core
