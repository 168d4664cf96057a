// When to connect again: a table, and a storm.
// SPDX-License-Identifier: Apache-2.0
#include "chat/reconnect.hpp"

#include <gtest/gtest.h>

namespace qm::chat::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Reconnect, doubles_its_bound_up_to_a_minute) {
    Reconnect most;
    Reconnect least;
    Reconnect half;
    for (int bound : {1'000, 2'000, 4'000, 8'000, 16'000, 32'000, 60'000, 60'000, 60'000}) {
        EXPECT_EQ(most.next({}, 1.0), milliseconds(bound));
        EXPECT_EQ(least.next({}, 0.0), milliseconds(500));
        EXPECT_EQ(half.next({}, 0.5), milliseconds(500 + (bound - 500) / 2));
    }
}

TEST(Reconnect, forgives_after_a_minute_of_health_only) {
    Reconnect reconnect;
    for (int i = 0; i < 20; ++i)
        reconnect.next({}, 1.0);
    EXPECT_EQ(reconnect.next({Ending::closed, milliseconds(59'999), {}}, 1.0), seconds(60));
    EXPECT_EQ(reconnect.next({Ending::closed, milliseconds(60'000), {}}, 1.0), seconds(1));
    EXPECT_EQ(reconnect.next({Ending::closed, milliseconds(5), {}}, 1.0), seconds(2));
}

TEST(Reconnect, is_slow_where_somebody_must_mend_but_never_gives_up) {
    Reconnect reconnect;
    for (int i = 0; i < 1'000; ++i)
        EXPECT_EQ(reconnect.next({Ending::unauthorised, {}, {}}, 0.5), seconds(60));
    EXPECT_EQ(reconnect.failures(), 1'000);
}

TEST(Reconnect, waits_as_the_peer_asks) {
    Reconnect reconnect;
    EXPECT_EQ(reconnect.next({Ending::rate_limited, {}, seconds(30)}, 0.0), seconds(30));
    EXPECT_EQ(reconnect.next({Ending::rate_limited, {}, {}}, 0.0), seconds(1));
    EXPECT_EQ(reconnect.next({Ending::rate_limited, {}, seconds(1)}, 1.0), seconds(4));
}

// A peer that accepts and drops a thousand times.
// A server of one's own that is started anew is back within a minute.
TEST(Reconnect, is_eager_first_where_it_may_be) {
    Reconnect reconnect(12);
    std::chrono::milliseconds all{0};
    for (int i = 0; i < 12; ++i) {
        const auto delay = reconnect.next({}, 1.0);
        EXPECT_LE(delay, std::chrono::seconds(5));
        all += delay;
    }
    EXPECT_LE(all, std::chrono::seconds(60));
    EXPECT_GT(reconnect.next({}, 1.0), std::chrono::seconds(5));
    for (int i = 0; i < 5; ++i)
        (void)reconnect.next({}, 1.0);
    EXPECT_EQ(reconnect.next({}, 1.0), std::chrono::seconds(60));
}

TEST(Reconnect, never_storms) {
    Reconnect reconnect;
    milliseconds all{0};
    for (int i = 0; i < 1'000; ++i) {
        const milliseconds delay = reconnect.next({Ending::closed, milliseconds(10), {}}, 0.37);
        EXPECT_GE(delay, milliseconds(500));
        EXPECT_LE(delay, seconds(60));
        all += delay;
    }
    EXPECT_GT(all, std::chrono::hours(5));
}

TEST(Reconnect, reads_retry_after) {
    const std::pair<const char*, int> cases[] = {{"1", 1},
                                                 {"30", 30},
                                                 {"120", 120},
                                                 {"121", 120},
                                                 {"99999999", 120},
                                                 {"0", 1},
                                                 {"-1", 1},
                                                 {"", 1},
                                                 {"1.5", 1},
                                                 {"x", 1},
                                                 {"3 ", 1},
                                                 {"Wed, 21 Oct 2015 07:28:00 GMT", 1},
                                                 {"99999999999999999999999", 1}};
    for (const auto& [text, wanted] : cases)
        EXPECT_EQ(retry_after(text), seconds(wanted)) << text;
}

}  // namespace
}  // namespace qm::chat::test
