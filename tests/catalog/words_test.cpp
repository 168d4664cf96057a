// Words of names and queries: folding, cutting, endings, typing mistakes, odd bytes; the
// dictionary. SPDX-License-Identifier: Apache-2.0
#include "catalog/words.hpp"

#include "catalog/index.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace qm::catalog {
namespace {

using Words = std::vector<std::string>;

TEST(Words, FoldsCaseAndAccentsOfBothSpellings) {
    EXPECT_EQ(fold("Réseau ÉTÉ"), "reseau ete");
    EXPECT_EQ(fold("re\xCC\x81seau"), "reseau");  // e and a combining accent
    EXPECT_EQ(fold("Œuvre Straße Łódź"), "oeuvre strasse lodz");
    EXPECT_EQ(fold("данные"), "данные");
}

TEST(Words, CutsWhereNamesAreCut) {
    EXPECT_EQ(words_of("kube-prometheus_stack.v2"), (Words{"kube", "prometheus", "stack", "v2"}));
    EXPECT_EQ(words_of("redis 1.8.2 on el9"), (Words{"redis", "1.8.2", "on", "el9"}));
    EXPECT_EQ(words_of("d’attente l'image"), (Words{"d", "attente", "l", "image"}));
    EXPECT_EQ(words_of("postgresExporter HTTPServer k8s", true),
              (Words{"postgres", "exporter", "http", "server", "k8s"}));
    EXPECT_TRUE(words_of("").empty());
    EXPECT_TRUE(words_of(" -- ?! … ").empty());
}

TEST(Words, OddBytesAreBlanksAndNeverRead) {
    EXPECT_EQ(words_of("red\xFFis"), (Words{"red", "is"}));
    EXPECT_EQ(words_of(std::string("a\0b", 3)), (Words{"a", "b"}));
    EXPECT_EQ(words_of("x\xE2\x82"), (Words{"x"}));  // cut in the middle of a character
    EXPECT_EQ(words_of("\xC0\xAF\xED\xA0"), Words{});
}

TEST(Words, OneNormalForm) {
    for (const char* name : {"node-exporter", "node_exporter", "Node.Exporter", "nodeExporter",
                             "nodé exporter", "NODEEXPORTER"})
        EXPECT_EQ(normal_form(name), "nodeexporter") << name;
}

TEST(Words, EndingsOfBothLanguages) {
    EXPECT_EQ(singular("certificates"), "certificate");
    EXPECT_EQ(singular("vulnerabilities"), "vulnerability");
    EXPECT_EQ(singular("reseaux"), "reseau");
    EXPECT_EQ(singular("patches"), "patch");
    for (const char* kept : {"dns", "redis", "nexus", "address", "tls"})
        EXPECT_EQ(singular(kept), kept);
    EXPECT_EQ(stem("pooling"), stem("pools"));
    EXPECT_EQ(stem("scanning"), stem("scanner"));
    EXPECT_EQ(stem("deployments"), stem("deploy"));
    EXPECT_NE(stem("redis"), stem("red"));
    EXPECT_NE(stem("station"), stem("stat"));
    for (const auto& [deed, doing] :
         std::vector<std::pair<const char*, const char*>>{{"rotate", "rotation"},
                                                          {"automated", "automation"},
                                                          {"replicating", "replicate"},
                                                          {"encrypted", "encryption"},
                                                          {"detect", "detection"},
                                                          {"compress", "compression"},
                                                          {"install", "installation"},
                                                          {"installer", "installing"},
                                                          {"aggregator", "aggregates"},
                                                          {"configure", "configuration"}})
        EXPECT_EQ(stem(deed), stem(doing)) << deed;
}

TEST(Words, FrenchWordsThatAreEnglishButForTheirEnding) {
    const auto says = [](const char* french, const std::string& english) {
        const auto all = cognates(french);
        return std::find(all.begin(), all.end(), english) != all.end();
    };
    EXPECT_TRUE(says("observabilite", "observability"));
    EXPECT_TRUE(says("collecteurs", "collector"));
    EXPECT_TRUE(says("generateur", "generator"));
    EXPECT_TRUE(says("relationnelle", "relational"));
    EXPECT_TRUE(says("virtuel", "virtual"));
    EXPECT_TRUE(says("statiques", "static"));
    EXPECT_TRUE(says("virtualisation", "virtualization"));
    for (const char* word : {"", "el", "site", "redis", "nginx", "terraform", "\xFF\xFE"})
        EXPECT_TRUE(cognates(word).empty()) << word;
}

TEST(Words, TypoBudgetGrowsWithLettersAndSparesVersions) {
    EXPECT_EQ(typo_budget("dns"), 0);
    EXPECT_EQ(typo_budget("etcd"), 1);
    EXPECT_EQ(typo_budget("postgres"), 1);
    EXPECT_EQ(typo_budget("sonarcube"), 2);
    for (const char* version : {"1.2.3", "v2", "el9", "k8s", "s3", "12", ""})
        EXPECT_EQ(typo_budget(version), 0) << version;
    EXPECT_EQ(typo_budget("debian12"), 1);
    EXPECT_EQ(digits_of("libcvc4parser7"), "47");
}

TEST(Words, CountsTyposWithSwapsAsOne) {
    EXPECT_EQ(typos_between("nginx", "nginx", 2), 0);
    EXPECT_EQ(typos_between("ngnix", "nginx", 2), 1);
    EXPECT_EQ(typos_between("elastcsearch", "elasticsearch", 2), 1);
    EXPECT_EQ(typos_between("sonarcube", "sonarqube", 2), 1);
    EXPECT_EQ(typos_between("grafana", "grafnaa", 1), 1);
    EXPECT_EQ(typos_between("redis", "kafka", 2), 3);  // over the limit
    EXPECT_EQ(typos_between("", "ab", 2), 2);
    EXPECT_EQ(typos_between(std::string(5000, 'a'), std::string(5000, 'a') + 'b', 2), 3);
}

TEST(Words, CutsBytesBetweenCharacters) {
    EXPECT_EQ(cut("été", 4), "ét");
    EXPECT_EQ(cut("été", 1), "");
    EXPECT_EQ(cut("été", 5), "été");
}

TEST(Dictionary, ReadsItsSigns) {
    const auto read =
        read_dictionary({"# comment\npg == postgres postgresql\nmail = smtp # one way\n"
                         "base de données == database\nload balancer ~ haproxy\n",
                         "? de la\n! install\n- helm\nno sign here\n= nothing\r\n"});
    EXPECT_EQ(read.same.at("pg"), (Words{"postgres", "postgresql"}));
    EXPECT_EQ(read.same.at("postgresql"), (Words{"pg", "postgres"}));
    EXPECT_EQ(read.same.at("mail"), (Words{"smtp"}));
    EXPECT_FALSE(read.same.contains("smtp"));
    EXPECT_EQ(read.same.at("base donnees"), (Words{"database"}));
    EXPECT_EQ(read.same.at("database"), (Words{"base donnees"}));
    EXPECT_EQ(read.does.at("load balancer"), (Words{"haproxy"}));
    EXPECT_EQ(read.question_words, (Words{"de", "la"}));
    EXPECT_EQ(read.light_words, (Words{"install"}));
    EXPECT_EQ(read.noise_words, (Words{"helm"}));
    EXPECT_EQ(read.same.size(), 6U);
}

TEST(Dictionary, IsBounded) {
    std::string line = "a ==";
    for (int i = 0; i < 500; ++i)
        line += " b" + std::to_string(i);
    EXPECT_LE(read_dictionary({line}).same.at("a").size(), 64U);
    std::string many;
    for (int i = 0; i < 30'000; ++i)
        many += "k" + std::to_string(i) + " = v\n";
    EXPECT_EQ(read_dictionary({many}).same.size(), 20'000U);
}

}  // namespace
}  // namespace qm::catalog
