// What calendars show of days that change hands, and to whom.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"

#include "app/calendar_feed.hpp"
#include "desk/imported.hpp"
#include "desk/watch.hpp"
#include "support/company.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace qm::tests {
namespace {

using namespace std::chrono_literals;
using Status = core::IcsEvent::Status;

class Calendars : public testing::Test {
protected:
    Calendars() {
        Team team = a_team("core", {"alice", "bob", "carol"});
        team.name = "SRE Core";
        team.rotation.mode = RotationMode::round_robin;
        team.rotation.start = monday;
        company.setup.teams.push_back(team);
        company.setup.front_desk = team.id;
        company.start(at(8h));
        company.advance(at(10h));
        (void)company.take_lines();
    }
    ~Calendars() override {
        for (const std::string& problem : company.problems)
            ADD_FAILURE() << problem;
    }

    Instant at(TimeOfDay time) const { return core::to_instant(monday, time, "Europe/Paris"); }
    void types(const std::string& who, const std::string& text) {
        company.types(who, "sre-core", text);
    }
    // The token of the first link ("SRE Core": of the second) that somebody is shown.
    std::string token(const std::string& who, const std::string& ask, bool of_team) {
        (void)company.take_lines();
        types(who, ask);
        std::vector<std::string> found;
        for (const std::string& line : company.take_lines()) {
            const auto begin = line.find("/calendar/");
            if (begin != line.npos)
                found.push_back(line.substr(begin + 10, line.find(".ics") - begin - 10));
        }
        return found.size() == 2 ? found[of_team ? 1 : 0] : "";
    }
    std::optional<desk::Feed> feed(const std::string& token) {
        const auto closed = desk::with_closed_days(company.db(), company.setup);
        desk::Turn turn{
            company.db(), closed ? *closed : company.setup, company.now(), "test", {}, 0};
        return desk::feed_of(turn, token);
    }
    const desk::FeedDay* on(const std::optional<desk::Feed>& feed, const std::string& day) {
        if (!feed) return nullptr;
        const auto found = std::find_if(
            feed->days.begin(), feed->days.end(),
            [&](const desk::FeedDay& one) { return one.event.uid.starts_with(day + ".core"); });
        return found == feed->days.end() ? nullptr : &*found;
    }
    std::string text(const std::string& token) {
        return app::calendar_text(company.db(), company.setup, texts, company.now(), token);
    }

    const Date monday{std::chrono::year{2026} / 10 / 5};
    const core::Texts texts = all_texts();
    Company company;
};

TEST_F(Calendars, ADayIsItsDutyHoursAndSaysWhoOwnsWhatComesInAfter) {
    const auto mine = feed(token("bob", "/run calendar", false));
    const desk::FeedDay* day = on(mine, "2026-10-06");
    ASSERT_NE(day, nullptr);
    EXPECT_EQ(core::rfc3339(day->event.from), "2026-10-06T07:00:00Z");
    EXPECT_EQ(core::rfc3339(day->event.until), "2026-10-06T16:00:00Z");
    EXPECT_EQ(day->event.status, Status::confirmed);
    EXPECT_EQ(day->event.sequence, 0);
    EXPECT_TRUE(day->event.busy);
    EXPECT_EQ(on(mine, "2026-10-05"), nullptr) << "Alice's";
    // Winter time, from the last Sunday of October.
    const desk::FeedDay* winter = on(mine, "2026-10-27");
    ASSERT_NE(winter, nullptr);
    EXPECT_EQ(core::rfc3339(winter->event.from), "2026-10-27T08:00:00Z");
    const std::string said = text(token("bob", "/run calendar", false));
    EXPECT_NE(said.find("SUMMARY:RUN: SRE Core\r\n"), said.npos) << said;
    EXPECT_NE(said.find("Bob owns what comes in for SRE Core until Wed 7 Oct"), said.npos) << said;
}

TEST_F(Calendars, OnlyPublishedDaysAreShown) {
    const auto all = feed(token("bob", "/run calendar", true));
    ASSERT_TRUE(all);
    EXPECT_EQ(all->days.front().event.uid.substr(0, 10), "2026-10-02")
        << "Friday owns until Monday";
    EXPECT_LE(all->days.back().event.uid.substr(0, 10), "2026-11-16");
    EXPECT_GE(all->days.size(), 28u);
    company.advance(at(10h) + std::chrono::days{35});
    const auto later = feed(token("bob", "/run calendar", true));
    EXPECT_GE(later->days.front().event.uid.substr(0, 10), "2026-10-25");
}

TEST_F(Calendars, ADayThatChangesHandsIsCancelledHereAndConfirmedThere) {
    const std::string bob = token("bob", "/run calendar", false);
    const std::string carol = token("carol", "/run calendar", false);
    const std::string team = token("carol", "/run calendar", true);
    const auto before = feed(bob);
    const auto before_of_team = feed(team);
    const std::string uid = on(before, "2026-10-06")->event.uid;
    const std::string team_uid = on(before_of_team, "2026-10-06")->event.uid;
    types("carol", "/run take 2026-10-06");
    const auto bobs = feed(bob);
    const desk::FeedDay* lost = on(bobs, "2026-10-06");
    ASSERT_NE(lost, nullptr);
    EXPECT_EQ(lost->event.uid, uid);
    EXPECT_EQ(lost->event.status, Status::cancelled);
    EXPECT_EQ(lost->event.sequence, 1);
    EXPECT_EQ(lost->event.changed, company.now());
    const auto carols = feed(carol);
    const desk::FeedDay* gained = on(carols, "2026-10-06");
    ASSERT_NE(gained, nullptr);
    EXPECT_EQ(gained->event.status, Status::confirmed);
    EXPECT_EQ(gained->event.sequence, 1);
    const auto all = feed(team);
    const desk::FeedDay* shared = on(all, "2026-10-06");
    EXPECT_EQ(shared->event.uid, team_uid);
    EXPECT_EQ(shared->event.sequence, 1);
    EXPECT_EQ(shared->event.status, Status::confirmed);
    EXPECT_NE(text(team).find("SUMMARY:RUN SRE Core: Carol\r\n"), std::string::npos);
    EXPECT_NE(text(bob).find("SUMMARY:Carol has it: RUN SRE Core\r\n"), std::string::npos);
}

TEST_F(Calendars, WhatIsUndoneIsRaisedAgainAndNotForgotten) {
    const std::string bob = token("bob", "/run calendar", false);
    const std::string carol = token("carol", "/run calendar", false);
    types("carol", "/run take 2026-10-06");
    types("carol", "/run undo 2026-10-06");
    const auto bobs = feed(bob);
    EXPECT_EQ(on(bobs, "2026-10-06")->event.sequence, 2);
    EXPECT_EQ(on(bobs, "2026-10-06")->event.status, Status::confirmed);
    const auto carols = feed(carol);
    ASSERT_NE(on(carols, "2026-10-06"), nullptr) << "her calendar has shown it";
    EXPECT_EQ(on(carols, "2026-10-06")->event.sequence, 2);
    EXPECT_EQ(on(carols, "2026-10-06")->event.status, Status::cancelled);
}

TEST_F(Calendars, AClosedDayIsCancelledAndComesBack) {
    const std::string bob = token("bob", "/run calendar", false);
    types("alice", "/run close 2026-10-06 offsite; bring shoes");
    const auto closed = feed(bob);
    ASSERT_NE(on(closed, "2026-10-06"), nullptr);
    EXPECT_EQ(on(closed, "2026-10-06")->event.status, Status::cancelled);
    EXPECT_EQ(on(closed, "2026-10-06")->event.sequence, 1);
    EXPECT_NE(text(bob).find("offsite\\; bring shoes"), std::string::npos) << text(bob);
    types("alice", "/run open 2026-10-06");
    const auto open = feed(bob);
    EXPECT_EQ(on(open, "2026-10-06")->event.status, Status::confirmed);
    EXPECT_EQ(on(open, "2026-10-06")->event.sequence, 2);
}

TEST_F(Calendars, PollsAreTheSameUntilSomethingChanges) {
    const std::string bob = token("bob", "/run calendar", false);
    const std::string before = text(bob);
    company.advance(at(15h));
    EXPECT_EQ(text(bob), before);
    types("carol", "/run take 2026-10-06");
    EXPECT_NE(text(bob), before);
}

TEST_F(Calendars, AnOldOrForeignTokenOpensNothing) {
    const std::string old = token("bob", "/run calendar", false);
    EXPECT_EQ(token("bob", "/run calendar", false), old) << "shown again, not made again";
    ASSERT_TRUE(feed(old));
    const std::string made = token("bob", "/run calendar new", false);
    EXPECT_NE(made, old);
    EXPECT_TRUE(feed(made));
    EXPECT_FALSE(feed(old));
    EXPECT_NE(token("bob", "/run calendar new", false), made) << "within the same second";
    EXPECT_FALSE(feed(made));
    for (const std::string& other : {std::string(), std::string(40, '0'), std::string(4000, 'a')})
        EXPECT_FALSE(feed(other));
}

TEST_F(Calendars, NoTokenIsStored) {
    const std::string mine = token("bob", "/run calendar", false);
    for (const char* rows :
         {"select hash || team || username from calendar_links", "select body from outbox",
          "select event || error from inbox", "select event || what || subject || who from log",
          "select value from meta"}) {
        for (const store::Row& row : company.db().run(rows))
            EXPECT_EQ(store::text(row[0]).find(mine), std::string::npos) << rows;
    }
}

TEST_F(Calendars, AnImportedDaySaysWhereItCameFrom) {
    const std::string carol = token("carol", "/run calendar", false);
    desk::Turn turn{company.db(), company.setup, company.now(), "import", {}, 0, false};
    const Date tuesday = monday + std::chrono::days{1};
    const auto done =
        desk::import_rota(turn, company.setup.teams.front(), {{tuesday, "carol"}}, "import", true);
    EXPECT_TRUE(done.problems.empty());
    (void)company.take_lines();
    types("carol", "/run why 2026-10-06");
    const auto said = company.take_lines();
    EXPECT_TRUE(std::any_of(said.begin(), said.end(), [](const std::string& line) {
        return line.find("taken over from a file") != line.npos;
    }));
    const auto mine = feed(carol);
    EXPECT_EQ(on(mine, "2026-10-06")->event.sequence, 1);
    types("alice", "/run undo 2026-10-06");
    const auto undone = feed(carol);
    EXPECT_EQ(on(undone, "2026-10-06")->event.status, Status::cancelled);
}

TEST_F(Calendars, WhoLeavesTheTeamSeesNothingMore) {
    const std::string own = token("bob", "/run calendar", false);
    const std::string team = token("bob", "/run calendar", true);
    company.setup.teams.front().members[1].left = monday + std::chrono::days{1};
    EXPECT_TRUE(feed(own)) << "until then";
    company.setup.teams.front().members[1].left = monday;
    EXPECT_FALSE(feed(own));
    EXPECT_FALSE(feed(team));
    company.setup.teams.front().members.erase(company.setup.teams.front().members.begin() + 1);
    EXPECT_FALSE(feed(own));
}

TEST_F(Calendars, WithoutAnAddressItSaysWhatToConfigure) {
    company.setup.calendar_url.clear();
    types("bob", "/run calendar");
    bool said = false;
    for (const std::string& line : company.take_lines())
        said = said || line.find("http.public_url") != std::string::npos;
    EXPECT_TRUE(said);
}

}  // namespace
}  // namespace qm::tests
