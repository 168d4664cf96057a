// build_bare: what is written can be read back, is the same every time, and mistakes are named.
// SPDX-License-Identifier: Apache-2.0
#include "git/build.hpp"

#include "git/mirror.hpp"
#include "git/support/repos.hpp"

#include <gtest/gtest.h>

namespace qm::git {
namespace {

using namespace support;
using Paths = std::vector<std::string>;

TEST(Build, writes_steps_in_order) {
    Folder folder;
    const std::vector<Step> steps{
        step(0, {{"README.md", "# One\n"}, {"roles/a/tasks/main.yml", "[]\n"}}, {}, "v1.0.0"),
        step(1, {{"README.md", "# Two\n"}, {"roles/b/tasks/main.yml", "[]\n"}}),
        step(2, {{"x", std::string("a\0b", 3)}}, {"roles/a/"}, "v1.1.0")};
    ASSERT_TRUE(build_bare(folder / "r", steps));
    const auto tree = open_tree(folder / "r", "sre/r", "https://git.example.org/sre/r");
    ASSERT_TRUE(tree) << tree.error().what;
    EXPECT_EQ((*tree)->paths(), (Paths{"README.md", "roles/b/tasks/main.yml", "x"}));
    EXPECT_EQ(*(*tree)->read("README.md"), "# Two\n");
    EXPECT_EQ(*(*tree)->read("x"), std::string("a\0b", 3));
    EXPECT_EQ((*tree)->tags(), (Paths{"v1.1.0", "v1.0.0"}));
    EXPECT_EQ((*tree)->updated("roles/b"), "2026-10-01T01:00:00Z");
    EXPECT_EQ((*tree)->repo(), "sre/r");
    EXPECT_EQ((*tree)->url(), "https://git.example.org/sre/r");
}

TEST(Build, is_the_same_every_time) {
    Folder folder;
    const std::vector<Step> steps{step(0, {{"a", "1"}}), step(1, {{"b/c", "2"}})};
    ASSERT_TRUE(build_bare(folder / "one", steps));
    ASSERT_TRUE(build_bare(folder / "two", steps));
    EXPECT_EQ(head_commit(folder / "one").value(), head_commit(folder / "two").value());
}

TEST(Build, takes_an_empty_folder_but_no_other) {
    Folder folder;
    std::filesystem::create_directory(folder / "empty");
    EXPECT_TRUE(build_bare(folder / "empty/", {step(0, {{"a", "1"}})}));
    const auto again = build_bare(folder / "empty", {step(0, {{"a", "1"}})});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, errc::conflict);
}

TEST(Build, names_what_is_wrong_and_leaves_nothing) {
    Folder folder;
    const auto refused = [&](Step bad, const std::string& word) {
        const auto built = build_bare(folder / "bad", {step(0, {{"a", "1"}}), std::move(bad)});
        ASSERT_FALSE(built) << word;
        EXPECT_EQ(built.error().code, errc::invalid);
        EXPECT_NE(built.error().what.find(word), std::string::npos) << built.error().what;
        EXPECT_FALSE(std::filesystem::exists(folder / "bad"));
        EXPECT_FALSE(std::filesystem::exists(folder / "bad.partial"));
    };
    refused(step(1, {}, {"nothing.txt"}), "no nothing.txt");
    refused(step(1, {}, {"a/"}), "no a/");
    refused(step(1, {{"../evil", "x"}}), "../evil");
    refused(step(1, {{".git/config", "x"}}), ".git/config");
    refused(step(1, {{"a/b", "x"}}), "a file and a folder at once");
    refused(step(1, {{"b", "x"}}, {}, "no..tag"), "no..tag");
    Step nameless = step(1, {{"b", "x"}});
    nameless.author = "nobody";
    refused(nameless, "Name <mail>");
}

}  // namespace
}  // namespace qm::git
