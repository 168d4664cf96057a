// Every zone of tzdata, every transition from 1970 to 2037: handovers around it against an oracle
// of our own (support/tzif.hpp). Quarter hours by default; with QM_SOAK=1 (./dev soak) every
// minute of the three days around each transition.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "support/tzif.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace qm::core {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t begin_at = 0;            // 1970-01-01
constexpr std::int64_t end_at = 2'145'830'400;  // 2037-12-31
constexpr std::int64_t day_seconds = 86'400;

bool whole() {
    const char* soak = std::getenv("QM_SOAK");
    return soak != nullptr && std::string(soak) == "1";
}

struct Count {
    std::int64_t zones = 0;
    std::int64_t transitions = 0;
    std::int64_t handovers = 0;
};

// Whether both edges of one local minute are as the oracle says.
bool is_right(const tests::ZoneFile& oracle, const Zone& zone, std::int64_t local) {
    const auto minutes = std::chrono::local_time<std::chrono::minutes>{
        std::chrono::minutes{local / 60 - (local % 60 < 0 ? 1 : 0)}};
    const Date date = std::chrono::floor<std::chrono::days>(minutes);
    const TimeOfDay time = minutes - date;
    const std::int64_t start = to_unix(to_instant(date, time, zone, Edge::start));
    const std::int64_t stop = to_unix(to_instant(date, time, zone, Edge::end));
    const std::vector<std::int64_t> shown = oracle.instants_of(local);
    const std::int64_t first = shown.empty() ? oracle.after_gap(local) : shown.front();
    const std::int64_t last = shown.empty() ? first : shown.back();
    if (start == first && stop == last) return true;
    ADD_FAILURE() << zone << " " << iso_date(date) << " +" << time.count()
                  << " min: " << rfc3339(from_unix(start)) << ", " << rfc3339(from_unix(stop))
                  << " instead of " << rfc3339(from_unix(first)) << ", "
                  << rfc3339(from_unix(last));
    return false;
}

// The local minutes around one transition; where they are many, a step apart.
bool check(const tests::ZoneFile& oracle, const Zone& zone, std::size_t transition, Count& count) {
    const auto& moved = oracle.transitions()[transition];
    const std::int64_t before = moved.at + oracle.offset_before(transition);
    const std::int64_t after = moved.at + moved.offset;
    std::int64_t from = std::min(before, after) - 2 * 3600;
    std::int64_t until = std::max(before, after) + 2 * 3600;
    std::int64_t step = 15 * 60;
    if (whole()) {
        from = (before / day_seconds - 1) * day_seconds;
        until = (before / day_seconds + 2) * day_seconds;
        step = 60;
    }
    from -= from % step;
    // And the minutes at the edges of the gap, or of what comes twice.
    for (const std::int64_t edge : {before, after}) {
        for (const std::int64_t minute : {edge - edge % 60 - 60, edge - edge % 60}) {
            ++count.handovers;
            if (!is_right(oracle, zone, minute)) return false;
        }
    }
    for (std::int64_t local = from; local <= until; local += step) {
        ++count.handovers;
        if (!is_right(oracle, zone, local)) return false;
    }
    return true;
}

TEST(Zones, every_transition_until_2037) {
    Count count;
    for (const std::string& name : tests::zone_names()) {
        if (!known_zone(name)) continue;
        const auto oracle = tests::ZoneFile::read("/usr/share/zoneinfo/" + name);
        if (!oracle) continue;
        ++count.zones;
        for (std::size_t i = 0; i < oracle->transitions().size(); ++i) {
            const auto& transition = oracle->transitions()[i];
            if (transition.at < begin_at || transition.at >= end_at) continue;
            if (transition.offset == oracle->offset_before(i)) continue;
            ++count.transitions;
            if (!check(*oracle, name, i, count)) return;
        }
    }
    EXPECT_GT(count.zones, 400);
    EXPECT_GT(count.transitions, 20'000);
    EXPECT_GT(count.handovers, 20 * count.transitions);
    RecordProperty("transitions", std::to_string(count.transitions));
    RecordProperty("handovers", std::to_string(count.handovers));
}

// A handover in each month of each year, far from any transition as well.
TEST(Zones, handovers_between_the_transitions) {
    for (const std::string& name : tests::zone_names()) {
        const auto oracle = tests::ZoneFile::read("/usr/share/zoneinfo/" + name);
        if (!oracle || !known_zone(name)) continue;
        const std::int64_t step = (whole() ? 1 : 61) * day_seconds;
        for (std::int64_t at = begin_at + 9 * 3600; at < end_at; at += step)
            if (!is_right(*oracle, name, at)) return;
    }
}

// The oracle itself, against the C library's reading of the same files.
TEST(Zones, the_oracle_agrees_with_the_c_library) {
    const char* before = std::getenv("TZ");
    const std::string kept = before == nullptr ? "" : before;
    for (const char* name : {"Europe/Paris", "Australia/Lord_Howe", "America/Sao_Paulo",
                             "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca"}) {
        const auto oracle = tests::ZoneFile::read(std::string("/usr/share/zoneinfo/") + name);
        ASSERT_TRUE(oracle) << name;
        ::setenv("TZ", name, 1);
        ::tzset();
        for (std::int64_t at = begin_at; at < end_at; at += 5 * 3600 + 17) {
            const std::time_t time = at;
            std::tm local{};
            ::localtime_r(&time, &local);
            ASSERT_EQ(local.tm_gmtoff, oracle->offset_at(at)) << name << " " << at;
        }
    }
    if (before == nullptr)
        ::unsetenv("TZ");
    else
        ::setenv("TZ", kept.c_str(), 1);
    ::tzset();
}

}  // namespace
}  // namespace qm::core
