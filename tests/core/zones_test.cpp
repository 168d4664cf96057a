// Every zone of tzdata, every transition from 2020 to 2037: handovers at quarter hours around it
// against an oracle that walks the clock minute by minute and knows no calendar.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"

#include <date/tz.h>
#include <gtest/gtest.h>

#include <map>

namespace qm::core {
namespace {

using namespace std::chrono_literals;
using LocalMinutes = std::chrono::local_time<std::chrono::minutes>;

struct Seen {
    Instant first;
    Instant last;
};

// What a clock on the wall shows from `from` to `until`, with the first and last instant of each.
std::map<LocalMinutes, Seen> watch(const date::time_zone& zone, Instant from, Instant until) {
    std::map<LocalMinutes, Seen> seen;
    for (Instant at = from; at < until; at += 1min) {
        const std::chrono::seconds offset = zone.get_info(at).offset;
        const std::chrono::local_seconds local{at.time_since_epoch() + offset};
        if (local != std::chrono::floor<std::chrono::minutes>(local)) continue;
        const auto shown = std::chrono::floor<std::chrono::minutes>(local);
        const auto [place, fresh] = seen.try_emplace(shown, Seen{at, at});
        if (!fresh) place->second.last = at;
    }
    return seen;
}

// Checks the quarter hours around one transition; returns how many were compared.
int check(const date::time_zone& zone, Instant transition, std::chrono::seconds change) {
    const std::chrono::seconds around = std::chrono::abs(change) + 5h;
    const std::map<LocalMinutes, Seen> seen = watch(
        zone, transition - around - (transition.time_since_epoch() % 60s), transition + around);
    int compared = 0;
    // Well inside what was watched, so that "not seen" means "does not exist".
    const LocalMinutes begin = seen.begin()->first + 3h;
    const LocalMinutes end = seen.rbegin()->first - 3h;
    for (LocalMinutes local = begin - begin.time_since_epoch() % 15min; local < end;
         local += 15min) {
        const Date date = std::chrono::floor<std::chrono::days>(local);
        const TimeOfDay time = local - date;
        const Instant start = to_instant(date, time, zone.name(), Edge::start);
        const Instant stop = to_instant(date, time, zone.name(), Edge::end);
        const auto shown = seen.find(local);
        const Seen expected = shown == seen.end() ? Seen{transition, transition} : shown->second;
        if (start != expected.first || stop != expected.last) {
            ADD_FAILURE() << zone.name() << " " << iso_date(date) << " +" << time.count()
                          << " min around " << rfc3339(transition) << ": " << rfc3339(start) << ", "
                          << rfc3339(stop) << " instead of " << rfc3339(expected.first) << ", "
                          << rfc3339(expected.last);
            return compared;
        }
        ++compared;
    }
    return compared;
}

TEST(Zones, every_transition_until_2037) {
    const Instant begin = read_rfc3339("2020-01-01T00:00:00Z").value();
    const Instant end = read_rfc3339("2037-12-31T00:00:00Z").value();
    int zones = 0;
    int transitions = 0;
    int compared = 0;
    for (const date::time_zone& zone : date::get_tzdb().zones) {
        if (!known_zone(zone.name())) continue;
        ++zones;
        for (Instant at = begin; at < end;) {
            const date::sys_info info = zone.get_info(at);
            if (info.end >= end) break;
            at = info.end;
            const std::chrono::seconds change = zone.get_info(at).offset - info.offset;
            if (change == 0s) continue;
            ++transitions;
            compared += check(zone, at, change);
            if (HasFailure()) return;
        }
    }
    EXPECT_GT(zones, 400);
    EXPECT_GT(transitions, 5000);
    EXPECT_GT(compared, 20 * transitions);
    RecordProperty("transitions", transitions);
    RecordProperty("compared", compared);
}

}  // namespace
}  // namespace qm::core
