// stamp(): another word for each change of a branch or a tag, and the same one otherwise.
// SPDX-License-Identifier: Apache-2.0
#include "git/support/repos.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace qm::git {
namespace {

using namespace support;
namespace fs = std::filesystem;

std::string stamped(const std::string& folder) {
    const auto made = stamp(folder);
    EXPECT_TRUE(made) << made.error().what;
    EXPECT_EQ(made.value(), stamp(folder).value()) << "nothing happened in between";
    return made.value();
}

void pack(const std::string& folder) {
    const auto repository = open_repository(folder).value();
    Refdb references;
    ASSERT_EQ(git_repository_refdb(out(references), repository.get()), 0);
    ASSERT_EQ(git_refdb_compress(references.get()), 0);
}

TEST(Stamp, changes_with_each_branch_and_tag) {
    Folder folder;
    Raw raw(folder / "r");
    const git_oid one = raw.commit(tree_of(raw, {{"a", "1"}}), 1);
    const git_oid two = raw.commit(tree_of(raw, {{"a", "2"}}), 2, {one});
    std::set<std::string> seen{stamped(folder / "r")};
    const auto fresh = [&] {
        return seen.insert(stamped(folder / "r")).second;
    };
    raw.ref("refs/heads/main", one);
    EXPECT_TRUE(fresh());
    raw.blob("an object alone is no change");
    EXPECT_FALSE(fresh());
    raw.ref("refs/heads/main", two);
    EXPECT_TRUE(fresh());
    raw.ref("refs/heads/topic/deep", one);
    EXPECT_TRUE(fresh());
    raw.ref("refs/heads/topic/deep", two);
    EXPECT_TRUE(fresh()) << "same size, perhaps the same date";
    raw.ref("refs/tags/v1", one);
    EXPECT_TRUE(fresh());
    pack(folder / "r");
    EXPECT_TRUE(fresh());
    raw.ref("refs/tags/v1", two);
    EXPECT_TRUE(fresh());
    pack(folder / "r");
    EXPECT_TRUE(fresh()) << "packed again";
    std::ofstream(folder / "r/HEAD") << "ref: refs/heads/topic/deep\n";
    EXPECT_TRUE(fresh());
    std::ofstream(folder / "r/HEAD") << git_oid_tostr_s(&one) << "\n";
    EXPECT_TRUE(fresh());
}

TEST(Stamp, of_a_work_tree_and_a_second_one) {
    Folder folder;
    ASSERT_TRUE(build_bare(folder / "main/.git", {step(0, {{"a", "1"}}, {}, "v1")}));
    const std::string before = stamped(folder / "main");
    EXPECT_EQ(before, stamped(folder / "main/.git"));
    fs::create_directories(folder / "main/.git/worktrees/second");
    fs::create_directory(folder / "second");
    std::ofstream(folder / "main/.git/worktrees/second/HEAD") << "ref: refs/heads/side\n";
    std::ofstream(folder / "main/.git/worktrees/second/commondir") << "../..\n";
    std::ofstream(folder / "second/.git") << "gitdir: ../main/.git/worktrees/second\n";
    const std::string second = stamped(folder / "second");
    EXPECT_EQ(before, stamped(folder / "main"));
    fs::remove(folder / "main/.git/refs/tags/v1");
    EXPECT_NE(before, stamped(folder / "main"));
    EXPECT_NE(second, stamped(folder / "second"));
}

TEST(Stamp, what_is_no_repository_is_said) {
    Folder folder;
    EXPECT_EQ(stamp(folder / "none").error().code, errc::not_found);
    fs::create_directory(folder / "plain");
    EXPECT_EQ(stamp(folder / "plain").error().code, errc::not_found);
}

TEST(Stamp, a_heap_of_loose_references_is_refused) {
    Folder folder;
    Raw raw(folder / "r");
    std::string deep = folder / "r/refs/tags";
    for (int i = 0; i < 20; ++i)
        deep += "/d";
    fs::create_directories(deep);
    EXPECT_EQ(stamp(folder / "r").error().code, errc::too_large);
}

}  // namespace
}  // namespace qm::git
