// changes_between(): what `git diff --name-status` tells, with the date of each file.
// SPDX-License-Identifier: Apache-2.0
#include "git/changes.hpp"

#include "git/support/repos.hpp"

#include <gtest/gtest.h>

namespace qm::git {
namespace {

using namespace support;

std::string hex(const git_oid& oid) {
    return git_oid_tostr_s(&oid);
}

// The commits of a repository that was built from steps, the oldest first.
std::vector<std::string> line_of(const std::string& folder) {
    const auto repository = open_repository(folder).value();
    Commit commit = tip(repository.get()).value();
    std::vector<std::string> line;
    for (;;) {
        line.insert(line.begin(), hex(*git_commit_id(commit.get())));
        Commit parent;
        if (git_commit_parent(out(parent), commit.get(), 0) < 0) return line;
        commit = std::move(parent);
    }
}

// "A a 3, D b 2": what, path, hour
std::string told(const result<std::vector<Change>>& changes) {
    if (!changes) return changes.error().what;
    std::string text;
    for (const Change& change : *changes)
        text += (text.empty() ? "" : ", ") + std::string(1, change.what) + " " + change.path + " " +
                std::to_string((change.at - to_unix(hour(0))) / 3'600);
    return text;
}

TEST(Changes, tell_what_and_when) {
    Folder folder;
    ASSERT_TRUE(build_bare(
        folder / "r",
        {step(0, {{"a/x", "1"}, {"a/y", "1"}, {"b", "1"}}), step(1, {{"a/x", "2"}, {"c", "1"}}),
         step(2, {}, {"b"}), step(3, {{"a/x", "3"}, {"d/e/f", "1"}}),
         step(4, {{"c", "2"}, {"passing", "1"}}), step(5, {}, {"passing"})}));
    const auto line = line_of(folder / "r");
    EXPECT_EQ(told(changes_between(folder / "r", line[0], line[5], 10)),
              "M a/x 3, D b 2, A c 4, A d/e/f 3");
    EXPECT_EQ(told(changes_between(folder / "r", line[2], line[3], 10)), "M a/x 3, A d/e/f 3");
    EXPECT_EQ(told(changes_between(folder / "r", line[3], line[3], 10)), "");
}

TEST(Changes, a_renamed_file_goes_and_comes) {
    Folder folder;
    ASSERT_TRUE(build_bare(
        folder / "r",
        {step(0, {{"old", "1"}, {"d/x", "1"}, {"e", "1"}}), step(1, {{"new", "1"}}, {"old"}),
         step(2, {{"d", "file"}}, {"d/"}), step(3, {{"e/y", "1"}}, {"e"})}));
    const auto line = line_of(folder / "r");
    EXPECT_EQ(told(changes_between(folder / "r", line[0], line[3], 10)),
              "A d 2, D d/x 2, D e 3, A e/y 3, A new 1, D old 1");
}

TEST(Changes, a_file_that_a_merge_brought_has_the_date_of_its_commit) {
    Folder folder;
    Raw raw(folder / "r");
    const git_oid base = raw.commit(tree_of(raw, {{"a", "1"}, {"b", "1"}}), 0);
    const git_oid left = raw.commit(tree_of(raw, {{"a", "2"}, {"b", "1"}}), 3, {base});
    const git_oid side = raw.commit(tree_of(raw, {{"a", "1"}, {"b", "2"}}), 1, {base});
    const git_oid merge = raw.commit(tree_of(raw, {{"a", "2"}, {"b", "2"}}), 4, {left, side});
    raw.ref("refs/heads/main", merge);
    EXPECT_EQ(told(changes_between(folder / "r", hex(left), hex(merge), 10)), "M b 1");
    EXPECT_EQ(told(changes_between(folder / "r", hex(base), hex(merge), 10)), "M a 3, M b 1");
    EXPECT_EQ(open_tree(folder / "r", "r", "").value()->updated("b"), "2026-10-01T01:00:00Z");
    EXPECT_EQ(changes_between(folder / "r", hex(side), hex(merge), 10).error().code,
              errc::not_found)
        << "it came by the second parent";
}

TEST(Changes, what_open_tree_does_not_list_is_not_told) {
    Folder folder;
    Raw raw(folder / "r");
    const git_oid x = raw.blob("x");
    const git_oid y = raw.blob("y");
    const git_oid before = raw.tree({{"100644", "file", x},
                                     {"120000", "link", x},
                                     {"100644", "mode", x},
                                     {"120000", "real", x},
                                     {"160000", "sub", x}});
    const git_oid after = raw.tree({{"100644", "a\\b", y},
                                    {"100644", "bad\xff", y},
                                    {"120000", "file", x},
                                    {"120000", "link", y},
                                    {"100755", "mode", x},
                                    {"100644", "real", x},
                                    {"160000", "sub", y}});
    const git_oid one = raw.commit(before, 1);
    const git_oid two = raw.commit(after, 2, {one});
    EXPECT_EQ(told(changes_between(folder / "r", hex(one), hex(two), 10)),
              "D file 2, M mode 2, A real 2");
}

TEST(Changes, bounds_end_in_an_error) {
    Folder folder;
    Raw raw(folder / "r");
    std::vector<git_oid> line{raw.commit(tree_of(raw, {{"a", "0"}}), 0)};
    for (int i = 1; i <= 201; ++i)
        line.push_back(raw.commit(tree_of(raw, {{"a", std::to_string(i)}, {"b", "1"}, {"c", "1"}}),
                                  i, {line.back()}));
    EXPECT_EQ(told(changes_between(folder / "r", hex(line[1]), hex(line[201]), 10)), "M a 201");
    EXPECT_EQ(changes_between(folder / "r", hex(line[0]), hex(line[201]), 10).error().code,
              errc::not_found);
    EXPECT_TRUE(changes_between(folder / "r", hex(line[0]), hex(line[200]), 3));
    EXPECT_EQ(changes_between(folder / "r", hex(line[0]), hex(line[200]), 2).error().code,
              errc::too_large);
    EXPECT_EQ(changes_between(folder / "r", hex(line[5]), hex(line[4]), 10).error().code,
              errc::not_found);
}

TEST(Changes, what_is_not_there_is_said) {
    Folder folder;
    Raw raw(folder / "r");
    git_oid lost{};
    lost.id[3] = 9;
    const git_oid oldest = raw.commit(tree_of(raw, {{"a", "1"}}), 1, {lost});
    const git_oid newest = raw.commit(tree_of(raw, {{"a", "2"}}), 2, {oldest});
    EXPECT_EQ(told(changes_between(folder / "r", hex(oldest), hex(newest), 10)), "M a 2");
    const auto code = [&](const std::string& from, const std::string& to) {
        return changes_between(folder / "r", from, to, 10).error().code;
    };
    EXPECT_EQ(code(hex(lost), hex(newest)), errc::not_found) << "a shallow clone ends before it";
    EXPECT_EQ(code(hex(oldest), hex(lost)), errc::not_found);
    EXPECT_EQ(code("main", hex(newest)), errc::invalid);
    EXPECT_EQ(code(hex(oldest), hex(newest).substr(1)), errc::invalid);
    EXPECT_EQ(changes_between(folder / "none", hex(oldest), hex(newest), 10).error().code,
              errc::not_found);
    const git_oid broken = raw.commit(raw.tree({{"40000", "gone", lost}}), 3, {newest});
    EXPECT_EQ(code(hex(newest), hex(broken)), errc::invalid);
}

}  // namespace
}  // namespace qm::git
