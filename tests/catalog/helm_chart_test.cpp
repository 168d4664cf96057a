// Tries charts: fields, values with comments and schema, mandatory values, monorepos, libraries.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/chart_values.hpp"
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

constexpr const char* chart = R"(apiVersion: v2
name: redis
version: 1.2.3
appVersion: "7.2"
kubeVersion: ">=1.25"
description: Redis on Kubernetes
keywords: [cache, database]
maintainers:
  - {name: Jane, email: jane@corp.example}
  - name: Joe
annotations: {licenses: Apache License 2.0}
dependencies:
  - {name: common, version: 2.x.x, repository: "oci://x.example/charts"}
)";

TEST(HelmChart, all_fields) {
    MemoryTree tree(
        {{"charts/redis/Chart.yaml", chart},
         {"charts/redis/values.yaml",
          "# How many\nreplicas: 1\n\nimage:\n  # -- The tag\n  tag: \"\"\n"
          "  quiet: x\nauth:\n  password: \"\"\n"},
         {"charts/redis/templates/secret.yaml",
          "p: {{ required \"a password\" .Values.auth.password | b64enc }}\n"
          "{{- if .Values.tls }}\nc: {{ required \"cert\" .Values.tls.cert }}\n"
          "{{- end }}\nr: {{ required \"r\" .Values.replicas }}\n"},
         {"charts/redis/charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 0.1.0\n"},
         {"charts/other/Chart.yaml", "apiVersion: v2\nname: other\nversion: 0.1.0\n"},
         {"examples/Chart.yaml", chart},
         {".github/CODEOWNERS", "/charts/redis/ @sre/dba @jane @joe @jim\n"}},
        "sre/charts");
    tree.tags({"redis-1.2.3", "redis-1.2.2", "other-0.1.0"});
    const auto found = scan(tree);
    ASSERT_EQ(ids(found), (Ids{"helm-chart/other", "helm-chart/redis"}));
    const auto redis = entry(found, "helm-chart/redis");
    EXPECT_EQ(redis.path, "charts/redis");
    EXPECT_EQ(redis.version, "1.2.3");
    EXPECT_EQ(redis.description, "Redis on Kubernetes");
    EXPECT_EQ(redis.keywords, (Ids{"cache", "database"}));
    EXPECT_EQ(redis.platforms, Ids{"Kubernetes >=1.25"});
    EXPECT_EQ(redis.owner, "sre/dba, jane, joe");
    EXPECT_EQ(redis.licence, "Apache-2.0");
    EXPECT_EQ(redis.dependencies, Ids{"common"});
    EXPECT_EQ(names(redis.inputs),
              (Ids{"replicas", "image", "image.tag", "auth", "auth.password"}));
    EXPECT_EQ(variable(redis.inputs, "replicas").description, "How many");
    EXPECT_FALSE(variable(redis.inputs, "replicas").required) << "it has a default";
    EXPECT_EQ(variable(redis.inputs, "image.tag").description, "The tag");
    EXPECT_EQ(variable(redis.inputs, "image").type, "dict");
    EXPECT_TRUE(variable(redis.inputs, "auth.password").required);
    EXPECT_EQ(redis.snippet,
              "git clone --depth 1 --branch redis-1.2.3 https://git.example/sre/charts.git charts\n"
              "helm upgrade --install redis ./charts/charts/redis --dependency-update \\\n"
              "  --set 'auth.password=CHANGE_ME'");
    EXPECT_EQ(entry(found, "helm-chart/other").owner, "sre");
}

TEST(HelmChart, the_schema_gives_types_and_what_is_mandatory) {
    const auto found = scan(MemoryTree({{"Chart.yaml", chart},
                                        {"values.yaml", "host: \"\"\nport: 80\n"},
                                        {"values.schema.json",
                                         R"({"required": ["host", "port", "zone"], "properties": {
              "host": {"type": "string", "description": "Its name"},
              "port": {"type": "integer"}, "zone": {"type": "array"}, "global": {}}})"}}));
    const auto redis = entry(found, "helm-chart/redis");
    EXPECT_EQ(names(redis.inputs), (Ids{"host", "port", "zone"}));
    EXPECT_TRUE(variable(redis.inputs, "host").required);
    EXPECT_EQ(variable(redis.inputs, "host").description, "Its name");
    EXPECT_FALSE(variable(redis.inputs, "port").required);
    EXPECT_TRUE(variable(redis.inputs, "zone").required);
    EXPECT_NE(redis.snippet.find("--set-json 'zone=[]'"), std::string::npos) << redis.snippet;
}

TEST(HelmChart, where_the_readme_says_it_is_published) {
    const auto snippet = [](const char* readme) {
        return entry(scan(MemoryTree({{"c/Chart.yaml", chart}, {"c/README.md", readme}})),
                     "helm-chart/redis")
            .snippet;
    };
    EXPECT_EQ(snippet("helm install r oci://reg.example/charts/redis\n"),
              "helm upgrade --install redis oci://reg.example/charts/redis --version 1.2.3");
    EXPECT_EQ(snippet("`oci://reg.example/charts/redis`, or `oci://reg.example/redis-ha`\n"),
              "helm upgrade --install redis oci://reg.example/charts/redis --version 1.2.3");
    EXPECT_EQ(snippet("helm repo add sre https://charts.example/sre\nhelm install x sre/redis\n"),
              "helm upgrade --install redis redis --repo https://charts.example/sre "
              "--version 1.2.3");
    EXPECT_TRUE(snippet("helm repo add sre https://charts.example/${TEAM}\n")
                    .starts_with("git clone --depth 1 https"));
}

TEST(HelmChart, libraries_old_charts_and_deprecated_ones) {
    const auto found = scan(MemoryTree(
        {{"lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 0.1.0\ntype: library\n"},
         {"old/Chart.yaml", "name: old\nversion: 0.1.0\ndeprecated: true\n"},
         {"old/requirements.yaml", "dependencies: [{name: common}]\n"},
         {"old/README.md", "# old\n\nAn old chart.\n"}}));
    const auto lib = entry(found, "helm-chart/lib");
    EXPECT_EQ(lib.snippet_language, "yaml");
    EXPECT_TRUE(lib.snippet.starts_with("dependencies:"));
    EXPECT_FALSE(catalog::read_yaml(lib.snippet).error);
    const auto old = entry(found, "helm-chart/old");
    EXPECT_TRUE(old.deprecated);
    EXPECT_EQ(old.description, "An old chart.");
    EXPECT_EQ(old.dependencies, Ids{"common"});
    ASSERT_EQ(old.problems.size(), 1u);
    EXPECT_EQ(old.problems[0].reason, "has no apiVersion");
}

TEST(HelmChart, what_is_no_chart_is_a_problem_with_its_line) {
    const auto found =
        scan(MemoryTree({{"a/Chart.yaml", "apiVersion: v2\nname: a\n"},
                         {"b/Chart.yaml", "name: b\nversion: [\n"},
                         {"c/Chart.yaml", "name: {{ .Name }}\n"},
                         {"d/Chart.yaml", "apiVersion: v2\nname: d\nversion: 1.0.0\n"},
                         {"d/values.yaml", "ok: 1\nbad: [\n"}}));
    ASSERT_EQ(ids(found), Ids{"helm-chart/d"});
    ASSERT_EQ(found.problems.size(), 3u);
    EXPECT_EQ(found.problems[0].reason, "has no version");
    EXPECT_EQ(found.problems[1].path, "b/Chart.yaml");
    EXPECT_GE(found.problems[1].line, 2);
    const auto d = entry(found, "helm-chart/d");
    ASSERT_EQ(d.problems.size(), 1u);
    EXPECT_EQ(d.problems[0].path, "d/values.yaml");
    EXPECT_EQ(variable(d.inputs, "ok").default_text, "1") << "the lines are read all the same";
}

TEST(HelmChart, required_outside_conditions) {
    using catalog::required_values;
    EXPECT_EQ(required_values("{{ required \"a\" .Values.x.y }}"), Ids{"x.y"});
    EXPECT_EQ(required_values("{{- $v := required `a` .Values.x | quote -}}"), Ids{"x"});
    EXPECT_TRUE(
        required_values("{{ if .Values.a }}{{ required \"b\" .Values.b }}{{ end }}").empty());
    EXPECT_TRUE(
        required_values("{{ define \"n\" }}{{ required \"b\" .Values.b }}{{ end }}").empty());
    EXPECT_TRUE(required_values("{{ required \"a\" $x }} {{ required").empty());
    required_values(std::string(20'000, '{'));
}

}  // namespace
}  // namespace qm
