// Days that are kept in another calendar: taken when it says something new, and never emptied.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "desk/followed.hpp"
#include "store/day_rows.hpp"
#include "support/company.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace qm::tests {
namespace {

using namespace std::chrono_literals;
using Said = std::map<std::string, std::string>;  // day → who

class Following : public testing::Test {
protected:
    Following() {
        Team team = a_team("core", {"alice", "bob", "carol"});
        team.name = "SRE Core";
        team.rotation.mode = RotationMode::round_robin;
        team.rotation.start = monday;
        company.setup.teams.push_back(team);
        company.setup.front_desk = team.id;
        company.setup.follows = {team.id};
        company.start(core::to_instant(monday, 8h, "Europe/Paris"));
        company.advance(core::to_instant(monday, 10h, "Europe/Paris"));
        (void)company.take_lines();
    }
    ~Following() override {
        for (const std::string& problem : company.problems)
            ADD_FAILURE() << problem;
    }

    Team& team() { return company.setup.teams.front(); }
    desk::Turn turn() {
        const std::string event = "follow:" + std::to_string(++turns);
        return {company.db(), company.setup, company.now(), event, {}, 0, false};
    }
    void hears(const Said& days) {
        core::RotaRead read;
        int line = 0;
        for (const auto& [day, who] : days)
            read.days[*core::read_date(day)] = {who, ++line};
        hears_all(read);
    }
    void hears_all(const core::RotaRead& read) {
        desk::Turn one = turn();
        desk::follow_rota(one, team(), read);
        settle();
    }
    void fails(const std::string& why) {
        desk::Turn one = turn();
        desk::follow_failed(one, team(), why);
        settle();
    }
    // What was written down is sent with the next event.
    void settle() { company.advance(company.now() + 1s); }
    std::string trouble() {
        desk::Turn one = turn();
        return desk::follow_trouble(one, team());
    }
    std::string has(const std::string& day) {
        const auto rows = store::shifts(company.db(), team().id, day, day);
        return rows.empty() ? "" : rows.front().username + " " + rows.front().origin;
    }
    // How many messages of that sentence were written down since the last call.
    int told(const std::string& key) {
        int all = 0;
        for (const store::Row& row : company.db().run("select body from outbox"))
            all += store::text(row[0]).find(key) != std::string::npos ? 1 : 0;
        const int before = std::exchange(known[key], all);
        return all - before;
    }

    const Date monday{std::chrono::year{2026} / 10 / 5};
    Company company;
    int turns = 0;
    std::map<std::string, int> known;
};

TEST_F(Following, DaysAreTakenAndWhomItConcernsIsTold) {
    EXPECT_EQ(has("2026-10-06"), "bob plan");
    hears({{"2026-10-06", "carol"}, {"2026-10-07", "carol"}});
    EXPECT_EQ(has("2026-10-06"), "carol follow");
    EXPECT_EQ(has("2026-10-07"), "carol plan") << "hers already";
    EXPECT_EQ(has("2026-10-08"), "alice plan") << "what it does not speak of stays";
    EXPECT_EQ(told("run.imported"), 2) << "who loses the day, and who has it now";
    hears({{"2026-10-06", "carol"}, {"2026-10-07", "carol"}});
    EXPECT_EQ(told("run.imported"), 0);
    EXPECT_EQ(trouble(), "");
}

TEST_F(Following, WhatPeopleChangeHereStaysUntilItSaysSomethingNew) {
    hears({{"2026-10-06", "carol"}});
    company.types("alice", "sre-core", "/run take 2026-10-06");
    hears({{"2026-10-06", "carol"}});
    EXPECT_EQ(has("2026-10-06"), "alice take");
    hears({{"2026-10-06", "bob"}});
    EXPECT_EQ(has("2026-10-06"), "bob follow");
}

TEST_F(Following, AnEmptyOrBrokenCalendarEmptiesNothing) {
    hears({{"2026-10-06", "carol"}});
    hears(Said{});
    EXPECT_EQ(has("2026-10-06"), "carol follow");
    core::RotaRead broken;
    broken.days[monday + std::chrono::days{1}] = {"alice", 4};
    broken.problems = {{9, "\"zoe\" names no member"}};
    hears_all(broken);
    EXPECT_EQ(has("2026-10-06"), "carol follow");
    EXPECT_EQ(trouble(), "line 9: \"zoe\" names no member");
    hears({{"2026-10-06", "carol"}});
    EXPECT_EQ(trouble(), "");
}

TEST_F(Following, WhoIsAwayIsNotPutOnDutyAndTheRestIsTaken) {
    store::save_absence(company.db(), {"carol", "2026-10-06", "2026-10-06"});
    hears({{"2026-10-06", "carol"}, {"2026-10-08", "carol"}});
    EXPECT_EQ(has("2026-10-06"), "bob plan");
    EXPECT_EQ(has("2026-10-08"), "carol follow");
    EXPECT_NE(trouble().find("2026-10-06: carol cannot be on duty"), std::string::npos);
    store::drop_absence(company.db(), "carol", "2026-10-06");
    hears({{"2026-10-06", "carol"}, {"2026-10-08", "carol"}});
    EXPECT_EQ(has("2026-10-06"), "carol follow") << "tried again";
    EXPECT_EQ(trouble(), "");
}

TEST_F(Following, TheLeadIsToldOnceWhenItFailsForHalfAnHour) {
    for (int i = 0; i < 3; ++i)  // the configuration is read three times within a minute
        fails("the calendar's server answers 503");
    EXPECT_EQ(told("run.follow_failed"), 0);
    company.advance(company.now() + 31min);
    fails("the calendar's server answers 503");
    EXPECT_EQ(told("run.follow_failed"), 1);
    for (int i = 0; i < 10; ++i)
        fails("the calendar's server answers 404");
    EXPECT_EQ(told("run.follow_failed"), 0);
    EXPECT_EQ(trouble(), "the calendar's server answers 404");
    hears({{"2026-10-06", "carol"}});
    fails("the calendar's server answers 503");
    company.advance(company.now() + 31min);
    fails("the calendar's server answers 503");
    EXPECT_EQ(told("run.follow_failed"), 1) << "it had worked again";
}

TEST_F(Following, ALeadAdoptsTheDays) {
    hears({{"2026-10-06", "carol"}});
    company.types("bob", "sre-core", "/run adopt");
    hears({{"2026-10-06", "bob"}});
    EXPECT_EQ(has("2026-10-06"), "bob follow") << "Bob is no lead";
    company.types("alice", "sre-core", "/run adopt");
    hears({{"2026-10-06", "alice"}});
    fails("no matter");
    EXPECT_EQ(has("2026-10-06"), "bob follow");
    EXPECT_EQ(trouble(), "");
    company.restart();
    hears({{"2026-10-06", "alice"}});
    EXPECT_EQ(has("2026-10-06"), "bob follow") << "still adopted";
    (void)company.take_lines();
    company.types("alice", "sre-core", "/run adopt");
    const auto lines = company.take_lines();
    ASSERT_FALSE(lines.empty());
    EXPECT_NE(lines.front().find("follows no other calendar"), std::string::npos);
    // Configured no more, and again later: it begins anew.
    company.setup.follows.clear();
    company.restart();
    company.setup.follows = {team().id};
    company.restart();
    hears({{"2026-10-06", "alice"}});
    EXPECT_EQ(has("2026-10-06"), "alice follow");
}

}  // namespace
}  // namespace qm::tests
