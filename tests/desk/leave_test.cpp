// Absences that calendars say, in the store: apart from what people said, and for the days to come.
// SPDX-License-Identifier: Apache-2.0
#include "desk/leave.hpp"

#include "core/calendar.hpp"
#include "store/day_rows.hpp"
#include "support/company.hpp"

#include <gtest/gtest.h>

namespace qm::tests {
namespace {

using namespace std::chrono_literals;

class LeaveRead : public testing::Test {
protected:
    LeaveRead() {
        company.setup.teams.push_back(a_team("core", {"alice", "bob", "carol"}));
        company.setup.front_desk = TeamId("core");
        company.setup.absences = {of_team};
        company.start(core::to_instant(monday, 10h, "Europe/Paris"));
    }
    ~LeaveRead() override {
        for (const std::string& problem : company.problems)
            ADD_FAILURE() << problem;
    }

    // From and until as days after the first Monday.
    void says(const std::string& who, int from, int until) {
        core::LeaveRead read;
        for (int day = from; day <= until; ++day)
            read.days[who].insert(monday + std::chrono::days{day});
        desk::Turn turn = a_turn();
        desk::take_leave(turn, of_team, read);
        company.say_soon();
    }
    desk::Turn a_turn() {
        return {company.db(),
                company.setup,
                company.now(),
                "leave:" + std::to_string(++company.events),
                {},
                0,
                false};
    }
    // "bob 05-06 core/" of every absence since January.
    std::string rows() {
        std::string all;
        for (const store::AbsenceRow& row : store::absences_since(company.db(), "2026-01-01"))
            all += (all.empty() ? "" : ", ") + row.username + " " + row.from_day.substr(8) + "-" +
                   row.until_day.substr(8) + " " + row.calendar;
        return all;
    }

    const Date monday{std::chrono::year{2026} / 10 / 5};
    const desk::AbsenceSource of_team{TeamId("core"), ""};
    Company company;
};

TEST_F(LeaveRead, WhatIsOverStaysAndTheRestFollowsTheCalendar) {
    store::save_absence(company.db(), {"bob", "2026-10-09", "2026-10-10"});
    says("bob", -3, 3);
    EXPECT_EQ(rows(), "bob 05-08 core/, bob 09-10 ") << "nothing of the days before";
    company.advance(core::to_instant(monday + std::chrono::days{2}, 10h, "Europe/Paris"));
    says("bob", 0, 2);
    EXPECT_EQ(rows(), "bob 05-06 core/, bob 07-07 core/, bob 09-10 ");
    says("alice", 4, 4);
    EXPECT_EQ(rows(), "alice 09-09 core/, bob 05-06 core/, bob 09-10 ");
}

TEST_F(LeaveRead, WhatACalendarSaidEndsWithItsNameInTheConfiguration) {
    store::save_absence(company.db(), {"bob", "2026-10-09", "2026-10-10"});
    says("bob", 0, 20);
    company.setup.absences.clear();
    company.setup.absences = {{TeamId("core"), "bob"}};
    desk::Turn turn = a_turn();
    desk::take_leave(turn, of_team, {});
    EXPECT_EQ(rows(), "bob 05-25 core/, bob 09-10 ") << "nobody named it";
    desk::note_absence_calendars(turn);
    company.say_soon();
    EXPECT_EQ(rows(), "bob 09-10 ");
}

TEST_F(LeaveRead, ACalendarThatDoesNotReadTakesNothingBack) {
    says("bob", 0, 20);
    core::LeaveRead broken;
    broken.problems.push_back({7, "this event has no start that reads"});
    desk::Turn turn = a_turn();
    desk::take_leave(turn, of_team, broken);
    EXPECT_EQ(rows(), "bob 05-25 core/");
    EXPECT_EQ(desk::leave_trouble(turn, of_team), "line 7: this event has no start that reads");
    desk::take_leave(turn, of_team, {});
    EXPECT_EQ(rows(), "");
    EXPECT_EQ(desk::leave_trouble(turn, of_team), "");
}

TEST_F(LeaveRead, NobodyIsPutOnDutyOnADayTheirCalendarTakes) {
    says("bob", 0, 60);
    company.advance(core::to_instant(monday + std::chrono::days{30}, 10h, "Europe/Paris"));
    const auto shifts = store::shifts(company.db(), TeamId("core"), "2026-10-20", "2026-12-04");
    ASSERT_GT(shifts.size(), 20u);
    for (const store::ShiftRow& row : shifts)
        EXPECT_NE(row.username, "bob") << row.day;
}

}  // namespace
}  // namespace qm::tests
