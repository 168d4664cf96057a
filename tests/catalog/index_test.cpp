// The search as people meet it: exact names first, spellings, typos, kinds, French, questions,
// honesty about what is not there, and a stable order. A small catalog written for these tests
// and the dictionary of config/words.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/support/search.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace qm::catalog {
namespace {

using namespace support;

std::vector<Entry> entries() {
    return {
        entry("ansible-role", "redis_exporter", "Watches a Redis server", {"metrics"}),
        entry("ansible-role", "nginx", "Install and configure nginx", {"web", "http"}),
        entry("ansible-role", "node_exporter", "Host metrics for Prometheus"),
        entry("ansible-role", "haproxy", "TCP and HTTP front end", {"loadbalancer"}),
        entry("ci-template", "trivy_image", "Looks for vulnerabilities in container images"),
        entry("container-image", "postgres", "PostgreSQL with our extensions"),
        entry("container-image", "nginx", "nginx without root"),
        entry("helm-chart", "redis", "Redis with replicas and persistence", {"cache", "database"}),
        entry("helm-chart", "kube-prometheus-stack", "Prometheus, Alertmanager and Grafana"),
        entry("helm-chart", "elasticsearch", "Search engine", {"search"}),
        entry("helm-chart", "cert-manager", "Issues and renews TLS certificates", {"tls"}),
        entry("prometheus-exporter", "postgres_exporter", "Metrics of PostgreSQL"),
        entry("terraform-module", "terraform-aws-vpc", "Network with private subnets"),
        entry("ansible-role", "pgbackrest", "PostgreSQL backup and restore"),
    };
}

class Search : public testing::Test {
protected:
    Index index{entries(), kinds(), dictionary()};
};

TEST_F(Search, ExactNameIsFirstInEverySpelling) {
    for (const auto& one : entries()) {
        EXPECT_EQ(search(index, one.name, one.kind).hits.front().entry.name, one.name);
        std::string joined = one.name;
        std::erase_if(joined, [](char c) { return c == '-' || c == '_'; });
        EXPECT_EQ(search(index, joined).hits.front().entry.name, one.name) << joined;
        std::string blanks = one.name;
        std::replace_if(
            blanks.begin(), blanks.end(), [](char c) { return c == '-' || c == '_'; }, ' ');
        EXPECT_EQ(search(index, blanks).hits.front().entry.name, one.name) << blanks;
    }
    EXPECT_EQ(first(index, "Node-Exporter"), "ansible-role/node_exporter");
    EXPECT_EQ(first(index, "exporter node"), "ansible-role/node_exporter");
    EXPECT_EQ(first(index, "prometheus exporter"), "prometheus-exporter/postgres_exporter");
    EXPECT_EQ(first(index, "Prometheus exporters"), "prometheus-exporter/postgres_exporter");
    EXPECT_EQ(first(index, "redis"), "helm-chart/redis");
    EXPECT_EQ(first(index, "vpc"), "terraform-module/terraform-aws-vpc");
}

TEST_F(Search, ForgivesTyposByLengthOnly) {
    EXPECT_EQ(first(index, "elastcsearch"), "helm-chart/elasticsearch");
    EXPECT_EQ(first(index, "ngnix"), "ansible-role/nginx");
    EXPECT_EQ(first(index, "postgers"), "container-image/postgres");
    EXPECT_EQ(first(index, "node exproter"), "ansible-role/node_exporter");
    EXPECT_EQ(first(index, "vpx"), "nothing");    // three letters: no guess
    EXPECT_EQ(first(index, "fedis"), "nothing");  // the first letter is fixed
    EXPECT_EQ(first(index, "1.2.4"), "nothing");  // a version is never guessed
}

// An entry is known in its newest release only: one more word must not hide it.
TEST_F(Search, AReleaseBesideANameHidesNothing) {
    for (const char* words : {"redis 7", "redis 7.2.4", "redis v7", "Redis:7", "redis 1.2.4"})
        EXPECT_EQ(first(index, words), "helm-chart/redis") << words;
    EXPECT_EQ(first(index, "postgres image 16"), "container-image/postgres");
    EXPECT_EQ(first(index, "chart redis 7"), "helm-chart/redis");
    EXPECT_EQ(first(index, "redis 9121"), "nothing");  // a port says something
    EXPECT_EQ(first(index, "oracle 19"), "nothing");
    const Index other({entry("container-image", "builder-make", "Builds"),
                       entry("container-image", "hugo", "Builds"),
                       entry("container-image", "docker-hugo", "Builds")},
                      kinds(), dictionary());
    EXPECT_EQ(first(other, "builder-make 1.2"), "container-image/builder-make");
    EXPECT_EQ(first(other, "hugo 1.2"), "container-image/hugo");
    auto all = entries();
    all.push_back(entry("helm-chart", "redis7", "Redis, pinned"));
    EXPECT_EQ(first(Index(all, kinds(), dictionary()), "redis 7"), "helm-chart/redis7");
}

TEST_F(Search, MeetsTheBeginningOfTheLastWord) {
    EXPECT_EQ(first(index, "kube-prom"), "helm-chart/kube-prometheus-stack");
    EXPECT_EQ(first(index, "elast"), "helm-chart/elasticsearch");
    EXPECT_EQ(first(index, "prom kube"), "helm-chart/kube-prometheus-stack");
}

TEST_F(Search, KindWordsCountAsWords) {
    EXPECT_EQ(first(index, "nginx image"), "container-image/nginx");
    EXPECT_EQ(first(index, "role nginx"), "ansible-role/nginx");
    EXPECT_EQ(first(index, "helm redis"), "helm-chart/redis");
    EXPECT_EQ(first(index, "terraform module vpc"), "terraform-module/terraform-aws-vpc");
    EXPECT_EQ(ids(search(index, "nginx", "container-image")),
              std::vector<std::string>{"container-image/nginx"});
    EXPECT_EQ(search(index, "charts").total, 4);
    EXPECT_TRUE(search(index, "nginx", "no-such-kind").hits.empty());
    EXPECT_EQ(search(index, "", "chart").total, 4);  // a kind alone is a page to read
}

TEST_F(Search, SpeaksFrenchAndAbbreviations) {
    EXPECT_EQ(first(index, "sauvegarde postgres"), "ansible-role/pgbackrest");
    EXPECT_EQ(first(index, "équilibreur de charge"), "ansible-role/haproxy");
    EXPECT_EQ(first(index, "certificat tls"), "helm-chart/cert-manager");
    EXPECT_EQ(first(index, "rôle nginx"), "ansible-role/nginx");
    EXPECT_EQ(first(index, "analyse de vulnérabilités"), "ci-template/trivy_image");
    EXPECT_EQ(first(index, "lb"), "ansible-role/haproxy");
    const Index other({entry("helm-chart", "victoria", "A relational store", {"observability"})},
                      kinds(), dictionary());
    EXPECT_EQ(first(other, "observabilité"), "helm-chart/victoria");
    EXPECT_EQ(first(other, "stockage relationnel"), "nothing");  // "storage" is not said
    EXPECT_EQ(first(other, "relationnelle"), "helm-chart/victoria");
    EXPECT_EQ(first(index, "es"), "helm-chart/elasticsearch");
    EXPECT_EQ(first(index, "pg exporter"), "prometheus-exporter/postgres_exporter");
}

TEST_F(Search, DropsTheWordsOfAQuestion) {
    EXPECT_EQ(first(index, "how can I back up my postgres database?"), "ansible-role/pgbackrest");
    EXPECT_EQ(first(index, "is there a helm chart for redis?"), "helm-chart/redis");
    EXPECT_EQ(first(index, "comment obtenir un certificat ?"), "helm-chart/cert-manager");
}

TEST_F(Search, NothingIsFoundForWhatIsNotThere) {
    for (const char* words : {"sharepoint", "oracle database", "xyzzy plugh", "power bi gateway",
                              "réserver une salle de réunion", "redis oracle"}) {
        const auto found = search(index, words);
        EXPECT_TRUE(found.hits.empty()) << words << " gave " << ids(found).front();
        EXPECT_EQ(found.total, 0);
    }
    EXPECT_TRUE(search(index, "xyzzy plugh").suggestions.empty());
    EXPECT_EQ(search(index, "fedis").suggestions, std::vector<std::string>{"redis"});
    EXPECT_EQ(search(index, "redis oracle").suggestions.front(), "redis");
    // A word of a name by its meaning, or a rare one among keywords: better than no hint.
    EXPECT_EQ(search(index, "kubernetes oracle").suggestions.front(), "kube-prometheus-stack");
    EXPECT_EQ(search(index, "web oracle").suggestions, std::vector<std::string>{"nginx"});
    EXPECT_LE(search(index, "exporter oracle").suggestions.size(), 5U);
}

TEST_F(Search, QueriesAreBounded) {
    EXPECT_TRUE(search(index, "").hits.empty());
    EXPECT_TRUE(search(index, " -_?! ").hits.empty());
    EXPECT_EQ(first(index, "redis" + std::string(10'000, ' ') + "nonsense"), "helm-chart/redis");
    search(index, std::string(10'000, 'a'));
    search(index, std::string("\xFF\xFE\0\x80", 4));
    std::mt19937 random(7);
    for (int i = 0; i < 2'000; ++i) {
        std::string bytes(random() % 300, '\0');
        for (auto& byte : bytes)
            byte = static_cast<char>(random());
        EXPECT_LE(search(index, bytes).hits.size(), 10U);
    }
    EXPECT_TRUE(search(index, "redis", "", -1).hits.empty());
    Query far;
    far.words = "redis";
    far.offset = 1'000'000;
    EXPECT_TRUE(index.search(far).hits.empty());
    EXPECT_GT(index.search(far).total, 0);
}

TEST_F(Search, PagesDoNotOverlap) {
    Query query;
    query.words = "exporter";
    query.limit = 1;
    const int total = index.search(query).total;
    ASSERT_GE(total, 3);
    std::vector<std::string> seen;
    for (query.offset = 0; query.offset < total; ++query.offset)
        seen.push_back(id(index.search(query).hits.at(0).entry));
    EXPECT_EQ(seen, ids(search(index, "exporter")));
}

TEST_F(Search, TheOrderDoesNotDependOnTheOrderOfReading) {
    std::mt19937 random(3);
    auto mixed = entries();
    for (int round = 0; round < 5; ++round) {
        std::shuffle(mixed.begin(), mixed.end(), random);
        const Index other(mixed, kinds(), dictionary());
        for (const char* words : {"exporter", "nginx", "redis", "metrics", "role", "postgres"})
            EXPECT_EQ(ids(search(other, words)), ids(search(index, words))) << words;
    }
}

TEST_F(Search, BucketsNeverFallAndAreExplained) {
    for (const char* words : {"redis", "exporter", "nginx web", "prometheus metrics"}) {
        int last = 0;
        for (const auto& hit : search(index, words).hits) {
            EXPECT_GE(hit.bucket, last) << words;
            last = hit.bucket;
        }
    }
    EXPECT_EQ(search(index, "redis").hits.front().because,
              "exact name; 1 of 1 words; redis in name");
    EXPECT_EQ(search(index, "ngnix").hits.front().because,
              "1 of 1 words; ngnix as nginx (1 typo) in name");
}

TEST(Index, DeprecatedAndRemovedRankBelowAndUsedAbove) {
    auto old = entry("helm-chart", "redis", "Old", {});
    old.deprecated = true;
    old.repo = "a/old";
    auto current = entry("helm-chart", "redis", "Old", {});
    current.repo = "b/current";
    auto used = entry("helm-chart", "queue-a", "Queue");
    auto user = entry("helm-chart", "shop", "Shop");
    user.dependencies = {"queue-b"};
    const Index index({old, current, used, entry("helm-chart", "queue-b", "Queue"), user}, kinds(),
                      {});
    EXPECT_EQ(search(index, "redis").hits.front().entry.repo, "b/current");
    EXPECT_EQ(search(index, "redis").total, 2);
    EXPECT_EQ(search(index, "queue").hits.front().entry.name, "queue-b");
}

TEST(Index, FindsWhatIsNamed) {
    const Index index(entries(), kinds(), dictionary());
    EXPECT_EQ(index.named("nginx").size(), 2U);
    EXPECT_EQ(index.named("NODE exporter").size(), 1U);
    EXPECT_EQ(index.named("container-image/nginx").size(), 1U);
    EXPECT_EQ(index.named("container-image/nginx@sre/container-image").size(), 1U);
    EXPECT_TRUE(index.named("container-image/nginx@elsewhere").empty());
    EXPECT_TRUE(index.named("helm-chart/nginx").empty());
    EXPECT_TRUE(index.named("").empty());
    EXPECT_EQ(index.near("postgres_exportr").front(), "postgres_exporter");
    EXPECT_EQ(index.size(), entries().size());
}

TEST(Index, AnEmptyCatalogAnswersNothing) {
    const Index index(std::vector<Entry>(), {}, {});
    EXPECT_EQ(search(index, "redis").total, 0);
    EXPECT_TRUE(index.named("redis").empty());
    EXPECT_TRUE(index.near("redis").empty());
}

}  // namespace
}  // namespace qm::catalog
