// Tries GitLab components and classic templates, and what is neither.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/support/scan.hpp"
#include "catalog/yaml_read.hpp"

namespace qm {
namespace {

using support::entry;
using support::ids;
using support::MemoryTree;
using support::names;
using support::scan;
using support::variable;

using Ids = std::vector<std::string>;

constexpr const char* component = R"(spec:
  inputs:
    stage:
      default: test
      description: Which stage
    image-tag:
      type: string
      options: [slim, full]
    retries:
      type: number
    scanners:
      type: array
      default: [a, b]
    late:
      default: null
      rules: []
---
# Scans the code for secrets.
"$[[ inputs.stage ]]-scan":
  stage: $[[ inputs.stage ]]
  image: scanner:$[[ inputs.image-tag ]]
  script: !reference [.scan, script]
.scan:
  script: [scan]
include:
  - local: /other.yml
  - component: $CI_SERVER_FQDN/sre/base/x@1
)";

TEST(CiTemplate, a_component) {
    MemoryTree tree({{"templates/secrets.yml", component},
                     {"templates/lint/template.yml", "spec: {}\n---\nlint: {script: [x]}\n"},
                     {"templates/lint/README.md", "# lint\n\nLints what it finds.\n"},
                     {".gitlab-ci.yml", "test: {script: [x]}\n"}},
                    "sre/components");
    tree.tags({"1.0.1", "1.0.0"});
    const auto found = scan(tree);
    ASSERT_EQ(ids(found), (Ids{"ci-template/lint", "ci-template/secrets"}));
    const auto one = entry(found, "ci-template/secrets");
    EXPECT_EQ(one.path, "templates/secrets.yml");
    EXPECT_EQ(one.version, "1.0.1");
    EXPECT_EQ(one.description, "Scans the code for secrets.");
    EXPECT_EQ(names(one.inputs), (Ids{"stage", "image-tag", "retries", "scanners", "late"}));
    EXPECT_FALSE(variable(one.inputs, "stage").required);
    EXPECT_TRUE(variable(one.inputs, "image-tag").required);
    EXPECT_EQ(variable(one.inputs, "image-tag").description, "One of slim, full.");
    EXPECT_TRUE(variable(one.inputs, "late").required);
    EXPECT_EQ(variable(one.inputs, "scanners").default_text, "[a, b]");
    EXPECT_EQ(names(one.outputs), (Ids{"$[[ inputs.stage ]]-scan", ".scan"}));
    EXPECT_EQ(variable(one.outputs, ".scan").type, "hidden job");
    EXPECT_EQ(one.dependencies, (Ids{"/other.yml", "$CI_SERVER_FQDN/sre/base/x@1",
                                     "scanner:$[[ inputs.image-tag ]]"}));
    EXPECT_EQ(one.snippet,
              "include:\n  - component: $CI_SERVER_FQDN/sre/components/secrets@1.0.1\n    inputs:\n"
              "      image-tag: slim\n      retries: 1\n      late: CHANGE_ME");
    EXPECT_EQ(entry(found, "ci-template/lint").description, "Lints what it finds.");
}

TEST(CiTemplate, classic_templates) {
    MemoryTree tree(
        {{"jobs/Docker-Build.gitlab-ci.yml",
          "---\n# Builds an image.\nvariables:\n  # Which file\n  DOCKERFILE: Dockerfile\n"
          "  MODE: {value: fast, description: How}\ndocker:\n  stage: build\n"
          "  variables: {DEPTH: 1}\n  services: [docker:dind]\n  script: [x]\n"},
         {"templates/Common.gitlab-ci.yml", ".rules:\n  rules: []\n"},
         {"jobs/plain.yml", "plain:\n  script: [x]\n"},
         {"jobs/values.yml", "replicas: 1\n"}},
        "sre/gitlab-ci-templates");
    tree.tags({"v2.6.11"});
    const auto found = scan(tree);
    ASSERT_EQ(ids(found),
              (Ids{"ci-template/Common", "ci-template/Docker-Build", "ci-template/plain"}));
    const auto build = entry(found, "ci-template/Docker-Build");
    EXPECT_EQ(build.description, "Builds an image.");
    EXPECT_EQ(names(build.inputs), (Ids{"DOCKERFILE", "MODE", "DEPTH"}));
    EXPECT_EQ(variable(build.inputs, "DOCKERFILE").description, "Which file");
    EXPECT_EQ(variable(build.inputs, "MODE").default_text, "fast");
    EXPECT_EQ(build.dependencies, Ids{"docker:dind"});
    EXPECT_EQ(build.keywords, Ids{"build"});
    EXPECT_EQ(build.snippet,
              "include:\n  - project: sre/gitlab-ci-templates\n    ref: v2.6.11\n"
              "    file: /jobs/Docker-Build.gitlab-ci.yml");
    EXPECT_TRUE(entry(found, "ci-template/Common").snippet.starts_with("include:\n  - project:"))
        << "no spec header: not a component";
}

TEST(CiTemplate, a_folder_of_jobs_in_a_hub) {
    const auto found = scan(MemoryTree({{"jobs/lint/lint.yml", "lint: {script: [x]}\n"},
                                        {"jobs/lint/README.md", "# lint\n\nLints what it finds.\n"},
                                        {"jobs/pod.yml", "kind: Pod\nspec: {script: [x]}\n"},
                                        {"lint.r2.yml", "files: {template: jobs/lint}\n"}},
                                       "sre/hub"));
    ASSERT_EQ(ids(found), Ids{"ci-template/lint"});
    EXPECT_EQ(found.entries[0].description, "Lints what it finds.");
}

TEST(CiTemplate, what_is_none) {
    EXPECT_TRUE(scan(MemoryTree({{"templates/deploy.yaml", "kind: Deployment\nspec: {{ x }}\n"}}))
                    .entries.empty());
    EXPECT_TRUE(scan(MemoryTree({{".gitlab-ci.yml", "a: {script: [x]}\n"}})).entries.empty());
    EXPECT_TRUE(
        scan(MemoryTree({{"ci/build.yml", "a: {script: [x]}\n"}}, "shop/api")).entries.empty());
    const auto chart = scan(MemoryTree({{"Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n"},
                                        {"templates/job.yaml", "a: {script: [x]}\n"}}));
    EXPECT_EQ(ids(chart), Ids{"helm-chart/x"});
    const auto broken = scan(MemoryTree({{"jobs/x.gitlab-ci.yml", "a: [\n"}}));
    EXPECT_TRUE(broken.entries.empty());
    ASSERT_EQ(broken.problems.size(), 1u);
    EXPECT_EQ(broken.problems[0].path, "jobs/x.gitlab-ci.yml");
}

TEST(CiTemplate, a_root_page_speaks_of_each) {
    const auto found = scan(
        MemoryTree({{"README.md", "# All\n\nMany jobs.\n\n## kaniko\n\nBuilds without a daemon.\n"},
                    {"jobs/kaniko.gitlab-ci.yml", "kaniko: {script: [x]}\n"},
                    {"jobs/other.gitlab-ci.yml", "other: {script: [x]}\n"}}));
    EXPECT_EQ(entry(found, "ci-template/kaniko").description, "Builds without a daemon.");
    EXPECT_EQ(entry(found, "ci-template/other").description, "");
}

}  // namespace
}  // namespace qm
