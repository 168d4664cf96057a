// Tries the HCL scanner on what stands in real modules: heredocs, nested strings, comments, old
// syntax, and on what is broken.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/hcl.hpp"

#include <gtest/gtest.h>

#include <string>

namespace qm::catalog {
namespace {

TEST(Hcl, reads_blocks_labels_and_attributes) {
    const auto file = read_hcl(R"(
# a comment
variable "name" {
  description = "A \"quoted\" name" // trailing
  type        = string
}
/* block
   comment */ output "id" { value = aws_vpc.this[0].id }
)");
    EXPECT_TRUE(file.errors.empty());
    ASSERT_EQ(file.body.blocks.size(), 2u);
    const auto& variable = file.body.blocks[0];
    EXPECT_EQ(variable.type, "variable");
    EXPECT_EQ(variable.labels, std::vector<std::string>{"name"});
    EXPECT_EQ(variable.line, 3);
    EXPECT_EQ(variable.literal("description"), "A \"quoted\" name");
    EXPECT_EQ(variable.literal("type"), "string");
    EXPECT_EQ(file.body.blocks[1].attribute("value")->expression, "aws_vpc.this[0].id");
}

TEST(Hcl, keeps_expressions_over_many_lines) {
    const auto file = read_hcl(R"(
variable "rules" {
  type = object({
    a = optional(string, "}") # with a brace
    b = list(string)
  })
  default = {
    a = "${var.x == "}" ? "{" : "y"}"
  }
  description = <<-EOT
    First line
    } not the end
  EOT
}
variable "next" {}
)");
    EXPECT_TRUE(file.errors.empty());
    ASSERT_EQ(file.body.blocks.size(), 2u);
    const auto& block = file.body.blocks[0];
    EXPECT_TRUE(block.attribute("type")->expression.starts_with("object({"));
    EXPECT_TRUE(block.attribute("default")->expression.ends_with("}"));
    EXPECT_EQ(block.literal("description"), "First line\n} not the end");
    EXPECT_EQ(file.body.blocks[1].labels[0], "next");
}

TEST(Hcl, reads_terraform_before_0_12) {
    const auto file = read_hcl(
        "variable region { type = \"string\" }\n"
        "variable \"tags\" {\n  default = {\n    \"a\" = \"b\"\n  }\n}\n");
    ASSERT_EQ(file.body.blocks.size(), 2u);
    EXPECT_EQ(file.body.blocks[0].labels[0], "region");
    EXPECT_EQ(file.body.blocks[0].literal("type"), "string");
    EXPECT_EQ(file.body.blocks[1].labels[0], "tags");
}

TEST(Hcl, goes_on_after_an_error_and_tells_the_line) {
    const auto file = read_hcl("variable \"a\" {}\n!!! what\nvariable \"b\" {}\n}\n");
    ASSERT_EQ(file.errors.size(), 2u);
    EXPECT_EQ(file.errors[0].line, 2);
    EXPECT_EQ(file.errors[1].line, 4);
    EXPECT_EQ(file.body.blocks.size(), 2u);
    EXPECT_FALSE(read_hcl("variable \"a\" {\n  default = [1,\n").errors.empty());
    EXPECT_FALSE(read_hcl("a = <<EOT\nno end\n").errors.empty());
}

TEST(Hcl, hostile_text_ends) {
    const std::string many(100'000, '{');
    read_hcl(many);
    read_hcl("x " + many);
    read_hcl("a = " + std::string(100'000, '['));
    std::string nested;
    for (int i = 0; i < 20'000; ++i)
        nested += "a = \"${";
    read_hcl(nested);
    read_hcl(std::string("\0\xff\"", 3));
    std::string blocks;
    for (int i = 0; i < 5'000; ++i)
        blocks += "b {\n";
    EXPECT_FALSE(read_hcl(blocks).errors.empty());
}

TEST(Hcl, placeholders_satisfy_their_types) {
    struct Case {
        const char* type;
        const char* value;
    };
    for (const auto& [type, value] :
         {Case{"string", "\"CHANGE_ME\""},
          {"number", "1"},
          {"bool", "true"},
          {"", "\"CHANGE_ME\""},
          {"any", "\"CHANGE_ME\""},
          {"list(string)", "[]"},
          {"set(object({a=string}))", "[]"},
          {"map(any)", "{}"},
          {"object({})", "{}"},
          {"object({ a = string, b = optional(number) })", "{ a = \"CHANGE_ME\" }"},
          {"object({\n a = string\n c = object({ d = bool })\n})",
           "{ a = \"CHANGE_ME\", c = { d = true } }"},
          {"tuple([string, number])", "[\"CHANGE_ME\", 1]"}})
        EXPECT_EQ(hcl_placeholder(type), value) << type;
}

}  // namespace
}  // namespace qm::catalog
