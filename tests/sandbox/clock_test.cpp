// The movable clock: only forward, never twice the same stamp; and its way of writing times.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/clock.hpp"

#include <gtest/gtest.h>

namespace qm::sandbox {
namespace {

using std::chrono::milliseconds;

TEST(Clock, RunsAndMovesForward) {
    milliseconds real{5'000};
    Clock clock([&] { return real; }, 1'000'000);
    EXPECT_EQ(clock.now_ms(), 1'000'000);
    real += milliseconds{250};
    EXPECT_EQ(clock.now_ms(), 1'000'250);
    EXPECT_EQ(clock.version(), 1u);
    ASSERT_TRUE(clock.move_to(2'000'000));
    EXPECT_EQ(clock.now_ms(), 2'000'000);
    EXPECT_EQ(clock.version(), 2u);
    real += milliseconds{1};
    EXPECT_EQ(clock.now_ms(), 2'000'001);
}

TEST(Clock, RefusesToGoBackOrTooFar) {
    Clock clock([] { return milliseconds{0}; }, 1'000'000);
    auto back = clock.move_to(999'999);
    ASSERT_FALSE(back);
    EXPECT_EQ(back.error().code, errc::invalid);
    auto far = clock.move_to(1'000'001 + Clock::step_max_ms);
    ASSERT_FALSE(far);
    EXPECT_EQ(far.error().code, errc::too_large);
    EXPECT_EQ(clock.version(), 1u);
    EXPECT_TRUE(clock.move_to(1'000'000));
}

TEST(Clock, StampsAreStrictlyLater) {
    Clock clock([] { return milliseconds{0}; }, 50);
    EXPECT_EQ(clock.stamp(), 50);
    EXPECT_EQ(clock.stamp(), 51);
    clock.stamped(100);
    EXPECT_EQ(clock.stamp(), 101);
    ASSERT_TRUE(clock.move_to(500));
    EXPECT_EQ(clock.stamp(), 500);
}

TEST(Rfc3339, IsWrittenAndRead) {
    constexpr std::int64_t opening = 1'791'273'600'000;  // Tuesday 2026-10-06 10:00 in Paris
    EXPECT_EQ(rfc3339(opening), "2026-10-06T08:00:00.000Z");
    EXPECT_EQ(rfc3339(opening + 7), "2026-10-06T08:00:00.007Z");
    struct Case {
        const char* text;
        std::int64_t ms;
    };
    for (const Case& each : {
             Case{"2026-10-06T08:00:00Z", opening},
             Case{"2026-10-06t08:00:00z", opening},
             Case{"2026-10-06 08:00:00Z", opening},
             Case{"2026-10-06T10:00:00+02:00", opening},
             Case{"2026-10-06T02:30:00-05:30", opening},
             Case{"2026-10-06T08:00:00.5Z", opening + 500},
             Case{"2026-10-06T08:00:00.123456789Z", opening + 123},
             Case{"1970-01-01T00:00:00Z", 0},
         }) {
        auto read = from_rfc3339(each.text);
        ASSERT_TRUE(read) << each.text;
        EXPECT_EQ(*read, each.ms) << each.text;
    }
}

TEST(Rfc3339, RefusesWhatIsNone) {
    for (const char* bad :
         {"", "2026-10-06", "2026-10-06T08:00:00", "2026-13-06T08:00:00Z", "2026-02-30T08:00:00Z",
          "2026-10-06T24:00:00Z", "2026-10-06T08:60:00Z", "2026-10-06T08:00:60Z",
          "2026-10-06T08:00:00.Z", "2026-10-06T08:00:00Zz", "2026-10-06T08:00:00+2:00",
          "2026-10-06T08:00:00+02:60", "tomorrow", "-026-10-06T08:00:00Z",
          "2026-10-06T08:00:00.0123456789Z"})
        EXPECT_FALSE(from_rfc3339(bad)) << bad;
}

}  // namespace
}  // namespace qm::sandbox
