// What the index tells beyond a search: families, who uses what, who may see what, what is alike,
// who knows it, and what a pasted thing is.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/index.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace qm::catalog {
namespace {

std::vector<Kind> kinds() {
    const auto nothing = [](const Tree&) {
        return KindResult{};
    };
    return {{"ansible-role", "Ansible role", {"role"}, nothing},
            {"ci-template", "CI template", {"template"}, nothing},
            {"container-image", "Container image", {"image"}, nothing},
            {"helm-chart", "Helm chart", {"chart"}, nothing},
            {"prometheus-exporter", "Prometheus exporter", {"exporter"}, nothing},
            {"terraform-module", "Terraform module", {"module"}, nothing}};
}

Entry entry(std::string kind, std::string name, std::string repo, std::string path = "") {
    Entry made;
    made.kind = std::move(kind);
    made.name = std::move(name);
    made.repo = std::move(repo);
    made.path = std::move(path);
    made.owner = "sre/core";
    return made;
}

Index index_of(std::vector<Entry> entries) {
    Dictionary dictionary;
    dictionary.noise_words = {"ansible", "role", "terraform", "aws", "docker", "helm"};
    return Index(std::move(entries), kinds(), std::move(dictionary));
}

std::vector<std::string> names(const std::vector<Entry>& entries) {
    std::vector<std::string> all;
    for (const Entry& each : entries)
        all.push_back(each.kind + "/" + each.name);
    return all;
}

using Names = std::vector<std::string>;

TEST(View, AFamilyIsTheSameThingInSeveralKinds) {
    auto chart = entry("helm-chart", "prometheus-postgres-exporter", "sre/charts", "pg");
    chart.version = "8.2.0";
    const auto exporter = entry("prometheus-exporter", "postgres_exporter", "sre/pg");
    const auto index =
        index_of({chart, exporter, entry("ansible-role", "postgres_exporter", "sre/role-pg"),
                  entry("container-image", "postgres", "sre/images", "postgres")});
    EXPECT_EQ(names(index.family(exporter)),
              (Names{"ansible-role/postgres_exporter", "helm-chart/prometheus-postgres-exporter"}));
    EXPECT_EQ(index.family(exporter)[1].version, "8.2.0");
    EXPECT_TRUE(index.family(entry("helm-chart", "unknown", "x")).empty());
}

TEST(View, DependenciesLeadToEntriesAndBack) {
    auto app = entry("helm-chart", "shop", "acme/shop", "chart");
    app.dependencies = {"redis", "postgresql"};
    auto image = entry("container-image", "shop", "acme/shop", "image");
    image.dependencies = {"registry.example/sre/images/base:3.1", "postgres:16", "base"};
    auto module = entry("terraform-module", "network", "acme/infra", "network");
    module.dependencies = {"git::https://git.example/sre/terraform-aws-vpc.git?ref=v1.2.0",
                           "git@git.example:sre/terraform-aws-vpc.git//modules/flow-log",
                           "hashicorp/consul/aws"};
    auto playbook = entry("ansible-role", "web", "sre/roles", "roles/web");
    playbook.dependencies = {"acme.common.base", "docker"};
    const auto redis = entry("helm-chart", "redis", "sre/charts", "charts/redis");
    const auto vpc = entry("terraform-module", "vpc", "sre/terraform-aws-vpc");
    const auto index = index_of(
        {app, image, module, playbook, redis, vpc,
         entry("terraform-module", "flow-log", "sre/terraform-aws-vpc", "modules/flow-log"),
         entry("container-image", "base", "sre/images", "base"),
         entry("container-image", "postgres", "sre/images", "postgres"),
         entry("ansible-role", "base", "sre/roles", "roles/base"),
         entry("ansible-role", "docker", "sre/ansible-role-docker")});
    EXPECT_EQ(index.uses(app)[0].entry->repo, "sre/charts");
    EXPECT_FALSE(index.uses(app)[1].entry);
    EXPECT_EQ(names(index.used_by(redis)), Names{"helm-chart/shop"});
    EXPECT_EQ(index.uses(image)[0].entry->name, "base");
    EXPECT_FALSE(index.uses(image)[1].entry) << "a public registry's postgres is not ours";
    EXPECT_FALSE(index.uses(image)[2].entry) << "a stage or a public image";
    EXPECT_EQ(index.uses(module)[0].entry->name, "vpc");
    EXPECT_EQ(index.uses(module)[1].entry->name, "flow-log");
    EXPECT_FALSE(index.uses(module)[2].entry);
    EXPECT_EQ(index.uses(playbook)[0].entry->name, "base");
    EXPECT_EQ(index.uses(playbook)[1].entry->repo, "sre/ansible-role-docker");
    EXPECT_EQ(names(index.used_by(vpc)), Names{"terraform-module/network"});
}

TEST(View, PrivateThingsAreHiddenInHitsCountsAndNearNames) {
    auto open = entry("helm-chart", "ledger-api", "acme/ledger");
    auto closed = entry("helm-chart", "ledger-core", "acme/ledger-core");
    closed.seen_by = {"product/payments"};
    closed.dependencies = {"ledger-api"};
    auto unknown = entry("ansible-role", "ledger", "x/ledger");
    unknown.seen_by = {"sre"};
    const auto all = index_of({open, closed, unknown});
    EXPECT_EQ(all.size(), 3U);
    EXPECT_EQ(all.search({"ledger", "", 5, 0}).total, 3);

    const auto anybody = all.seen_by({});
    EXPECT_EQ(anybody->size(), 1U);
    EXPECT_EQ(anybody->search({"ledger", "", 5, 0}).total, 1);
    EXPECT_EQ(anybody->search({"", "chart", 5, 0}).total, 1);
    EXPECT_TRUE(anybody->named("ledger-core").empty());
    EXPECT_EQ(anybody->near("ledger-cor"), Names{"ledger-api"});
    EXPECT_TRUE(anybody->used_by(open).empty());
    EXPECT_EQ(anybody->list({}).total, 1);
    EXPECT_EQ(anybody->search({"ledger-core", "", 5, 0}).hits.size(), 1U) << "only the near one";

    EXPECT_EQ(all.seen_by({{"sre", "team/core"}})->size(), 2U);
    EXPECT_EQ(all.seen_by({{"product/payments"}})->named("ledger-core").size(), 1U);
    EXPECT_EQ(anybody->seen_by({{"sre"}})->size(), 1U) << "a view of a view shows no more";
}

TEST(View, ANameLetterByLetterComesBeforeOtherSpellings) {
    const Index index = index_of({entry("ansible-role", "redis_exporter", "a"),
                                  entry("container-image", "redis-exporter", "b"),
                                  entry("prometheus-exporter", "redisexporter", "c")});
    EXPECT_EQ(index.named("redis-exporter").front().kind, "container-image");
    EXPECT_EQ(index.named("redis_exporter").front().kind, "ansible-role");
    EXPECT_EQ(index.named("Redis Exporter").front().kind, "prometheus-exporter");
    EXPECT_EQ(index.named("redis-exporter").size(), 3U);
}

TEST(View, ATombstoneAnswersToItsNameAlone) {
    auto gone = entry("ansible-role", "cloud_node_exporter", "sre/old");
    gone.tombstone = true;
    gone.gone_at = "2026-05-01T00:00:00Z";
    gone.successor = "node_exporter";
    const auto index = index_of({gone, entry("ansible-role", "node_exporter", "sre/new")});
    const auto found = index.search({"cloud node exporter", "", 5, 0});
    ASSERT_FALSE(found.hits.empty());
    EXPECT_EQ(found.hits.front().entry.successor, "node_exporter");
    EXPECT_EQ(index.search({"node exporter", "", 5, 0}).total, 1);
    EXPECT_EQ(index.size(), 1U);
    EXPECT_EQ(index.list({"", "", Order::by_change, true, 5, 0}).total, 1);
    EXPECT_EQ(index.stats()[0].entries, 1);
}

TEST(View, PastedThingsFindTheirEntry) {
    auto exporter = entry("prometheus-exporter", "postgres_exporter", "sre/exporters", "pg");
    exporter.metric_prefix = "pg";
    exporter.port = 9187;
    const auto index = index_of(
        {exporter, entry("container-image", "node", "sre/images", "node"),
         entry("container-image", "node-slim", "sre/images", "node-slim"),
         entry("ci-template", "secret-detection", "sre/ci", "templates/secret-detection.yml"),
         entry("ci-template", "build", "sre/ci", "jobs/Docker-Build.gitlab-ci.yml"),
         entry("helm-chart", "redis", "sre/charts", "charts/redis")});
    const auto first = [&](std::string words) {
        const auto found = index.search({std::move(words), "", 5, 0});
        return found.hits.empty() ? "" : found.hits.front().entry.name;
    };
    EXPECT_EQ(first("registry.example/sre/images/node:20.1@sha256:abcd"), "node");
    EXPECT_EQ(first("FROM registry.example:5000/sre/images/node-slim:20 AS build"), "node-slim");
    EXPECT_EQ(first("- component: $CI_SERVER_FQDN/sre/ci/secret-detection@1.0.0"),
              "secret-detection");
    EXPECT_EQ(first("project: sre/ci\n  ref: v2\n  file: /jobs/Docker-Build.gitlab-ci.yml"),
              "build");
    EXPECT_EQ(first("https://git.example/sre/charts/-/tree/main/charts/redis?ref_type=heads"),
              "redis");
    EXPECT_EQ(first("git@git.example:sre/exporters.git"), "postgres_exporter");
    EXPECT_EQ(first("pg_stat_database_xact_commit"), "postgres_exporter");
    EXPECT_EQ(first("9187"), "postgres_exporter");
    EXPECT_EQ(first("registry.example/sre/nothing/here:1"), "");
}

TEST(View, AlikeIsWhatSharesItsRareWords) {
    auto ours = entry("helm-chart", "redis-cache", "payments/redis");
    ours.keywords = {"redis", "cache"};
    ours.description = "Redis as a cache with eviction";
    auto theirs = entry("helm-chart", "redis", "sre/charts", "redis");
    theirs.keywords = {"redis", "cache", "database"};
    theirs.description = "Redis with replicas";
    std::vector<Entry> entries{ours, theirs};
    for (int i = 0; i < 30; ++i) {
        auto other =
            entry("helm-chart", "service" + std::to_string(i), "acme/s" + std::to_string(i));
        other.description = "A service with replicas and a cache";
        entries.push_back(other);
    }
    const auto index = index_of(entries);
    EXPECT_EQ(names(index.similar(ours, 5)), Names{"helm-chart/redis"});
}

TEST(View, ExpertsAreThoseWhoTouchedIt) {
    auto role = entry("ansible-role", "redis", "sre/role");
    role.authors = {{"Ann", 3, "2026-09-01T00:00:00Z"}, {"Bob", 1, "2026-08-01T00:00:00Z"}};
    auto chart = entry("helm-chart", "redis", "sre/charts", "redis");
    chart.authors = {{"Bob", 4, "2026-07-01T00:00:00Z"}};
    const auto index = index_of({role, chart, entry("helm-chart", "kafka", "sre/charts", "kafka")});
    const auto experts = index.experts("redis", 5);
    ASSERT_EQ(experts.size(), 2U);
    EXPECT_EQ(experts[0].name, "Bob");
    EXPECT_EQ(experts[0].commits, 5);
    EXPECT_EQ(experts[0].last, "2026-08-01T00:00:00Z");
    EXPECT_EQ(experts[1].entries, Names{"redis"});
    EXPECT_TRUE(index.experts("kafka", 5).empty());
}

}  // namespace
}  // namespace qm::catalog
