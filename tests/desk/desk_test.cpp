// What no conversation shows: refused posts, doubles of our own, names that come late, cards left
// behind by moves.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "desk/turn.hpp"
#include "support/company.hpp"

#include <gtest/gtest.h>

namespace qm::tests {
namespace {

using namespace std::chrono_literals;

class AtTheDesk : public testing::Test {
protected:
    AtTheDesk() {
        for (const std::string name : {"core", "data", "edge"}) {
            Team team;
            team.id = TeamId(name);
            team.name = team.channel_name = "sre-" + name;
            team.products.push_back({name + "-product", {name + "-product"}, {}, {}});
            for (const std::string member : {"-a", "-b"}) {
                team.members.emplace_back();
                team.members.back().person.username = name + member;
            }
            company.setup.teams.push_back(team);
        }
        company.setup.front_desk = TeamId("core");
        company.start(core::to_instant(day, 8h, "Europe/Paris"));
    }
    ~AtTheDesk() override {
        for (const std::string& problem : company.problems)
            ADD_FAILURE() << problem;
    }

    void advance_to(TimeOfDay time) {
        company.advance(core::to_instant(day, time, "Europe/Paris"));
    }
    bool was_seen(const std::string& words) {
        for (const std::string& line : company.take_lines()) {
            if (line.find(words) != std::string::npos) return true;
        }
        return false;
    }

    std::string all_seen() {
        std::string all;
        for (const std::string& line : company.take_lines())
            all += line + "\n";
        return all;
    }

    const Date day{std::chrono::year{2026} / 10 / 6};
    Company company;
};

TEST_F(AtTheDesk, ARefusedCardHoldsUpNothing) {
    advance_to(10h);
    company.platform().refuses = ChannelId("~sre-core");
    const PostId root = company.writes("pia", "core-product", {}, "@quartermaster please help us");
    EXPECT_TRUE(was_seen("**R1001** is with sre-core"));
    company.writes("pia", "core-product", root, "any news?");
    EXPECT_EQ(store::open_count(company.db()), 0);
    company.platform().refuses = ChannelId();
    company.writes("pia", "core-product", root, "hello?");
    company.writes("pia", "data-product", {}, "@quartermaster please help us too");
    EXPECT_TRUE(was_seen("**R1002"));
    EXPECT_EQ(store::open_count(company.db()), 0);
    EXPECT_TRUE(store::timer(company.db(), "remind/R1001"));  // nobody has seen the card
}

// Longer than a post on any platform: nothing of it is cut.
TEST_F(AtTheDesk, ALongReplyGoesOnInTheNextPost) {
    advance_to(10h);
    company.writes("pia", "core-product", {}, "@quartermaster please help us");
    std::string words;
    for (int i = 0; i < 4'000; ++i)
        words += (i == 0 ? "word" : " word") + std::to_string(i);
    company.take_lines();
    company.types("core-a", "sre-core", "/req reply R1001 " + words);
    std::string said;
    int posts = 0;
    for (const PostId& id : company.platform().order()) {
        const std::string& text = company.platform().find(id)->what.text;
        const auto at = text.find("(sre-core): ");
        if (at == text.npos) continue;
        ++posts;
        said += (said.empty() ? "" : " ") + text.substr(at + 12);
    }
    EXPECT_EQ(said, words);
    EXPECT_GT(posts, 1);
    EXPECT_LT(posts, 6);
}

// What was typed into a command stands nowhere else.
TEST_F(AtTheDesk, ALongRequestByCommandSaysWhatIsNotKept) {
    advance_to(10h);
    company.types("pia", "core-product", "/req please read this " + std::string(4'100, 'x'));
    EXPECT_TRUE(was_seen("first 4,000 bytes are kept as **R1001**"));
    company.writes("pia", "core-product", {}, "@quartermaster read " + std::string(4'100, 'x'));
    EXPECT_FALSE(was_seen("4,000 bytes")) << "the message itself is there";
}

// An archived channel: the asker reads the answer directly, and its writer knows.
TEST_F(AtTheDesk, ARefusedAnswerReachesItsAskerDirectly) {
    advance_to(10h);
    company.writes("pia", "core-product", {}, "@quartermaster please help us");
    company.types("core-a", "sre-core", "/req take R1001");
    company.take_lines();
    company.platform().refuses = ChannelId("~core-product");
    company.types("core-a", "sre-core", "/req reply R1001 which version?");
    company.types("core-a", "sre-core", "/req solve R1001 done");
    const std::string all = all_seen();
    const auto has = [&](std::string_view words) {
        return all.find(words) != all.npos;
    };
    EXPECT_TRUE(has("dm:pia #1  I may not write in ~core-product")) << all;
    EXPECT_TRUE(has("(sre-core): which version?")) << all;
    EXPECT_TRUE(has("dm:pia #2  I may not write in ~core-product")) << all;
    EXPECT_TRUE(has("**R1001** is solved: “done”.")) << all;
    EXPECT_TRUE(has("dm:core-a #1  I may not write")) << all;
    EXPECT_TRUE(has("has gone to Pia directly")) << all;
    EXPECT_EQ(store::open_count(company.db()), 0);
}

TEST_F(AtTheDesk, ARefusedDutyCardReachesWhoeverIsOnDuty) {
    advance_to(10h);
    company.take_lines();
    company.platform().refuses = ChannelId("~sre-core");
    company.writes("pia", "core-product", {}, "@quartermaster please help us");
    EXPECT_TRUE(was_seen("So **R1001** comes to you here"));
    EXPECT_EQ(store::open_count(company.db()), 0);
}

// Made by slash where we may not write: no thread, and yet an answer.
TEST_F(AtTheDesk, WhatStandsUnderARefusedStatusPostComesDirectlyToo) {
    advance_to(10h);
    company.platform().refuses = ChannelId("~core-product");
    company.types("pia", "core-product", "/req please help us");
    company.types("core-a", "sre-core", "/req reply R1001 which version?");
    const std::string all = all_seen();
    EXPECT_NE(all.find("(sre-core): which version?"), all.npos) << all;
    EXPECT_EQ(store::open_count(company.db()), 0);
}

// Whoever serves a request need not be in the private channel where it was asked.
TEST_F(AtTheDesk, TheWriterReadsNoNameOfAPrivateChannel) {
    advance_to(10h);
    company.channels["merger"] = ChannelType::closed;
    company.writes("pia", "merger", {}, "@quartermaster please help us with core-product");
    company.types("core-a", "sre-core", "/req take R1001");
    company.take_lines();
    company.platform().refuses = ChannelId("~merger");
    company.types("core-a", "sre-core", "/req reply R1001 which version?");
    bool asker = false;
    bool writer = false;
    for (const std::string& line : company.take_lines()) {
        asker = asker || line.find("dm:pia #1  I may not write in ~merger") != line.npos;
        if (!line.starts_with("    dm:core-a")) continue;
        writer = true;
        EXPECT_EQ(line.find("merger"), line.npos) << line;
    }
    EXPECT_TRUE(asker);
    EXPECT_TRUE(writer);
}

// Nothing says an asker's words again: a team's closed channel must not swallow them.
TEST_F(AtTheDesk, WordsForAClosedTeamChannelReachWhoeverHasTheRequest) {
    advance_to(10h);
    const PostId first = company.writes("pia", "core-product", {}, "@quartermaster please help us");
    company.types("core-a", "sre-core", "/req take R1001");
    company.advance(company.now() + 10min);
    company.platform().refuses = ChannelId("~sre-core");
    const PostId second =
        company.writes("pia", "core-product", {}, "@quartermaster please help us too");
    company.advance(company.now() + 10min);
    company.take_lines();
    company.writes("pia", "core-product", first, "it is the staging database");
    company.writes("pia", "core-product", second, "it is the other cluster");
    const std::string all = all_seen();
    const auto a = all.find("dm:core-a #1  I may not write in your team's channel");
    const auto b = all.find("So **R1002** comes to you here");
    EXPECT_NE(a, all.npos) << all;
    EXPECT_NE(b, all.npos) << all;
    EXPECT_NE(all.find("> it is the staging database"), all.npos) << all;
    EXPECT_NE(all.find("> it is the other cluster"), all.npos) << all;
    EXPECT_EQ(store::open_count(company.db()), 0);
}

// An owner and a clock are not enough: the team must have been told.
TEST_F(AtTheDesk, TheWatchdogSeesThatATeamHasNoCard) {
    advance_to(10h);
    company.writes("pia", "core-product", {}, "@quartermaster please help us");
    company.db().run("delete from outbox where subject = 'duty/R1001'");
    (void)company.take_lines();
    const desk::Attended found = company.watch();
    EXPECT_EQ(found.unattended, 1);
    EXPECT_EQ(found.mended, 1);
    advance_to(10h + 1min);
    EXPECT_TRUE(was_seen("**R1001 · "));
    EXPECT_EQ(company.watch().unattended, 0);
}

// More than are looked at in one turn: each still has its own look.
TEST_F(AtTheDesk, AFloodOfRequestsLeavesNoneUnattended) {
    advance_to(10h);
    constexpr int flood = desk::open_max + 20;
    for (int i = 0; i < flood; ++i)
        company.writes("pia", "core-product", {},
                       "@quartermaster please upgrade broker " + std::to_string(i));
    (void)company.take_lines();
    for (const auto time : {10h + 31min, 11h + 6min, 12h + 6min, 13h + 6min}) {
        advance_to(time);
        std::size_t directly = 0;  // one message for all that a turn looks at, and not each its own
        for (const std::string& line : company.take_lines())
            directly += line.find("    dm:core-") == 0 ? 1 : 0;
        EXPECT_LE(directly, 4U) << time.count();
        const desk::Attended found = company.watch();
        EXPECT_EQ(found.open, flood);
        EXPECT_EQ(found.unattended, 0) << (found.why.empty() ? "" : found.why.front());
    }
    const std::string last = "R" + std::to_string(1000 + flood);
    company.types("core-b", "sre-core", "/req take " + last);
    company.advance(core::to_instant(day + std::chrono::days{1}, 9h + 1min, "Europe/Paris"));
    const auto passed = store::request(company.db(), RequestId(last));
    EXPECT_TRUE(passed && passed->taken_by.empty() && passed->handovers == 1)
        << "passed on as well";
    EXPECT_EQ(company.watch().unattended, 0);
}

TEST_F(AtTheDesk, ALongAnswerIsRefusedInTheReadersLanguageAndChangesNothing) {
    advance_to(10h);
    company.people["core-a"].locale = "fr";
    company.writes("pia", "core-product", {}, "@quartermaster please help us");
    company.take_lines();
    company.types("core-a", "sre-core", "/req solve R1001 " + std::string(501, 'a'));
    EXPECT_TRUE(was_seen("tient en une ligne"));
    EXPECT_EQ(store::request(company.db(), RequestId("R1001"))->state, RequestState::fresh);
    company.types("core-a", "sre-core", "/req solve R1001 " + std::string(500, 'a'));
    EXPECT_EQ(store::request(company.db(), RequestId("R1001"))->state, RequestState::solved);
}

TEST_F(AtTheDesk, ARequestWhoseTeamIsGoneSaysHowToAskAgain) {
    advance_to(10h);
    company.people["pia"].locale = "fr";
    company.writes("pia", "data-product", {}, "@quartermaster please help us");
    company.take_lines();
    std::erase_if(company.setup.teams, [](const Team& team) { return team.id.value == "data"; });
    company.types("pia", "data-product", "/req drop R1001");
    EXPECT_TRUE(was_seen("redemandez avec `/req TEXTE`"));
}

TEST_F(AtTheDesk, ADoubleOfOursIsRemovedAndTheFirstStays) {
    advance_to(10h);
    company.writes("pia", "core-product", {}, "@quartermaster please help us");
    const auto card = store::post_by_subject(company.db(), "duty/R1001");
    ASSERT_TRUE(card);
    Event event;
    event.kind = EventKind::own_post;
    event.channel = company.channel("sre-core");
    event.text = card->key;
    event.post = card->post;
    event.key = "mm:post:" + event.post.value;
    company.take_lines();
    company.deliver(event, "");
    EXPECT_TRUE(company.take_lines().empty());
    event.post = PostId("~sre-core/99");
    event.key = "mm:post:" + event.post.value;
    company.deliver(event, "");
    EXPECT_TRUE(was_seen("removed ~sre-core/99"));
}

TEST_F(AtTheDesk, AHandoverWaitsForNamesAndIsNotLost) {
    company.db().run("delete from channels where name = 'sre-core'");
    advance_to(9h + 10min);
    EXPECT_FALSE(store::handover(company.db(), TeamId("core"), "2026-10-06"));
    EXPECT_TRUE(store::handover(company.db(), TeamId("data"), "2026-10-06"));
    store::save_channel(company.db(), company.channel("sre-core"));
    advance_to(9h + 20min);
    EXPECT_TRUE(store::handover(company.db(), TeamId("core"), "2026-10-06"));
    EXPECT_EQ(store::timer(company.db(), "handover/core")->due,
              core::to_instant(day + std::chrono::days{1}, 9h, "Europe/Paris"));
}

TEST_F(AtTheDesk, CardsLeftBehindNameWhoHasItNow) {
    advance_to(10h);
    company.writes("pia", "core-product", {}, "@quartermaster please help us");
    company.types("core-a", "sre-core", "/req move R1001 data");
    company.types("data-a", "sre-data", "/req move R1001 edge");
    int moved = 0;
    for (const PostId& id : company.platform().order()) {
        const std::string& text = company.platform().find(id)->what.text;
        moved += text == "**R1001** is with sre-edge now." ? 1 : 0;
    }
    EXPECT_EQ(moved, 2);
    company.check();
}

// With a new configuration: both that of the one on duty, and of somebody else.
TEST_F(AtTheDesk, WhoLeavesTheRosterLeavesEverythingToWhoeverIsOnDuty) {
    for (const std::string gone : {"core-a", "data-b"}) {
        advance_to(gone == "core-a" ? 10h : 11h);
        const std::string team = gone.substr(0, 4);
        company.writes("pia", team + "-product", {}, "@quartermaster please help us");
        const RequestId id(gone == "core-a" ? "R1001" : "R1002");
        company.types(gone, "sre-" + team, "/req take " + id.value);
        ASSERT_EQ(store::request(company.db(), id)->taken_by, UserId(gone));
        for (Team& one : company.setup.teams)
            std::erase_if(one.members,
                          [&](const Member& member) { return member.person.username == gone; });
        company.take_lines();
        company.crash();
        company.restart();
        const std::string other = team + (gone.ends_with("-a") ? "-b" : "-a");
        int said = 0;
        for (const std::string& line : company.take_lines())
            said += line.find("@" + other + " nobody has **" + id.value + "**") != line.npos;
        EXPECT_EQ(said, 1);
        const auto request = store::request(company.db(), id);
        EXPECT_EQ(request->state, RequestState::fresh);
        EXPECT_TRUE(store::timer(company.db(), "remind/" + id.value));
        EXPECT_EQ(company.watch().unattended, 0);
        company.crash();
        company.restart();
        EXPECT_FALSE(was_seen("nobody has"));
    }
    company.check();
}

TEST_F(AtTheDesk, TimersOfATeamThatIsGoneAreDropped) {
    company.setup.teams.pop_back();
    advance_to(12h);
    EXPECT_FALSE(store::timer(company.db(), "handover/edge"));
    EXPECT_TRUE(store::timer(company.db(), "handover/core"));
}

}  // namespace
}  // namespace qm::tests
