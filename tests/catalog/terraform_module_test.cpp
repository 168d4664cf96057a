// Tries modules: inputs, outputs, providers, submodules, monorepos, stacks, overrides, JSON.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/support/scan.hpp"

namespace qm {
namespace {

using support::entry;
using support::ids;
using support::MemoryTree;
using support::names;
using support::scan;
using support::variable;

using Ids = std::vector<std::string>;

constexpr const char* variables = R"(
variable "name" {
  description = "The name, with \"quotes\""
  type        = string
}
variable "subnets" {
  type = map(object({ cidr = string, zone = optional(string) }))
}
variable "size" {
  type    = number
  default = 3
}
variable "tags" {
  description = <<-EOT
    Tags of
    everything.
  EOT
  type    = map(string)
  default = {
    team = "sre"
  }
}
)";

constexpr const char* main_tf = R"(
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.28"
    }
    random = "~> 3.0"
  }
}
module "labels" {
  source  = "sre/labels/null"
  version = "1.0.0"
}
module "log" { source = "./modules/flow-log" }
resource "aws_vpc" "this" {}
output "id" {
  description = "Its id"
  value       = aws_vpc.this.id
}
)";

TEST(TerraformModule, the_root_and_its_submodules) {
    MemoryTree tree({{"main.tf", main_tf},
                     {"variables.tf", variables},
                     {"README.md", "# VPC\n\nMakes a VPC.\n"},
                     {"modules/flow-log/main.tf", "variable \"arn\" {}\n"},
                     {"examples/simple/main.tf", "module \"x\" { source = \"../..\" }\n"},
                     {"wrappers/main.tf", "variable \"x\" {}\n"},
                     {"CODEOWNERS", "* @sre/cloud\n"}},
                    "sre/terraform-aws-vpc");
    tree.tags({"v6.6.0", "v6.5.0"});
    const auto found = scan(tree);
    ASSERT_EQ(ids(found), (Ids{"terraform-module/flow-log", "terraform-module/terraform-aws-vpc"}));
    const auto vpc = entry(found, "terraform-module/terraform-aws-vpc");
    EXPECT_EQ(vpc.path, "");
    EXPECT_EQ(vpc.version, "6.6.0");
    EXPECT_EQ(vpc.description, "Makes a VPC.");
    EXPECT_EQ(vpc.owner, "sre/cloud");
    EXPECT_EQ(vpc.keywords, (Ids{"aws", "random", "flow-log"})) << "its submodule too";
    EXPECT_EQ(vpc.platforms, (Ids{"terraform >= 1.5", "hashicorp/aws >= 6.28", "random ~> 3.0"}));
    EXPECT_EQ(vpc.dependencies, (Ids{"sre/labels/null", "flow-log"}));
    EXPECT_EQ(names(vpc.inputs), (Ids{"name", "subnets", "size", "tags"}));
    EXPECT_TRUE(variable(vpc.inputs, "name").required);
    EXPECT_EQ(variable(vpc.inputs, "name").description, "The name, with \"quotes\"");
    EXPECT_EQ(variable(vpc.inputs, "size").default_text, "3");
    EXPECT_FALSE(variable(vpc.inputs, "size").required);
    EXPECT_EQ(variable(vpc.inputs, "tags").description, "Tags of everything.");
    EXPECT_EQ(variable(vpc.outputs, "id").description, "Its id");
    EXPECT_EQ(vpc.snippet,
              "module \"vpc\" {\n"
              "  source = \"git::https://git.example/sre/terraform-aws-vpc.git?ref=v6.6.0\"\n\n"
              "  name    = \"CHANGE_ME\"\n"
              "  subnets = {}\n}");
    EXPECT_EQ(vpc.snippet_language, "hcl");
    EXPECT_NE(entry(found, "terraform-module/flow-log")
                  .snippet.find("vpc.git//modules/flow-log?ref=v6.6.0"),
              std::string::npos);
}

TEST(TerraformModule, a_repository_of_modules) {
    MemoryTree tree(
        {{"modules/bucket/main.tf", "# Keeps files.\nresource \"aws_s3_bucket\" \"b\" {}\n"},
         {"modules/bucket/src/main.tf", "variable \"x\" {}\n"},
         {"deprecated/queue/main.tf", "variable \"x\" {}\n"},
         {"live/prod/main.tf",
          "terraform {\n  backend \"s3\" {}\n}\nmodule \"b\" {\n"
          "  source = \"../../modules/bucket\"\n}\n"},
         {"live/dev/main.tf", "module \"b\" { source = \"x\" }\n"},
         {"live/dev/terraform.tfvars", "a = 1\n"},
         {"locals/x.tf", "locals { a = 1 }\n"}},
        "sre/modules");
    tree.tags({"bucket/v1.2.0", "v9.0.0"});
    const auto found = scan(tree);
    ASSERT_EQ(ids(found), (Ids{"terraform-module/bucket", "terraform-module/bucket",
                               "terraform-module/queue"}));
    EXPECT_EQ(found.entries[0].description, "Keeps files.");
    EXPECT_EQ(found.entries[0].version, "1.2.0");
    EXPECT_EQ(found.entries[0].keywords, Ids{"aws"}) << "the provider of its resources";
    EXPECT_TRUE(entry(found, "terraform-module/queue").deprecated);
}

TEST(TerraformModule, overrides_json_and_old_syntax) {
    const auto found = scan(
        MemoryTree({{"main.tf", "variable region { default = \"eu\" }\nvariable \"zone\" {}\n"},
                    {"override.tf", "variable \"zone\" { default = \"a\" }\n"},
                    {"more.tf.json",
                     R"({"variable": {"disk": {"type": "number", "description": "GB"}},
              "output": {"ip": {"value": "x", "description": "Its address"}},
              "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}}})"},
                    {"broken.tf.json", "{"}},
                   "sre/terraform-x-y"));
    const auto one = entry(found, "terraform-module/terraform-x-y");
    EXPECT_EQ(variable(one.inputs, "zone").default_text, "\"a\"") << "an override comes last";
    EXPECT_FALSE(variable(one.inputs, "zone").required);
    EXPECT_TRUE(variable(one.inputs, "disk").required);
    EXPECT_EQ(variable(one.inputs, "disk").description, "GB");
    EXPECT_EQ(variable(one.outputs, "ip").description, "Its address");
    ASSERT_EQ(one.problems.size(), 1u);
    EXPECT_EQ(one.problems[0].path, "broken.tf.json");
}

TEST(TerraformModule, a_licence_is_no_page) {
    const auto found =
        scan(MemoryTree({{"modules/a/main.tf",
                          "/**\n * Copyright 2019 Acme\n *\n * Unless required by law, none.\n"
                          " */\nvariable \"x\" {}\n"},
                         {"modules/b/main.tf", "variable \"x\" {}\n"}},
                        "sre/tf"));
    EXPECT_EQ(entry(found, "terraform-module/a").description, "");
}

TEST(TerraformModule, a_validation_tells_what_it_accepts) {
    const auto one = entry(scan(MemoryTree({{"main.tf", R"(variable "mode" {
  type = string
  validation {
    condition     = contains(["fast", "safe"], var.mode)
    error_message = "no"
  }
}
variable "target" {
  validation {
    condition = var.target == "all" || var.target == "some"
  }
}
variable "notify" {
  type = map(any)
  validation {
    condition = contains(["a"], var.notify.type)
  }
}
variable "many" {
  type = list(string)
  validation {
    condition = alltrue([for x in var.many : contains(["a"], x)])
  }
}
)"}},
                                           "sre/terraform-x-y")),
                           "terraform-module/terraform-x-y");
    EXPECT_NE(one.snippet.find("  mode   = \"fast\"\n  target = \"all\"\n"
                               "  notify = {}\n  many   = []\n"),
              std::string::npos)
        << one.snippet;
}

TEST(TerraformModule, a_broken_file_keeps_the_rest) {
    const auto found = scan(MemoryTree({{"a/main.tf", "variable \"x\" {}\n}\nvariable \"y\" {}\n"},
                                        {"b/main.tf", "<<<<<<< HEAD\n"},
                                        {"c/notes.tf", "# nothing here\n"}}));
    ASSERT_EQ(ids(found), Ids{"terraform-module/a"});
    EXPECT_EQ(names(found.entries[0].inputs), (Ids{"x", "y"}));
    ASSERT_EQ(found.entries[0].problems.size(), 1u);
    EXPECT_EQ(found.entries[0].problems[0].line, 2);
    ASSERT_EQ(found.problems.size(), 1u);
    EXPECT_EQ(found.problems[0].path, "b/main.tf");
}

TEST(TerraformModule, a_page_in_a_block_comment) {
    const auto found = scan(MemoryTree(
        {{"main.tf",
          "/**\n * # Title\n *\n * Makes a network of things.\n */\nvariable \"x\" {}\n"}},
        "sre/terraform-a-b"));
    EXPECT_EQ(entry(found, "terraform-module/terraform-a-b").description,
              "Makes a network of things.");
}

}  // namespace
}  // namespace qm
