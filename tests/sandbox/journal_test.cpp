// The journal: what is written is read again; a torn end is left out, a bad line is named.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/journal.hpp"

#include "sandbox/record_json.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <system_error>

namespace qm::sandbox {
namespace {

class JournalTest : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("qm-journal-" + std::to_string(::getpid()) + "-" +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string path() const { return (folder_ / "journal").string(); }
    std::vector<std::string> lines() const {
        std::vector<std::string> all;
        auto done = Journal(path()).replay([&](std::string_view line) {
            all.emplace_back(line);
            return true;
        });
        EXPECT_TRUE(done);
        return all;
    }

    std::filesystem::path folder_;
};

using Lines = std::vector<std::string>;

TEST_F(JournalTest, IsReadAsWritten) {
    {
        Journal journal(path());
        journal.append("one");
        journal.append("two");
    }
    EXPECT_EQ(lines(), (Lines{"one", "two"}));
    Journal again(path());
    again.rewrite({"short"});
    again.append("three");
    EXPECT_EQ(lines(), (Lines{"short", "three"}));
    EXPECT_FALSE(std::filesystem::exists(path() + ".next"));
    auto mode = std::filesystem::status(path()).permissions();
    EXPECT_EQ(mode & std::filesystem::perms::others_read, std::filesystem::perms::none);
}

TEST_F(JournalTest, ATornEndIsLeftOut) {
    std::ofstream(path()) << "one\ntwo\nthr";
    std::size_t read = 0;
    auto done = Journal(path()).replay([&](std::string_view) { return ++read > 0; });
    ASSERT_TRUE(done);
    EXPECT_TRUE(done->torn);
    EXPECT_EQ(done->lines, 2u);
    EXPECT_EQ(read, 2u);
}

TEST_F(JournalTest, ABadLineIsNamed) {
    std::ofstream(path()) << "one\ntwo\nthree\n";
    auto done = Journal(path()).replay([](std::string_view line) { return line != "two"; });
    ASSERT_FALSE(done);
    EXPECT_NE(done.error().what.find("line 2"), std::string::npos) << done.error().what;
}

TEST_F(JournalTest, WithoutAPathNothingIsKept) {
    Journal journal;
    journal.append("one");
    journal.rewrite({"two"});
    auto done = journal.replay([](std::string_view) { return true; });
    ASSERT_TRUE(done);
    EXPECT_EQ(done->lines, 0u);
}

TEST_F(JournalTest, AFullDiskThrowsAndLeavesWholeLines) {
    Journal journal(path());
    journal.append("one");
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit tight{10, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
    EXPECT_THROW(journal.append("a line that does not fit"), std::system_error);
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    journal.append("two");
    EXPECT_EQ(lines(), (Lines{"one", "two"}));
}

World full_world() {
    World world;
    world.put(Team{"t", "acme", "Acme", 1});
    User user;
    user.id = "u";
    user.username = "alice";
    user.password = "secret \" \n";
    user.locale = "fr";
    user.bot = true;
    world.put(user);
    world.put(Session{"tok", "id", "u", "why", true, 2});
    Channel channel;
    channel.id = "c";
    channel.name = "run";
    channel.type = "P";
    world.put(channel);
    world.put(Joined{"c", {"u", 3, 4}});
    Post post;
    post.id = "p";
    post.channel_id = "c";
    post.root_id = "r";
    post.message = "é\u2028 <b>";
    post.props = R"({"a":1})";
    post.create_at = 5;
    post.update_at = 6;
    post.pinned = true;
    post.reactions = {{"u", "p", "eyes", 7}};
    world.put(post);
    Command command;
    command.id = "m";
    command.trigger = "catalog";
    command.autocomplete = false;
    world.put(command);
    return world;
}

TEST(Records, GiveTheSameWorldAgain) {
    World world = full_world();
    auto written = all_records(world, 99);
    World again;
    for (const std::string& line : written)
        ASSERT_TRUE(read_record(line, again)) << line;
    EXPECT_EQ(all_records(again, 99), written);
    EXPECT_EQ(again.newest_at(), 99);
    EXPECT_EQ(again.post("p")->message, "é\u2028 <b>");
    EXPECT_EQ(again.user("u")->password, "secret \" \n");
    EXPECT_EQ(again.channel("c")->members.at("u").viewed_at, 4);
}

TEST(Records, EndsAreRecordsToo) {
    World world = full_world();
    for (const std::string& line : {record_line(Left{"c", "u"}), record_line(SessionEnd{"tok"}),
                                    record_line(CommandEnd{"m"})})
        ASSERT_TRUE(read_record(line, world)) << line;
    EXPECT_FALSE(world.channel("c")->has("u"));
    EXPECT_EQ(world.session("tok"), nullptr);
    EXPECT_EQ(world.command("m"), nullptr);
}

TEST(Records, WhatIsNoneIsRefused) {
    World world;
    for (const char* bad : {"", "{}", "[]", "null", R"({"kind":"team"})", R"({"kind":7,"value":1})",
                            R"({"kind":"nonsense","value":{}})", R"({"kind":"team","value":7})",
                            R"({"kind":"post","value":{"create_at":"soon"}})"})
        EXPECT_FALSE(read_record(bad, world)) << bad;
}

}  // namespace
}  // namespace qm::sandbox
