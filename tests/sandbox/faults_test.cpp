// Faults: which requests they meet, and how often.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/faults.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace qm::sandbox {
namespace {

using nlohmann::json;

void arm(Faults& faults, const char* text) {
    auto fault = read_fault(json::parse(text));
    ASSERT_TRUE(fault) << fault.error().what;
    auto armed = faults.arm(*fault);
    ASSERT_TRUE(armed) << armed.error().what;
}

TEST(Faults, MeetOnlyWhatTheyAreFor) {
    Faults faults;
    arm(faults, R"({"kind":"answer","status":500,"path_prefix":"/api/v4/posts","method":"POST",
                    "username":"quartermaster","count":2})");
    EXPECT_EQ(faults.meet("GET", "/api/v4/posts", "quartermaster").status, 0);
    EXPECT_EQ(faults.meet("POST", "/api/v4/users", "quartermaster").status, 0);
    EXPECT_EQ(faults.meet("POST", "/api/v4/posts", "alice").status, 0);
    for (int i = 0; i < 2; ++i) {
        Meeting meeting = faults.meet("POST", "/api/v4/posts", "quartermaster");
        EXPECT_EQ(meeting.status, 500);
        EXPECT_FALSE(meeting.apply);
    }
    EXPECT_EQ(faults.meet("POST", "/api/v4/posts", "quartermaster").status, 0);
    EXPECT_TRUE(faults.armed().empty());
}

TEST(Faults, LastUntilResetWithoutCount) {
    Faults faults;
    arm(faults, R"({"kind":"delay","ms":20})");
    arm(faults, R"({"kind":"hold","ms":5})");
    for (int i = 0; i < 3; ++i) {
        Meeting meeting = faults.meet("GET", "/api/v4/users/me", "");
        EXPECT_EQ(meeting.delay_ms, 20);
        EXPECT_EQ(meeting.hold_ms, 5);
        EXPECT_TRUE(meeting.apply);
    }
    faults.reset();
    EXPECT_EQ(faults.meet("GET", "/api/v4/users/me", "").delay_ms, 0);
}

TEST(Faults, ADatabaseIsAwayUntilReset) {
    Faults faults;
    arm(faults, R"({"kind":"database","username":"quartermaster"})");
    EXPECT_EQ(faults.meet("POST", "/api/v4/posts", "alice").away, 0);
    EXPECT_EQ(faults.meet("POST", "/api/v4/posts", "quartermaster").away, 1);
    EXPECT_EQ(faults.meet("GET", "/api/v4/channels/x", "quartermaster").away, 2);
    faults.reset();
    EXPECT_EQ(faults.meet("POST", "/api/v4/posts", "quartermaster").away, 0);
}

TEST(Faults, OneAnswerAtATime) {
    Faults faults;
    arm(faults, R"({"kind":"answer","status":429,"count":1})");
    arm(faults, R"({"kind":"answer","status":502,"count":1,"apply":true})");
    EXPECT_EQ(faults.meet("GET", "/", "").status, 429);
    Meeting second = faults.meet("GET", "/", "");
    EXPECT_EQ(second.status, 502);
    EXPECT_TRUE(second.apply);
    EXPECT_EQ(faults.meet("GET", "/", "").status, 0);
}

TEST(Faults, LostRepliesTakeEffect) {
    Faults faults;
    arm(faults, R"({"kind":"lose_reply","count":1})");
    Meeting lost = faults.meet("POST", "/api/v4/posts", "");
    EXPECT_TRUE(lost.apply);
    EXPECT_EQ(lost.status, 504);
    EXPECT_EQ(lost.delay_ms, 30'000);
}

TEST(Faults, OfEvents) {
    Faults faults;
    arm(faults, R"({"kind":"deaf","count":1})");
    arm(faults, R"({"kind":"deaf","count":1,"gap":true})");
    arm(faults, R"({"kind":"duplicate_events","count":1})");
    EXPECT_EQ(faults.meet("POST", "/api/v4/posts", "").status, 0);
    EXPECT_EQ(faults.telling(), Faults::Telling::silent);
    EXPECT_EQ(faults.telling(), Faults::Telling::hole);
    EXPECT_EQ(faults.telling(), Faults::Telling::told);
    EXPECT_TRUE(faults.take(Fault::Kind::duplicate_events));
    EXPECT_FALSE(faults.take(Fault::Kind::duplicate_events));
    EXPECT_FALSE(faults.take(Fault::Kind::same_millisecond));
}

TEST(Faults, OfTheDatabase) {
    Faults faults;
    arm(faults, R"({"kind":"forget_pending","count":1})");
    arm(faults, R"({"kind":"stale","ms":2000,"username":"bot"})");
    arm(faults, R"({"kind":"stale","ms":500})");
    EXPECT_EQ(faults.lag_ms("bot"), 2000);
    EXPECT_EQ(faults.lag_ms("pia"), 500);
    EXPECT_TRUE(faults.take(Fault::Kind::forget_pending));
    EXPECT_FALSE(faults.take(Fault::Kind::forget_pending));
    EXPECT_EQ(faults.lag_ms("bot"), 2000) << "it lags until reset";
}

TEST(Faults, AreCheckedAndCounted) {
    for (const char* bad : {R"({})", R"([])", R"({"kind":"nonsense"})", R"({"kind":7})",
                            R"({"kind":"delay","ms":"long"})"})
        EXPECT_FALSE(read_fault(json::parse(bad))) << bad;
    Faults faults;
    for (const char* unfit : {R"({"kind":"answer","status":200})", R"({"kind":"delay","ms":-1})",
                              R"({"kind":"delay","ms":120001})", R"({"kind":"deaf","count":-1})"})
        EXPECT_FALSE(faults.arm(*read_fault(json::parse(unfit)))) << unfit;
    for (std::size_t i = 0; i < Faults::armed_max; ++i)
        arm(faults, R"({"kind":"deaf"})");
    auto too_many = faults.arm(*read_fault(json::parse(R"({"kind":"deaf"})")));
    ASSERT_FALSE(too_many);
    EXPECT_EQ(too_many.error().code, errc::too_large);
}

}  // namespace
}  // namespace qm::sandbox
