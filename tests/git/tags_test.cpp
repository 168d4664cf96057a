// tags(): newest commit first, annotated ones too, and a bound that no series starves under.
// SPDX-License-Identifier: Apache-2.0
#include "git/tags.hpp"

#include "git/support/repos.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace qm::git {
namespace {

using namespace support;
using Names = std::vector<std::string>;

TEST(Tags, newest_commit_first) {
    Folder folder;
    Raw raw(folder / "r");
    const git_oid tree = raw.tree({});
    const git_oid one = raw.commit(tree, 1);
    const git_oid two = raw.commit(tree, 2, {one});
    const git_oid three = raw.commit(tree, 3, {two});
    raw.ref("refs/heads/main", three);
    raw.annotated_tag("a-late-name", one);
    raw.ref("refs/tags/v1.9.0", two);
    raw.ref("refs/tags/v1.10.0", two);
    raw.annotated_tag("debian/1.0-1", three);
    raw.ref("refs/tags/of-a-blob", raw.blob("x"));
    EXPECT_EQ(open_tree(folder / "r", "r", "").value()->tags(),
              (Names{"debian/1.0-1", "v1.10.0", "v1.9.0", "a-late-name"}));
}

TEST(Tags, have_the_date_of_their_commit) {
    Folder folder;
    Raw raw(folder / "r");
    const git_oid one = raw.commit(raw.tree({}), 1);
    const git_oid two = raw.commit(raw.tree({}), 2, {one});
    raw.ref("refs/heads/main", two);
    raw.annotated_tag("v1", one);
    raw.ref("refs/tags/v2", two);
    raw.ref("refs/tags/of-a-blob", raw.blob("x"));
    const auto tree = open_tree(folder / "r", "r", "").value();
    for (const char* when : {"before the list was asked for", "after it"}) {
        EXPECT_EQ(tree->tagged_at("v1"), "2026-10-01T01:00:00Z") << when;
        EXPECT_EQ(tree->tagged_at("v2"), "2026-10-01T02:00:00Z") << when;
        for (const char* none : {"of-a-blob", "v3", "", "../heads/main", "a\nb", "*"})
            EXPECT_EQ(tree->tagged_at(none), "") << when;
        EXPECT_EQ(tree->tags(), (Names{"v2", "v1"}));
    }
}

TEST(Tags, too_many_keep_the_highest_versions_of_each_series) {
    Folder folder;
    Raw raw(folder / "r");
    const git_oid commit = raw.commit(raw.tree({}), 1);
    raw.ref("refs/heads/main", commit);
    std::string packed = "# pack-refs with: peeled fully-peeled sorted \n";
    Names lines;
    const std::string oid = git_oid_tostr_s(&commit);
    for (int i = 0; i < 9'000; ++i)
        lines.push_back("refs/tags/big-1." + std::to_string(i) + ".0");
    for (const char* name : {"refs/tags/small-0.1.0", "refs/tags/small-0.2.0", "refs/tags/latest"})
        lines.push_back(name);
    std::sort(lines.begin(), lines.end());
    for (const std::string& line : lines)
        packed += oid + " " + line + "\n";
    FILE* file = fopen((folder / "r/packed-refs").c_str(), "w");
    ASSERT_NE(file, nullptr);
    fputs(packed.c_str(), file);
    fclose(file);
    const auto read = open_tree(folder / "r", "r", "").value();
    const Names& tags = read->tags();
    EXPECT_EQ(tags.size(), tags_max);
    const auto has = [&](const char* name) {
        return std::find(tags.begin(), tags.end(), name) != tags.end();
    };
    EXPECT_TRUE(has("big-1.8999.0") && has("big-1.4999.0"));
    EXPECT_FALSE(has("big-1.3.0"));
    EXPECT_TRUE(has("small-0.1.0") && has("small-0.2.0") && has("latest"));
}

TEST(Tags, numbers_compare_as_numbers) {
    const Names order{"v1.2.0", "v1.9.0", "v1.10.0", "v1.10.0-rc1", "v2", "w1"};
    for (std::size_t i = 0; i < order.size(); ++i)
        for (std::size_t j = 0; j < order.size(); ++j)
            EXPECT_EQ(natural_less(order[i], order[j]), i < j) << order[i] << " " << order[j];
    EXPECT_TRUE(natural_less("1.99999999999999999998", "1.99999999999999999999"));
    EXPECT_FALSE(natural_less("v01", "v01"));
}

TEST(Tags, a_series_is_the_name_up_to_its_version) {
    EXPECT_EQ(series_of("v1.2.3"), "v");
    EXPECT_EQ(series_of("1.2.3"), "");
    EXPECT_EQ(series_of("redis-exporter-1.2.3"), "redis-exporter-");
    EXPECT_EQ(series_of("postgresql/17.1.0"), "postgresql/");
    EXPECT_EQ(series_of("k8s-tools-2.0"), "k8s-tools-");
    EXPECT_EQ(series_of("latest"), "latest");
    EXPECT_EQ(series_of("2to3"), "2to3");
}

}  // namespace
}  // namespace qm::git
