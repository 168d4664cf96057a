// What the command line asks of a bot: every question gets its own answer.
// SPDX-License-Identifier: Apache-2.0
#include "app/ops.hpp"

#include "embedded.hpp"

#include <quartermaster/command.hpp>

#include "app/catalog_sync.hpp"
#include "app/cli.hpp"
#include "app/texts.hpp"
#include "desk/desk.hpp"
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

TEST_F(Ops, WhatIsUnknownIsNamed) {
    EXPECT_NE(asked({{"do", "dance"}}).value("error", "").find("dance"), std::string::npos);
}

}  // namespace
}  // namespace qm::app
