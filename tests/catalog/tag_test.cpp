// Tries every tag grammar on tables: which tag is a version, which is newer, whose it is.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/tag.hpp"

#include "catalog/support/memory_tree.hpp"

#include <gtest/gtest.h>

namespace qm::catalog {
namespace {

TEST(Tag, what_is_a_version) {
    for (const auto* text : {"v1.2.3", "1.2.3", "1.2", "v3", "1.2.3-rc.1", "1.2.3+build.5", "0.1",
                             "1.2.3.4", "2024.01.05", "1.0b2", "1.2-3"})
        EXPECT_TRUE(read_version(text)) << text;
    for (const auto* text : {"", "latest", "v", "3", "20240101", "release", "va.b", "1.2.3/x",
                             "99999999999999999999.1", "v1.2.3 copy"})
        EXPECT_FALSE(read_version(text)) << text;
}

TEST(Tag, order) {
    const char* ascending[] = {
        "0.9",        "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.2", "1.0.0-alpha.10",
        "1.0.0-beta", "1.0.0",       "1.0.1",         "1.9.0",         "1.10.0",
        "v2"};
    for (std::size_t i = 0; i + 1 < std::size(ascending); ++i) {
        const auto a = *read_version(ascending[i]);
        const auto b = *read_version(ascending[i + 1]);
        EXPECT_LT(a.compare(b), 0) << ascending[i] << " < " << ascending[i + 1];
        EXPECT_GT(b.compare(a), 0);
        EXPECT_EQ(a.compare(a), 0);
    }
}

TEST(Tag, the_newest_of_an_entry) {
    struct Case {
        std::vector<std::string> tags;
        std::vector<std::string> names;
        const char* tag;
        const char* version;
    };
    const Case cases[] = {
        {{"v1.9.0", "v1.10.0", "latest"}, {"x"}, "v1.10.0", "1.10.0"},
        {{"2.0.0-rc1", "1.9.0"}, {"x"}, "1.9.0", "1.9.0"},
        {{"2.0.0-rc1"}, {"x"}, "2.0.0-rc1", "2.0.0-rc1"},
        {{"redis-1.2.0", "redis-ha-9.0.0", "v3.0.0"}, {"redis"}, "redis-1.2.0", "1.2.0"},
        {{"redis/1.2.0", "mysql/2.0.0"}, {"redis"}, "redis/1.2.0", "1.2.0"},
        {{"redis/v1.2.0", "redis@1.3.0"}, {"redis"}, "redis@1.3.0", "1.3.0"},
        {{"rec-5.1.2", "auth-4.9.0"}, {"rec"}, "rec-5.1.2", "5.1.2"},
        {{"debian/1.2-3", "upstream/1.2"}, {"debian"}, "debian/1.2-3", "1.2-3"},
        {{"mysql-1.0.0"}, {"redis"}, "", ""},
        {{}, {"redis"}, "", ""},
    };
    for (const auto& [tags, names, tag, version] : cases) {
        support::MemoryTree tree({});
        tree.tags(tags);
        const auto found = newest_tag(tree, names);
        EXPECT_EQ(found.tag, tag);
        EXPECT_EQ(found.version, version);
    }
}

TEST(Tag, the_tag_of_a_version) {
    support::MemoryTree tree({});
    tree.tags({"1.2.0", "redis-1.2.0", "v1.3.0"});
    EXPECT_EQ(tag_of(tree, "redis", "1.2.0"), "redis-1.2.0") << "the named one is the entry's own";
    EXPECT_EQ(tag_of(tree, "redis", "1.3.0"), "v1.3.0");
    EXPECT_EQ(tag_of(tree, "redis", "9.9.9"), "");
}

TEST(Tag, the_releases_of_an_entry) {
    support::MemoryTree tree({});
    tree.tags({"redis-1.10.0", "redis-ha-9.0.0", "latest", "redis/v1.2.0", "redis-1.9.0", "v5.0.0",
               "redis-1.10.0-rc.1"});
    const auto found = releases_of(tree, {"redis", "charts/redis"});
    ASSERT_EQ(found.size(), 4u) << "what names another entry, or none, is not its release";
    EXPECT_EQ(found[0].version, "1.10.0");
    EXPECT_EQ(found[0].tag, "redis-1.10.0");
    EXPECT_EQ(found[1].version, "1.10.0-rc.1");
    EXPECT_EQ(found[2].version, "1.9.0");
    EXPECT_EQ(found[3].tag, "redis/v1.2.0");
}

TEST(Tag, at_most_ten_releases_each_version_once) {
    support::MemoryTree tree({});
    std::vector<std::string> tags;
    for (int i = 0; i < 40; ++i) {
        tags.push_back("v1." + std::to_string(i) + ".0");
        tags.push_back("1." + std::to_string(i) + ".0");
    }
    tree.tags(tags);
    const TaggedTree kept(tree);
    const auto found = releases_of(kept, {"x"});
    ASSERT_EQ(found.size(), 10u);
    EXPECT_EQ(found[0].version, "1.39.0");
    EXPECT_EQ(found[9].version, "1.30.0");
    EXPECT_EQ(tag_of(kept, "x", "1.3.0"), "1.3.0");
}

}  // namespace
}  // namespace qm::catalog
