// open_tree on ordinary, odd and hostile repositories; the hostile ones are written as raw objects.
// SPDX-License-Identifier: Apache-2.0
#include "git/mirror.hpp"
#include "git/support/repos.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace qm::git {
namespace {

using namespace support;
using Paths = std::vector<std::string>;

std::unique_ptr<Tree> opened(const std::string& folder, const ReadLimits& limits = {}) {
    auto tree = open_tree(folder, "sre/r", "", limits);
    EXPECT_TRUE(tree) << tree.error().what;
    return tree ? std::move(*tree) : nullptr;
}

TEST(TreeOf, paths_are_in_byte_order) {
    Folder folder;
    ASSERT_TRUE(build_bare(
        folder / "r",
        {step(0,
              {{"foo/x", "1"}, {"foo.txt", "2"}, {"foo0", "3"}, {"Zed", "4"}, {"eté.md", "5"}})}));
    const auto tree = opened(folder / "r");
    EXPECT_EQ(tree->paths(), (Paths{"Zed", "eté.md", "foo.txt", "foo/x", "foo0"}));
    EXPECT_TRUE(std::is_sorted(tree->paths().begin(), tree->paths().end()));
    for (const std::string& path : tree->paths())
        EXPECT_NE(tree->read(path), nullptr) << path;
    EXPECT_EQ(tree->read("foo"), nullptr);
    EXPECT_EQ(tree->read("foo/x/"), nullptr);
    EXPECT_EQ(tree->read(""), nullptr);
}

TEST(TreeOf, bytes_are_read_once_and_stay) {
    Folder folder;
    ASSERT_TRUE(build_bare(folder / "r", {step(0, {{"a", "alpha"}, {"b", "beta"}})}));
    const auto tree = opened(folder / "r");
    const std::string* first = tree->read("a");
    ASSERT_NE(first, nullptr);
    tree->read("b");
    EXPECT_EQ(first, tree->read("a"));
    EXPECT_EQ(*first, "alpha");
}

TEST(TreeOf, a_blob_over_the_bound_is_listed_but_not_read) {
    Folder folder;
    ASSERT_TRUE(build_bare(folder / "r", {step(0, {{"big", std::string(1'001, 'x')},
                                                   {"fits", std::string(1'000, 'x')},
                                                   {"last", std::string(600, 'y')}})}));
    ReadLimits limits;
    limits.blob_bytes = 1'000;
    limits.total_bytes = 1'500;
    const auto tree = opened(folder / "r", limits);
    EXPECT_EQ(tree->paths().size(), 3u);
    EXPECT_EQ(tree->read("big"), nullptr);
    ASSERT_NE(tree->read("fits"), nullptr);
    EXPECT_EQ(tree->read("last"), nullptr) << "total_bytes is spent";
}

TEST(TreeOf, hostile_names_links_and_submodules_are_left_out) {
    Folder folder;
    Raw raw(folder / "r");
    const git_oid blob = raw.blob("x");
    const git_oid inside = raw.tree({{"100644", "evil", blob}});
    const std::string long_name(5'000, 'n');
    std::vector<Raw::Entry> entries{{"100644", ".", blob},
                                    {"40000", "..", inside},
                                    {"40000", ".GIT", inside},
                                    {"40000", ".git", inside},
                                    {"40000", ".git. ", inside},
                                    {"40000", "GIT~1", inside},
                                    {"100644", "a\\b", blob},
                                    {"100644", "line\nbreak", blob},
                                    {"100644", "bad\xff", blob},
                                    {"100644", "\xc0\xaf", blob},
                                    {"120000", "link", raw.blob("/etc/passwd")},
                                    {"160000", "module", blob},
                                    {"100644", long_name, blob},
                                    {"100755", "run.sh", blob},
                                    {"100644", "x/y", blob},
                                    {"100644", "plain", blob},
                                    {"100664", "old", blob}};
    raw.ref("refs/heads/main", raw.commit(raw.tree(entries), 0));
    const auto tree = opened(folder / "r");
    ASSERT_NE(tree, nullptr);
    EXPECT_EQ(tree->paths(), (Paths{"old", "plain", "run.sh"}));
    EXPECT_EQ(tree->read("link"), nullptr);
    EXPECT_EQ(tree->read("../evil"), nullptr);
}

TEST(TreeOf, a_name_that_comes_twice_is_there_once) {
    Folder folder;
    Raw raw(folder / "r");
    const git_oid inside = raw.tree({{"100644", "x", raw.blob("2")}});
    const git_oid tree = raw.tree({{"100644", "b", raw.blob("1")},
                                   {"100644", "a", raw.blob("1")},
                                   {"100644", "a", raw.blob("3")},
                                   {"40000", "a", inside}});
    raw.ref("refs/heads/main", raw.commit(tree, 0, {raw.commit(raw.tree({}), -1)}));
    const auto read = opened(folder / "r");
    ASSERT_NE(read, nullptr);
    EXPECT_EQ(read->paths(), (Paths{"a", "a/x", "b"}));
    EXPECT_EQ(read->updated("a"), "2026-10-01T00:00:00Z");
    EXPECT_EQ(read->updated("b"), "2026-10-01T00:00:00Z");
}

TEST(TreeOf, deep_folders_end_at_the_bound) {
    Folder folder;
    Raw raw(folder / "r");
    git_oid tree = raw.tree({{"100644", "bottom", raw.blob("x")}});
    for (int i = 0; i < 300; ++i)
        tree = raw.tree({{"40000", "d", tree}, {"100644", "f", raw.blob("y")}});
    raw.ref("refs/heads/main", raw.commit(tree, 0));
    ReadLimits limits;
    const auto read = opened(folder / "r", limits);
    ASSERT_NE(read, nullptr);
    EXPECT_EQ(read->paths().size(), limits.depth + 1);
    EXPECT_EQ(read->updated("d/d/d/f"), "2026-10-01T00:00:00Z");
}

TEST(TreeOf, a_tree_that_multiplies_itself_is_refused) {
    Folder folder;
    Raw raw(folder / "r");
    git_oid tree = raw.tree({{"100644", "f", raw.blob("x")}});
    for (int level = 0; level < 10; ++level) {  // 10^10 files
        std::vector<Raw::Entry> entries;
        for (int i = 0; i < 10; ++i)
            entries.push_back({"40000", std::string(1, static_cast<char>('0' + i)), tree});
        tree = raw.tree(entries);
    }
    raw.ref("refs/heads/main", raw.commit(tree, 0));
    ReadLimits limits;
    limits.entries = 20'000;
    const auto read = open_tree(folder / "r", "sre/bomb", "", limits);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, errc::too_large);
    EXPECT_NE(read.error().what.find("sre/bomb"), std::string::npos);
}

TEST(TreeOf, a_work_tree_is_read_at_its_commit) {
    Folder folder;
    ASSERT_TRUE(build_bare(folder / "work/.git", {step(0, {{"a", "committed"}})}));
    std::ofstream(folder / "work/a") << "not committed";
    std::ofstream(folder / "work/new") << "not committed";
    for (const char* name : {"work", "work/"}) {
        const auto tree = opened(folder / name);
        ASSERT_NE(tree, nullptr);
        EXPECT_EQ(tree->paths(), Paths{"a"});
        EXPECT_EQ(*tree->read("a"), "committed");
    }
}

TEST(TreeOf, a_dangling_head_falls_back_to_the_newer_of_main_and_master) {
    Folder folder;
    Raw raw(folder / "r");
    raw.ref("refs/heads/master", raw.commit(tree_of(raw, {{"old", "1"}}), 0));
    EXPECT_EQ(opened(folder / "r")->paths(), Paths{"old"});
    std::ofstream(folder / "r/HEAD") << "ref: refs/heads/gone\n";
    raw.ref("refs/heads/main", raw.commit(tree_of(raw, {{"new", "1"}}), 1));
    EXPECT_EQ(opened(folder / "r")->paths(), Paths{"new"});
}

TEST(TreeOf, a_tag_or_a_commit_can_be_opened) {
    Folder folder;
    Raw raw(folder / "r");
    const git_oid one = raw.commit(tree_of(raw, {{"a", "1"}}), 1);
    const git_oid two = raw.commit(tree_of(raw, {{"b", "2"}}), 2, {one});
    const std::string first = git_oid_tostr_s(&one);
    raw.ref("refs/heads/main", two);
    raw.annotated_tag("charts/v1.0.0", one);
    raw.ref("refs/tags/of-a-blob", raw.blob("x"));
    raw.ref("refs/tags/" + first, two);  // to be taken for another commit
    for (const std::string& name : {first, std::string("charts/v1.0.0")}) {
        const auto tree = open_tree_at(folder / "r", name, "sre/r", "https://example.org/r");
        ASSERT_TRUE(tree) << tree.error().what;
        EXPECT_EQ((*tree)->paths(), Paths{"a"});
        EXPECT_EQ(*(*tree)->read("a"), "1");
        EXPECT_EQ((*tree)->updated(""), "2026-10-01T01:00:00Z");
        EXPECT_EQ((*tree)->url(), "https://example.org/r");
    }
    for (const char* name : {"v2", "main", "of-a-blob", "", "../heads/main",
                             "0000000000000000000000000000000000000007"}) {
        const auto tree = open_tree_at(folder / "r", name, "sre/r", "");
        ASSERT_FALSE(tree) << name;
        EXPECT_EQ(tree.error().code, errc::not_found) << name;
    }
    ReadLimits limits;
    limits.entries = 0;
    EXPECT_EQ(open_tree_at(folder / "r", first, "r", "", limits).error().code, errc::too_large);
}

TEST(TreeOf, what_cannot_be_read_is_said) {
    Folder folder;
    EXPECT_EQ(open_tree(folder / "none", "r", "").error().code, errc::not_found);
    EXPECT_EQ(head_commit(folder / "none").error().code, errc::not_found);
    std::filesystem::create_directory(folder / "plain");
    EXPECT_EQ(open_tree(folder / "plain", "r", "").error().code, errc::invalid);
    Raw raw(folder / "empty");
    const auto empty = open_tree(folder / "empty", "r", "");
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().code, errc::invalid);
    git_oid nowhere{};
    nowhere.id[0] = 7;
    raw.ref("refs/heads/main", raw.commit(raw.tree({}), 0));
    EXPECT_TRUE(opened(folder / "empty")->paths().empty());
    Raw broken(folder / "broken");
    const git_oid tree = broken.tree({{"40000", "gone", nowhere}});
    broken.ref("refs/heads/main", broken.commit(tree, 0));
    const auto read = open_tree(folder / "broken", "r", "");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, errc::invalid);
    EXPECT_NE(read.error().what.find("\"gone\""), std::string::npos) << read.error().what;
}

}  // namespace
}  // namespace qm::git
