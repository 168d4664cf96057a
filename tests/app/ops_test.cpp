// What the command line asks of a bot: every question gets its own answer.
// SPDX-License-Identifier: Apache-2.0
#include "app/ops.hpp"

#include "embedded.hpp"

#include <quartermaster/command.hpp>

#include "app/catalog_sync.hpp"
#include "app/cli.hpp"
#include "app/texts.hpp"
#include "desk/desk.hpp"
#include "store/day_rows.hpp"
#include "store/migrate.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace qm::app {
namespace {

using nlohmann::json;

class Ops : public testing::Test {
protected:
    Ops() : db_(store::open_sqlite(":memory:")), texts_(load_texts("").value()) {
        std::vector<store::Migration> migrations;
        for (const embedded::File& file : embedded::migrations())
            migrations.push_back({file.path, file.bytes});
        store::migrate(*db_, std::move(migrations));
        setup_.commands = all_commands();
        Entry entry;
        entry.kind = "ansible-role";
        entry.name = "redis";
        index_ = build_index({entry}, "");
    }
    json asked(const json& request) {
        const OpsView view{setup_, *index_, texts_, from_unix(1'791'273'600)};
        return json::parse(answer(*db_, view, request.dump()));
    }

    std::unique_ptr<store::Db> db_;
    desk::Setup setup_;
    core::Texts texts_;
    std::shared_ptr<const catalog::Index> index_;
};

TEST_F(Ops, WhyAnEntryStandsWhereItStands) {
    const json said = asked({{"do", "why"}, {"words", "redis redis"}, {"locale", "en"}});
    ASSERT_TRUE(said.value("ok", false)) << said;
    EXPECT_NE(said.value("text", "").find("number 1 of 1"), std::string::npos) << said;
    EXPECT_EQ(said.value("text", "").find('*'), std::string::npos) << "no markup on a terminal";
}

TEST(Files, AFolderIsNoCatalogAndAnEmptyFileIsAnEmptyOne) {
    const std::string folder = testing::TempDir() + "quartermaster-files";
    std::filesystem::create_directories(folder);
    EXPECT_FALSE(read_catalog_file(folder));
    std::ofstream(folder + "/empty.jsonl").flush();
    const auto empty = read_catalog_file(folder + "/empty.jsonl");
    ASSERT_TRUE(empty);
    EXPECT_TRUE(empty->empty());
    std::filesystem::remove_all(folder);
}

TEST_F(Ops, WhoseADayIsNeedsATeam) {
    const json said = asked({{"do", "whose"}, {"day", "2026-10-08"}});
    EXPECT_FALSE(said.value("ok", true));
    EXPECT_NE(said.value("error", "").find("Which team"), std::string::npos) << said;
}

Team team_of_two() {
    Team team;
    team.id = TeamId("core");
    team.name = "SRE Core";
    team.channel_name = "sre-core";
    team.rotation.backup = true;
    for (const std::string name : {"alice", "bob"}) {
        team.members.emplace_back();
        team.members.back().person.username = name;
    }
    return team;
}

TEST_F(Ops, AsManyWeeksAsAreAskedFor) {  // the clock says Tuesday, the 6th of October, 10:00
    setup_.teams = {team_of_two()};
    const json two = asked({{"do", "plan"}, {"team", "core"}, {"weeks", 2}})["shifts"];
    ASSERT_EQ(two.size(), 11u) << two;
    EXPECT_EQ(two.front()["day"], "2026-10-06");
    EXPECT_EQ(two.back()["day"], "2026-10-20");
    const json many = asked({{"do", "plan"}, {"weeks", 10}})["shifts"];
    EXPECT_EQ(many.back()["day"], "2026-12-15") << "beyond what is published";
    EXPECT_NE(many.back()["username"], many.back()["backup"]);
    EXPECT_FALSE(many.back()["backup"].get<std::string>().empty());
    EXPECT_EQ(asked({{"do", "plan"}, {"days", 3}})["shifts"].size(), 4u);
    // Nothing is published yet, and the planner is asked for near days too.
    EXPECT_FALSE(two[1]["backup"].get<std::string>().empty()) << two;
    for (std::size_t i = 0; i < two.size(); ++i)
        EXPECT_EQ(two[i], many[i]);
}

TEST_F(Ops, APlanIsACalendarToo) {
    setup_.teams = {team_of_two()};
    desk::Desk(*db_, setup_).start(from_unix(1'791'273'600));
    const std::string ics =
        asked({{"do", "plan as calendar"}, {"weeks", 10}, {"locale", "fr"}}).value("ics", "");
    EXPECT_NE(ics.find("UID:2026-10-06.core@"), std::string::npos) << ics;
    EXPECT_NE(ics.find("STATUS:CONFIRMED"), std::string::npos);
    EXPECT_NE(ics.find("STATUS:TENTATIVE"), std::string::npos) << "not published yet";
    EXPECT_NE(ics.find("UID:2026-12-15.core@"), std::string::npos);
    EXPECT_NE(ics.find("En renfort"), std::string::npos);
    setup_.teams.push_back(team_of_two());
    const json said = asked({{"do", "plan as calendar"}, {"weeks", 1}});
    EXPECT_NE(said.value("error", "").find("Which team"), std::string::npos) << said;
}

// Alice has Tuesday (the running day), Bob Wednesday, and so on.
void two_in_turn(desk::Setup& setup, store::Db& db) {
    Team team = team_of_two();
    team.rotation.backup = false;
    team.rotation.mode = RotationMode::round_robin;
    team.rotation.start = Date{std::chrono::local_days{std::chrono::year{2026} / 10 / 6}};
    setup.teams = {team};
    for (const Member& member : team.members) {
        Person person = member.person;
        person.id = UserId("id-" + person.username);
        person.display = person.username == "bob" ? "Bob" : "Alice";
        store::save_person(db, person);
    }
    desk::Desk(db, setup).start(from_unix(1'791'273'600));
}

TEST_F(Ops, ARotaFileMaySpeakOfMembersAndPublishedDays) {
    two_in_turn(setup_, *db_);
    const json scope = asked({{"do", "rota scope"}, {"team", "core"}});
    ASSERT_TRUE(scope.value("ok", false)) << scope;
    EXPECT_EQ(scope["people"], (json{{"alice", "Alice"}, {"bob", "Bob"}}));
    EXPECT_EQ(scope["days"].front(), "2026-10-06");
    EXPECT_EQ(scope["days"].back(), "2026-11-17");
    EXPECT_EQ(scope["duty_from"], 540);
}

TEST_F(Ops, AnImportIsShownFirstAndThenApplied) {
    two_in_turn(setup_, *db_);
    json request = {{"do", "import"}, {"days", {{"2026-10-07", "alice"}, {"2026-10-08", "alice"}}}};
    const json moved = {{{"day", "2026-10-07"}, {"before", "bob"}, {"after", "alice"}}};
    EXPECT_EQ(asked(request)["moved"], moved) << "Thursday is hers already";
    EXPECT_EQ(asked(request)["moved"], moved) << "nothing has changed";
    EXPECT_TRUE(store::log_of(*db_, "core/2026-10-07", 10).empty());
    request["apply"] = true;
    EXPECT_EQ(asked(request)["moved"], moved);
    EXPECT_EQ(asked(request)["moved"], json::array()) << "it is so already";
    EXPECT_EQ(store::log_of(*db_, "core/2026-10-07", 10).front().what, "shift import");
    EXPECT_EQ(store::log_of(*db_, "core", 10).front().what, "rota imported");
    std::string said;
    for (const store::OutboxRow& row : store::open_posts(*db_, "ready", 100))
        said += row.to.value + " " + row.body + "\n";
    EXPECT_NE(said.find("id-alice"), said.npos) << said;
    EXPECT_NE(said.find("run.imported"), said.npos) << said;
    EXPECT_NE(said.find("id-bob"), said.npos) << said;
    EXPECT_EQ(store::open_posts(*db_, "ready", 100).size(), 2) << "one message each: " << said;
}

TEST_F(Ops, AnImportWithOneProblemChangesNothing) {
    two_in_turn(setup_, *db_);
    store::save_absence(*db_, {"alice", "2026-10-09", "2026-10-09"});
    const json said = asked({{"do", "import"},
                             {"apply", true},
                             {"days",
                              {{"2026-10-05", "bob"},
                               {"2026-10-07", "alice"},
                               {"2026-10-09", "alice"},
                               {"2026-10-10", "bob"},
                               {"2026-10-12", "zoe"}}}});
    ASSERT_EQ(said["problems"].size(), 4u) << said;
    EXPECT_EQ(said["problems"][0]["day"], "2026-10-05");
    EXPECT_EQ(said["problems"][1]["day"], "2026-10-09");
    EXPECT_EQ(said["problems"][3]["day"], "2026-10-12");
    EXPECT_TRUE(store::log_of(*db_, "core/2026-10-07", 10).empty());
    EXPECT_FALSE(asked({{"do", "import"}, {"days", {{"someday", "bob"}}}}).value("ok", true));
    EXPECT_FALSE(asked({{"do", "import"}, {"days", 7}}).value("ok", true));
}

TEST_F(Ops, ATeamIsPausedAndHeardAgain) {
    setup_.teams = {team_of_two()};
    EXPECT_FALSE(asked({{"do", "pause"}}).value("ok", true)) << "which one?";
    EXPECT_FALSE(asked({{"do", "resume"}, {"team", "core"}}).value("ok", true)) << "it is heard";
    EXPECT_EQ(asked({{"do", "pause"}, {"team", "core"}})["team"], "SRE Core");
    const json twice = asked({{"do", "pause"}, {"team", "core"}});
    EXPECT_NE(twice.value("error", "").find("paused already"), std::string::npos) << twice;
    EXPECT_TRUE(asked({{"do", "resume"}, {"team", "core"}}).value("ok", false));
    EXPECT_EQ(store::log_of(*db_, "core", 10).size(), 2u) << "each change is a row";
    EXPECT_FALSE(asked({{"do", "pause"}, {"team", "nobody"}}).value("ok", true));
}

TEST_F(Ops, WhatWasNoRequestHadItsPostsToo) {
    setup_.teams = {team_of_two()};
    const Instant opened = from_unix(1'791'273'000);
    for (int number = 1; number <= 4; ++number) {
        Request request;
        request.id = RequestId("R" + std::to_string(number));
        request.team = setup_.teams[0].id;
        request.opened_at = opened;
        request.reply_due = opened + std::chrono::hours{1};
        request.state = number == 1 ? RequestState::taken : RequestState::closed;
        store::insert_request(*db_, request, number);
        for (int post = 0; post < 2; ++post)
            store::count_once(*db_, opened, "post", "core");
    }
    const json said = asked({{"do", "report"}, {"weeks", 1}})["teams"][0];
    EXPECT_EQ(said["requests"], 1) << said;
    EXPECT_EQ(said["no_requests"], 3);
    EXPECT_EQ(said["bot_posts_a_request"], 2.0);
}

TEST_F(Ops, WhatMustBeSaidIsListedWithoutItsTexts) {
    setup_.teams = {team_of_two()};
    int second = 0;
    for (const std::string state : {"ready", "claimed", "held", "refused", "sent"}) {
        store::OutboxRow row;
        row.key = "key of " + state;
        row.kind = "create";
        row.body = "a secret word";
        row.state = state;
        row.team = TeamId(state == "held" ? "core" : "");
        row.channel = ChannelId(state == "held" ? "" : "c1");
        row.to = UserId(state == "held" ? "u1" : "");
        row.created = from_unix(1'791'270'000 + ++second);
        store::add_post(*db_, row);
    }
    store::save_channel(*db_, {ChannelId("c1"), "payments", "Payments", ChannelType::open});
    store::mark_refused(*db_, "key of refused", "it is archived");
    const json all = asked({{"do", "outbox"}});
    ASSERT_EQ(all["rows"].size(), 4u) << all;
    EXPECT_EQ(all["counts"],
              (json{{"ready", 1}, {"claimed", 1}, {"stale", 0}, {"held", 1}, {"refused", 1}}));
    EXPECT_EQ(all["rows"][0]["key"], "key of ready");
    EXPECT_EQ(all["rows"][0]["channel"], "~payments");
    EXPECT_EQ(all["rows"][0]["since"], "2026-10-06T07:00:01Z");
    EXPECT_EQ(all["rows"][3]["why"], "it is archived");
    EXPECT_EQ(all.dump().find("secret"), std::string::npos);
    const json held = asked({{"do", "outbox"}, {"team", "core"}});
    ASSERT_EQ(held["rows"].size(), 1u) << held;
    EXPECT_EQ(held["rows"][0]["person"], "u1");
    EXPECT_EQ(asked({{"do", "outbox"}, {"state", "sent"}})["rows"].size(), 1u);
    EXPECT_EQ(asked({{"do", "outbox"}, {"limit", 2}})["rows"].size(), 2u);
    store::want(*db_, "", 9);  // every row that is no card, here: drawn again
    const json stale = asked({{"do", "outbox"}, {"state", "stale"}});
    ASSERT_EQ(stale["rows"].size(), 1u) << stale;
    EXPECT_EQ(stale["rows"][0]["kind"], "edit");
}

TEST_F(Ops, WhatIsUnknownIsNamed) {
    EXPECT_NE(asked({{"do", "dance"}}).value("error", "").find("dance"), std::string::npos);
}

}  // namespace
}  // namespace qm::app
