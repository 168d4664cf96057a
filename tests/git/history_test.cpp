// updated(): the dates of `git log -1 -- path`, merges included.
// SPDX-License-Identifier: Apache-2.0
#include "git/history.hpp"

#include "git/mirror.hpp"
#include "git/support/repos.hpp"

#include <gtest/gtest.h>

namespace qm::git {
namespace {

using namespace support;

std::string at(int hours) {
    char text[32];
    std::snprintf(text, sizeof text, "2026-10-%02dT%02d:00:00Z", 1 + hours / 24, hours % 24);
    return text;
}

TEST(Updated, each_path_has_its_last_commit) {
    Folder folder;
    ASSERT_TRUE(build_bare(
        folder / "r",
        {step(1, {{"charts/a/Chart.yaml", "1"}, {"charts/b/Chart.yaml", "1"}, {"x", "1"}}),
         step(2, {{"charts/a/values.yaml", "1"}}), step(3, {{"x", "2"}}),
         step(4, {{"charts/a/values.yaml", "2"}, {"gone", "1"}}), step(5, {}, {"gone"})}));
    const auto tree = open_tree(folder / "r", "r", "").value();
    EXPECT_EQ(tree->updated("charts/a"), at(4));
    EXPECT_EQ(tree->updated("charts/a/"), at(4));
    EXPECT_EQ(tree->updated("charts/a/Chart.yaml"), at(1));
    EXPECT_EQ(tree->updated("charts/b"), at(1));
    EXPECT_EQ(tree->updated("charts"), at(4));
    EXPECT_EQ(tree->updated("x"), at(3));
    EXPECT_EQ(tree->updated(""), at(5));
    EXPECT_EQ(tree->updated("gone"), "");
    EXPECT_EQ(tree->updated("charts/c"), "");
    EXPECT_EQ(tree->updated("charts/a"), at(4)) << "asked again";
}

TEST(Updated, a_folder_counts_what_left_it_and_what_became_a_folder) {
    Folder folder;
    ASSERT_TRUE(
        build_bare(folder / "r", {step(1, {{"d/a", "1"}, {"d/b", "1"}, {"n", "1"}}),
                                  step(2, {}, {"d/b"}), step(3, {{"n/inside", "1"}}, {"n"})}));
    const auto tree = open_tree(folder / "r", "r", "").value();
    EXPECT_EQ(tree->updated("d"), at(2));
    EXPECT_EQ(tree->updated("d/a"), at(1));
    EXPECT_EQ(tree->updated("n"), at(3));
    EXPECT_EQ(tree->updated("n/inside"), at(3));
}

// base(1) ── left(2) ──────────── merge(5) ── top(6)
//       └─── side(3) ── side(4) ──┘
TEST(Updated, a_merge_is_passed_to_the_side_that_made_the_change) {
    Folder folder;
    Raw raw(folder / "r");
    const git_oid base = raw.commit(tree_of(raw, {{"a", "1"}, {"b", "1"}, {"d/c", "1"}}), 1);
    const git_oid left =
        raw.commit(tree_of(raw, {{"a", "2"}, {"b", "1"}, {"d/c", "1"}, {"d/l", "1"}}), 2, {base});
    const git_oid side3 =
        raw.commit(tree_of(raw, {{"a", "1"}, {"b", "2"}, {"d/c", "1"}}), 3, {base});
    const git_oid side4 =
        raw.commit(tree_of(raw, {{"a", "1"}, {"b", "2"}, {"d/c", "2"}}), 4, {side3});
    const std::map<std::string, std::string> merged{
        {"a", "2"}, {"b", "2"}, {"d/c", "2"}, {"d/l", "1"}, {"by-merge", "1"}};
    const git_oid merge = raw.commit(tree_of(raw, merged), 5, {left, side4});
    auto with_top = merged;
    with_top["top"] = "1";
    raw.ref("refs/heads/main", raw.commit(tree_of(raw, with_top), 6, {merge}));
    const auto tree = open_tree(folder / "r", "r", "").value();
    EXPECT_EQ(tree->updated("a"), at(2));
    EXPECT_EQ(tree->updated("b"), at(3));
    EXPECT_EQ(tree->updated("d/c"), at(4));
    EXPECT_EQ(tree->updated("d/l"), at(2));
    EXPECT_EQ(tree->updated("d"), at(5)) << "no parent has the folder as the merge made it";
    EXPECT_EQ(tree->updated("by-merge"), at(5));
    EXPECT_EQ(tree->updated("top"), at(6));
}

TEST(Updated, a_change_of_mode_is_a_change) {
    Folder folder;
    Raw raw(folder / "r");
    const git_oid blob = raw.blob("x");
    const git_oid first = raw.commit(raw.tree({{"100644", "run", blob}}), 1);
    raw.ref("refs/heads/main", raw.commit(raw.tree({{"100755", "run", blob}}), 2, {first}));
    EXPECT_EQ(open_tree(folder / "r", "r", "").value()->updated("run"), at(2));
}

TEST(Updated, a_history_that_is_cut_off_ends_there) {
    Folder folder;
    Raw raw(folder / "r");
    git_oid lost{};
    lost.id[3] = 9;
    const git_oid oldest = raw.commit(tree_of(raw, {{"a", "1"}}), 1, {lost});
    raw.ref("refs/heads/main", raw.commit(tree_of(raw, {{"a", "1"}, {"b", "1"}}), 2, {oldest}));
    const auto tree = open_tree(folder / "r", "r", "").value();
    EXPECT_EQ(tree->updated("a"), at(1));
    EXPECT_EQ(tree->updated("b"), at(2));
}

TEST(Updated, the_walk_is_bounded) {
    Folder folder;
    Raw raw(folder / "r");
    const git_oid blob = raw.blob("1");
    git_oid last = raw.commit(raw.tree({{"100644", "old", blob}}), 0);
    const git_oid one = raw.tree({{"100644", "new", blob}, {"100644", "old", blob}});
    const git_oid two = raw.tree({{"100644", "new", raw.blob("2")}, {"100644", "old", blob}});
    for (int i = 1; i <= 40; ++i)
        last = raw.commit(i % 2 ? one : two, i, {last});
    raw.ref("refs/heads/main", last);
    const auto repository = open_repository(folder / "r").value();
    const std::vector<std::string> paths{"new", "old"};
    History bounded(repository.get(), last, paths, 40);
    EXPECT_EQ(bounded.touched("old"), std::nullopt) << "beyond: said to be unknown";
    EXPECT_EQ(bounded.touched("new"), to_unix(hour(40)));
    History enough(repository.get(), last, paths, 41);
    EXPECT_EQ(enough.touched("old"), to_unix(hour(0)));
}

}  // namespace
}  // namespace qm::git
