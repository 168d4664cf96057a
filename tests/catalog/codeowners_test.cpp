// Tries CODEOWNERS patterns and sections of both platforms on tables.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/codeowners.hpp"

#include "catalog/text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace qm::catalog {
namespace {

TEST(Codeowners, patterns) {
    struct Case {
        const char* pattern;
        const char* path;
        bool match;
    };
    for (const auto& [pattern, path, match] : {
             Case{"*", "a/b/c.tf", true},
             {"*", "x", true},
             {"/", "a/b", true},
             {"*.tf", "a/b/main.tf", true},
             {"*.tf", "a/b/main.tfvars", false},
             {"/charts/redis/", "charts/redis/Chart.yaml", true},
             {"/charts/redis/", "charts/redis-ha/Chart.yaml", false},
             {"/charts/redis/", "old/charts/redis/Chart.yaml", false},
             {"charts/redis", "charts/redis/templates/x.yaml", true},
             {"redis/", "charts/redis/Chart.yaml", true},
             {"/charts/*", "charts/manifest", true},
             {"/charts/*", "charts/redis/manifest", false},
             {"/charts/*/", "charts/redis/manifest", true},
             {"/charts/**", "charts/redis/a/b", true},
             {"/**/redis/", "a/b/redis/x", true},
             {"/roles/redis*/", "roles/redis_sentinel/manifest", true},
             {"/roles/redi?/", "roles/redis/manifest", true},
             {"!/roles/", "roles/x", false},
         })
        EXPECT_EQ(codeowners_match(pattern, path), match) << pattern << " on " << path;
}

TEST(Codeowners, the_last_rule_wins) {
    const Codeowners file(
        "# who owns what\n"
        "*             @sre/core\n"
        "/roles/       @sre/platform @alice # inline\n"
        "/roles/redis/ dba@corp.example @@maintainer\n"
        "/my\\ things/ @spaces\n"
        "/nobody/\n");
    const auto owner = [&](const char* path) {
        return join(file.owners(path), ",");
    };
    EXPECT_EQ(owner("x/y"), "sre/core");
    EXPECT_EQ(owner("roles/nginx/manifest"), "sre/platform,alice");
    EXPECT_EQ(owner("roles/redis/manifest"), "dba@corp.example,maintainer");
    EXPECT_EQ(owner("my things/a"), "spaces");
    EXPECT_EQ(owner("nobody/a"), "");
}

TEST(Codeowners, gitlab_sections_have_default_owners) {
    const Codeowners file(
        "* @everybody\n"
        "[Databases][2] @dba\n"
        "/roles/redis/\n"
        "/roles/mysql/ @mysql-team\n"
        "^[Docs] @writers\n"
        "*.md\n"
        "/roles/redis/\n");
    EXPECT_EQ(join(file.owners("roles/redis/manifest"), ","), "dba") << "not the optional section";
    EXPECT_EQ(join(file.owners("roles/mysql/manifest"), ","), "mysql-team");
    EXPECT_EQ(join(file.owners("roles/nginx/manifest"), ","), "everybody");
    const Codeowners optional("^[Docs] @writers\n*.md\n");
    EXPECT_EQ(join(optional.owners("a/b.md"), ","), "writers");
}

TEST(Codeowners, hostile_files_end) {
    std::string stars = "/";
    for (int i = 0; i < 120; ++i)
        stars += "**/";
    std::string path = "a";
    for (int i = 0; i < 1000; ++i)
        path += "/a";
    EXPECT_TRUE(codeowners_match(stars, path));
    EXPECT_FALSE(codeowners_match(std::string(600, '*'), "a"));
    EXPECT_FALSE(codeowners_match("*a*a*a*a*a*a*a*a*a*b", std::string(4000, 'a')));
    Codeowners(std::string(100'000, '[')).owners("x");
    Codeowners("\\").owners("x");
}

}  // namespace
}  // namespace qm::catalog
