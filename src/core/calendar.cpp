// Local time ↔ instants over the system's tzdata, working days and duty minutes.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"

#include <date/tz.h>

#include <algorithm>
#include <unordered_map>

namespace qm::core {

namespace {

constexpr int days_bound = 400;        // no team is closed for longer
constexpr int duty_days_bound = 4000;  // ten years of duty days in one sum
constexpr std::size_t zones_bound = 1024;

// Null is UTC. Pointers into tzdata stay valid for the life of the program.
const date::time_zone* zone_pointer(const Zone& zone) {
    thread_local std::unordered_map<Zone, const date::time_zone*> cache;
    if (auto found = cache.find(zone); found != cache.end()) return found->second;
    const date::time_zone* pointer = nullptr;
    try {
        pointer = date::locate_zone(zone);
    } catch (const std::runtime_error&) {
        pointer = nullptr;  // configuration has refused unknown zones already
    }
    if (cache.size() < zones_bound) cache.emplace(zone, pointer);
    return pointer;
}

date::local_seconds as_date_lib(Date date, TimeOfDay time) {
    return date::local_seconds{std::chrono::seconds{date.time_since_epoch()} + time};
}

bool is_holiday(const Team& team, Date date) {
    return std::find(team.holidays.begin(), team.holidays.end(), date) != team.holidays.end();
}

struct InstantSpan {
    Instant from;
    Instant until;
};

// The duty spans of one day without its breaks, ascending, disjoint and not before `cursor`: where
// clocks go back, two local spans may cover the same instants, and no minute counts twice.
std::vector<InstantSpan> spans_of(const Team& team, Date date, Instant cursor) {
    std::vector<InstantSpan> spans;
    if (!is_working_day(team, date)) return spans;
    std::vector<Span> breaks = team.duty.breaks;
    std::sort(breaks.begin(), breaks.end(),
              [](const Span& a, const Span& b) { return a.from < b.from; });
    breaks.push_back({team.duty.day.until, team.duty.day.until});
    TimeOfDay open = team.duty.day.from;
    for (const Span& pause : breaks) {
        const TimeOfDay close = std::min(pause.from, team.duty.day.until);
        if (open < close) {
            const Instant from = std::max(cursor, to_instant(date, open, team.zone, Edge::start));
            const Instant until = to_instant(date, close, team.zone, Edge::end);
            if (from < until) {
                spans.push_back({from, until});
                cursor = until;
            }
        }
        open = std::max(open, pause.until);
    }
    return spans;
}

// Calls `visit(span)` for the duty spans that end after `from`, until it returns false.
template <class Visit>
void each_span(const Team& team, Instant from, Visit visit) {
    // A day earlier: a span that lasts until 24:00 ends on the next local date.
    Date date = to_local(from, team.zone).date - std::chrono::days{1};
    Instant cursor = Instant::min();
    for (int day = 0; day < duty_days_bound; ++day, date += std::chrono::days{1}) {
        for (const InstantSpan& span : spans_of(team, date, cursor)) {
            cursor = span.until;
            if (span.until > from && !visit(span)) return;
        }
    }
}

}  // namespace

bool known_zone(std::string_view zone) {
    // "localtime" is the machine's own choice, so it names no zone.
    if (zone.empty() || zone.size() > 64 || zone == "localtime") return false;
    try {
        return date::locate_zone(std::string(zone)) != nullptr;
    } catch (const std::runtime_error&) {
        return false;
    }
}

Instant to_instant(Date date, TimeOfDay time, const Zone& zone, Edge edge) {
    const date::local_seconds local = as_date_lib(date, time);
    const date::time_zone* where = zone_pointer(zone);
    if (where == nullptr) return Instant{local.time_since_epoch()};
    const date::local_info info = where->get_info(local);
    if (info.result == date::local_info::nonexistent) return info.first.end;
    const bool second = info.result == date::local_info::ambiguous && edge == Edge::end;
    const std::chrono::seconds offset = second ? info.second.offset : info.first.offset;
    return Instant{local.time_since_epoch() - offset};
}

LocalTime to_local(Instant at, const Zone& zone) {
    const date::time_zone* where = zone_pointer(zone);
    const std::chrono::seconds offset =
        where == nullptr ? std::chrono::seconds{0} : where->get_info(at).offset;
    const std::chrono::local_seconds local{at.time_since_epoch() + offset};
    const Date date = std::chrono::floor<std::chrono::days>(local);
    const TimeOfDay time = std::chrono::floor<TimeOfDay>(local - date);
    return {date, time, static_cast<int>((local - date - time).count())};
}

bool is_working_day(const Team& team, Date date) {
    return team.working_days[std::chrono::weekday{date}.c_encoding()] && !is_holiday(team, date);
}

Date next_working_day(const Team& team, Date after) {
    for (int day = 1; day <= days_bound; ++day) {
        const Date date = after + std::chrono::days{day};
        if (is_working_day(team, date)) return date;
    }
    return after + std::chrono::days{1};  // a team without working days: every day is as good
}

Date working_day_at_or_before(const Team& team, Date date) {
    for (int day = 0; day <= days_bound; ++day) {
        const Date earlier = date - std::chrono::days{day};
        if (is_working_day(team, earlier)) return earlier;
    }
    return date;
}

bool in_duty_hours(const Team& team, Instant at) {
    const Date date = to_local(at, team.zone).date;
    for (const Date day : {date - std::chrono::days{1}, date}) {
        for (const InstantSpan& span : spans_of(team, day, Instant::min())) {
            if (span.from <= at && at < span.until) return true;
        }
    }
    return false;
}

Instant add_duty_minutes(const Team& team, Instant from, Minutes minutes) {
    std::chrono::seconds left = minutes;
    Instant reached = from;
    if (left <= std::chrono::seconds{0}) return reached;
    each_span(team, from, [&](const InstantSpan& span) {
        const Instant start = std::max(span.from, from);
        const std::chrono::seconds length = span.until - start;
        reached = start + std::min(left, length);
        left -= std::min(left, length);
        return left > std::chrono::seconds{0};
    });
    return reached;
}

Minutes duty_minutes_between(const Team& team, Instant from, Instant until) {
    std::chrono::seconds sum{0};
    if (until <= from) return Minutes{0};
    each_span(team, from, [&](const InstantSpan& span) {
        const Instant start = std::max(span.from, from);
        const Instant end = std::min(span.until, until);
        if (start < end) sum += end - start;
        return span.until < until;
    });
    return std::chrono::floor<Minutes>(sum);
}

Instant next_duty_start(const Team& team, Instant at) {
    Instant start = at;
    each_span(team, at, [&](const InstantSpan& span) {
        start = std::max(span.from, at);
        return false;
    });
    return start;
}

Instant duty_end(const Team& team, Instant at) {
    Date date = to_local(at, team.zone).date - std::chrono::days{1};
    for (int day = 0; day <= days_bound; ++day, date += std::chrono::days{1}) {
        const std::vector<InstantSpan> spans = spans_of(team, date, Instant::min());
        if (!spans.empty() && spans.back().until > at) return spans.back().until;
    }
    return at;
}

}  // namespace qm::core
