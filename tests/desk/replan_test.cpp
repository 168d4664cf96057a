// Planning published days anew: what is shown is what is applied, and nothing else moves.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "desk/days.hpp"
#include "support/company.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace qm::tests {
namespace {

using namespace std::chrono_literals;

const Instant monday = from_unix(1'791'187'200);  // 2026-10-05 10:00 Europe/Paris

class Replanned : public testing::Test {
protected:
    Replanned() {
        company_.setup.teams = {a_team("core", {"alice", "bob", "carol", "dan"})};
        company_.setup.front_desk = TeamId("core");
        company_.start(monday);
        company_.take_lines();
    }
    const Team& team() const { return company_.setup.teams.front(); }
    std::map<std::string, std::string> days() {
        std::map<std::string, std::string> all;
        for (const store::ShiftRow& row :
             store::shifts(company_.db(), team().id, "2026-10-01", "2026-12-31"))
            all[row.day] = row.username;
        return all;
    }
    qm::Replanned shown(const Replan& how) {
        desk::Turn turn{company_.db(), company_.setup, company_.now(), "test", {}, 0};
        return desk::DeskDays(turn, company_.person("alice")).replan(team(), how).value();
    }
    void apply(const std::string& who, const std::string& mark) {
        company_.types(who, "sre-core", "/run plan --without dan --apply " + mark);
    }

    Company company_;
};

TEST_F(Replanned, WhatIsShownIsWhatIsAppliedAndEachIsToldOnce) {
    const auto before = days();
    const qm::Replanned plan = shown({"dan", "", ""});
    ASSERT_FALSE(plan.moved.empty());
    EXPECT_EQ(days(), before) << "showing changes nothing";
    apply("bob", plan.mark);
    EXPECT_EQ(days(), before) << "only a lead applies it";
    company_.take_lines();
    apply("alice", plan.mark);
    auto expected = before;
    for (const Moved& one : plan.moved) {
        const std::string day = core::iso_date(one.date);
        EXPECT_GT(day, "2026-10-19") << "nothing moves within two weeks";
        EXPECT_EQ(before.at(day), one.before);
        EXPECT_NE(one.after, "dan");
        expected[day] = one.after;
    }
    EXPECT_EQ(days(), expected);
    int told = 0;
    for (const std::string& line : company_.take_lines())
        told += line.find("    dm:") == 0 ? 1 : 0;
    EXPECT_EQ(told, 3) << "bob, carol and dan, once each";
    int least = 100, most = 0;
    for (const Share& share : plan.shares) {
        if (share.username == "dan") continue;
        least = std::min(least, share.after);
        most = std::max(most, share.after);
    }
    EXPECT_LE(most - least, 1) << "the others share his days";
}

TEST_F(Replanned, ADifferenceThatChangedMeanwhileIsShownAgain) {
    const qm::Replanned plan = shown({"dan", "", ""});
    const auto his = std::find_if(plan.moved.begin(), plan.moved.end(),
                                  [](const Moved& one) { return one.before == "dan"; });
    ASSERT_NE(his, plan.moved.end());
    company_.types("dan", "sre-core", "/run cover " + core::iso_date(his->date));
    const auto before = days();
    apply("alice", plan.mark);
    EXPECT_EQ(days(), before);
    EXPECT_NE(shown({"dan", "", ""}).mark, plan.mark);
}

// By its rule a weekday without its person is the next one's, every week.
TEST_F(Replanned, AFixedWeekdayOfWhoeverLeavesIsShared) {
    Team& team = company_.setup.teams.front();
    team.rotation.mode = RotationMode::weekday;
    team.members.emplace_back();
    team.members.back().person.username = "erin";
    team.rotation.weekday_members = {"", "alice", "bob", "carol", "dan", "erin", ""};
    store::Savepoint step(company_.db(), "anew");
    company_.db().run("delete from shifts where day > '2026-10-05'");
    step.keep();
    company_.crash();
    company_.restart();
    const auto before = days();
    std::map<std::string, int> gained;
    for (const Moved& one : shown({"dan", "", ""}).moved) {
        EXPECT_EQ(one.before, "dan") << "the others keep their weekdays";
        ++gained[one.after];
    }
    EXPECT_GE(gained.size(), 2u);
    EXPECT_EQ(gained.count("carol") + gained.count("erin"), 0u) << "two days in a row";
}

TEST_F(Replanned, WhatPeopleAgreedOnStays) {
    company_.types("bob", "sre-core", "/run take 2026-11-05");
    ASSERT_EQ(days().at("2026-11-05"), "bob");
    for (const Moved& one : shown({"bob", "", ""}).moved)
        EXPECT_NE(core::iso_date(one.date), "2026-11-05");
}

}  // namespace
}  // namespace qm::tests
