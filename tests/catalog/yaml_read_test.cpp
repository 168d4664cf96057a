// Tries the YAML reader on good files, broken ones and hostile ones: never a throw, always a line.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/yaml_read.hpp"

#include "catalog/json_read.hpp"
#include "catalog/toml_read.hpp"

#include <gtest/gtest.h>

#include <string>

namespace qm::catalog {
namespace {

std::string repeat(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i)
        out += text;
    return out;
}

TEST(YamlRead, keeps_order_lines_and_quoting) {
    const auto file = read_yaml("b: 1\na: \"1\"\nlist: [x, y]\nnone:\n");
    ASSERT_FALSE(file.error);
    const auto& root = file.root();
    ASSERT_EQ(root.members.size(), 4u);
    EXPECT_EQ(root.members[0].key, "b");
    EXPECT_EQ(root.members[2].line, 3);
    EXPECT_FALSE(root.at("b").quoted);
    EXPECT_TRUE(root.at("a").quoted);
    EXPECT_EQ(type_of(root.at("b")), "number");
    EXPECT_EQ(type_of(root.at("a")), "string");
    EXPECT_EQ(type_of(root.at("list")), "list");
    EXPECT_EQ(type_of(root.at("none")), "");
    EXPECT_EQ(flow(root.at("list"), 100), "[x, y]");
}

TEST(YamlRead, reads_several_documents_and_tags) {
    const auto file = read_yaml("spec: {}\n---\njob:\n  script: !reference [.a, script]\n");
    ASSERT_FALSE(file.error);
    ASSERT_EQ(file.documents.size(), 2u);
    EXPECT_EQ(file.documents[1].at("job").at("script").tag, "!reference");
}

TEST(YamlRead, merges_anchors_under_own_keys) {
    const auto file = read_yaml("base: &b {image: a, tag: 1}\njob:\n  <<: *b\n  tag: 2\n");
    ASSERT_FALSE(file.error);
    EXPECT_EQ(file.root().at("job").str("image"), "a");
    EXPECT_EQ(file.root().at("job").str("tag"), "2");
}

TEST(YamlRead, an_error_has_a_line_and_keeps_what_came_before) {
    const auto file = read_yaml("a: 1\n---\nb: [1, 2\nc: 3\n");
    ASSERT_TRUE(file.error);
    EXPECT_GE(file.error->line, 3);
    EXPECT_FALSE(file.error->reason.empty());
    ASSERT_EQ(file.documents.size(), 1u);
    EXPECT_EQ(file.root().str("a"), "1");
}

TEST(YamlRead, an_alias_bomb_is_refused) {
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const auto name = std::to_string(i);
        const auto before = "*a" + std::to_string(i - 1);
        bomb += 'a' + name + ": &a" + name + " [" + before + repeat(", " + before, 9) + "]\n";
    }
    const auto file = read_yaml(bomb);
    ASSERT_TRUE(file.error);
    EXPECT_NE(file.error->reason.find("nodes"), std::string::npos);
    EXPECT_GT(file.error->line, 1);
}

TEST(YamlRead, bounds_are_written_and_kept) {
    EXPECT_TRUE(read_yaml(repeat("[", 33) + repeat("]", 33)).error);
    EXPECT_FALSE(read_yaml(repeat("[", 32) + repeat("]", 32)).error);
    EXPECT_TRUE(read_yaml(repeat("[", 200'000)).error);
    EXPECT_TRUE(read_yaml(repeat("- ", 100'000)).error);
    EXPECT_TRUE(read_yaml(repeat("a: ", 5'000)).error);
    EXPECT_TRUE(read_yaml(repeat("- x\n", 50'001)).error);
    EXPECT_TRUE(read_yaml(std::string(yaml_bytes_max + 1, 'a')).error);
    EXPECT_EQ(read_yaml(repeat("--- 1\n", 40)).documents.size(), yaml_documents_max);
}

TEST(YamlRead, odd_bytes_do_no_harm) {
    for (const std::string& text :
         {std::string("\xff\xfe\x00k\x00", 5), std::string("k: \xc3\x28\n"),
          std::string("\0\0\0", 3), std::string("\xef\xbb\xbfk: v\n"), std::string("%TAG ! x\n"),
          std::string("*unknown"), std::string("a: &a *a\n"), std::string("? [a]\n: b\n")})
        read_yaml(text);
    EXPECT_EQ(read_yaml("k: \xc3\x28\n").root().str("k"), "\xEF\xBF\xBD(");
    EXPECT_EQ(read_yaml("\xef\xbb\xbfk: v\n").root().str("k"), "v");
}

TEST(JsonRead, reads_and_refuses) {
    const auto value = read_json(R"({"a": [1, true, "x", null], "b": {"c": 1.5}})");
    ASSERT_TRUE(value);
    EXPECT_EQ(value->at("a").items.size(), 4u);
    EXPECT_EQ(value->at("b").str("c"), "1.5");
    EXPECT_FALSE(read_json("{"));
    EXPECT_FALSE(read_json(repeat("[", 40) + repeat("]", 40)));
    EXPECT_FALSE(read_json(repeat("[", 500'000)));
}

TEST(TomlRead, reads_and_tells_the_line) {
    const auto file = read_toml("[project]\nname = \"x\"\nok = true\nn = 3\n");
    ASSERT_FALSE(file.error);
    EXPECT_EQ(file.root.at("project").str("name"), "x");
    EXPECT_TRUE(file.root.at("project").flag("ok"));
    const auto broken = read_toml("[project]\nname = \n");
    ASSERT_TRUE(broken.error);
    EXPECT_EQ(broken.error->line, 2);
    EXPECT_TRUE(read_toml("a = " + repeat("[", 5000)).error);
    read_toml(std::string("\xff\xfe\0", 3));
}

}  // namespace
}  // namespace qm::catalog
