// One rule of the ranking a test, each over the few entries that show it.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/support/search.hpp"

#include <gtest/gtest.h>

namespace qm::catalog {
namespace {

using namespace support;

// The dictionary is asked for its words as they are written, not in the singular.
TEST(Ranking, ATypoIsForgivenInAWordOfTheDictionaryThatEndsInS) {
    const Index index({entry("ansible-role", "postgresql", "A database"),
                       entry("helm-chart", "k8s-tools", "Many")},
                      kinds(), dictionary());
    EXPECT_EQ(first(index, "postgers"), "ansible-role/postgresql");
    EXPECT_EQ(first(index, "kuberntes"), "helm-chart/k8s-tools");
}

// Names are mistyped; words of a text only look alike.
TEST(Ranking, ATypoIsOneOfANameOrAKeyword) {
    const Index index({entry("helm-chart", "vault", "One case where the treasury is", {"sealing"})},
                      kinds(), dictionary());
    EXPECT_EQ(first(index, "café"), "nothing");
    EXPECT_EQ(first(index, "treasuru"), "nothing");
    EXPECT_EQ(first(index, "saeling"), "helm-chart/vault");
    EXPECT_EQ(first(index, "vualt"), "helm-chart/vault");
}

// In a large catalog only as many names are looked at as the page needs.
TEST(Ranking, AReleaseBesideANameIsQuickInALargeCatalog) {
    std::vector<Entry> many;
    for (int i = 0; i < 6'000; ++i)
        many.push_back(entry("helm-chart", "python-part" + std::to_string(i), "Many"));
    many.push_back(entry("helm-chart", "python-3-long-name", "One"));
    many.push_back(entry("helm-chart", "python", "One"));
    many.push_back(entry("helm-chart", "python3", "One"));
    const Index index(many, kinds(), dictionary());
    const auto found = ids(search(index, "python 3", "", 4));
    EXPECT_EQ(found.at(0), "helm-chart/python3");
    EXPECT_EQ(found.at(1), "helm-chart/python");
}

TEST(Ranking, InALargeCatalogAShortNameThatIsGuessedHidesNoLongOneThatIsMeant) {
    std::vector<Entry> many;
    for (int i = 0; i < 5'100; ++i)
        many.push_back(entry("helm-chart", "other" + std::to_string(i), "Many"));
    for (char c = 'a'; c <= 'z'; ++c) {
        many.push_back(entry("helm-chart", std::string("esx") + c, "Begins alike"));
        many.push_back(entry("helm-chart", std::string("esy") + c, "Begins alike"));
    }
    many.push_back(entry("helm-chart", "one-nice-es-thing", "It"));
    const Index index(many, kinds(), dictionary());
    EXPECT_EQ(first(index, "es"), "helm-chart/one-nice-es-thing");
}

// What things of a kind may do ("kubernetes ~ helm") is no kind that was said.
TEST(Ranking, AGuessedKindMakesNoNameExact) {
    const Index index({entry("helm-chart", "prometheus", "Watches"),
                       entry("helm-chart", "kube-prometheus-stack", "Prometheus and more")},
                      kinds(), dictionary());
    EXPECT_EQ(first(index, "kube prometheus"), "helm-chart/kube-prometheus-stack");
    EXPECT_EQ(first(index, "helm prometheus"), "helm-chart/prometheus");
}

// Deeds and things of every kind need not be said; what a word stands for may stand beside it.
TEST(Ranking, WordsThatTellNothingKeepNothingOut) {
    const Index index({entry("ansible-role", "miniflux", "Feeds", {"rss"}),
                       entry("terraform-module", "terraform-aws-kms", "Creates resources"),
                       entry("ci-template", "lighthouse", "Tests a website")},
                      kinds(), dictionary());
    EXPECT_EQ(first(index, "rss reader"), "ansible-role/miniflux");
    EXPECT_EQ(first(index, "lecteur rss"), "ansible-role/miniflux");
    EXPECT_EQ(first(index, "lighthouse audit"), "ci-template/lighthouse");
    EXPECT_EQ(first(index, "kms key"), "terraform-module/terraform-aws-kms");
    EXPECT_EQ(first(index, "clé kms"), "terraform-module/terraform-aws-kms");
    EXPECT_EQ(first(index, "kms oracle"), "nothing");
    EXPECT_EQ(first(index, "reader"), "nothing");
}

// A name that says it, who does it and says it, who only does it.
TEST(Ranking, AGuessThatIsSaidTooIsHalfAGuess) {
    const Index index({entry("ansible-role", "caddy", "Installs it"),
                       entry("ansible-role", "httpd", "Installs it", {"web", "server"}),
                       entry("ansible-role", "one-more-web-server", "Installs it"),
                       entry("ansible-role", "nginx", "Installs it")},
                      kinds(), dictionary());
    EXPECT_EQ(ids(search(index, "web server", "", 2)),
              (std::vector<std::string>{"ansible-role/one-more-web-server", "ansible-role/httpd"}));
}

// What "why" tells is what decided: the first rule that differs speaks for the one before.
TEST(Ranking, TheFirstRuleThatDiffersIsTheOneThatDecided) {
    std::vector<Entry> all;
    int day = 10;
    for (const char* kind :
         {"prometheus-exporter", "ansible-role", "helm-chart", "container-image"}) {
        for (const char* name : {"redis_exporter", "redis", "web-redis-exporter", "exporter"}) {
            all.push_back(entry(kind, name, "Watches Redis", {"cache"}));
            all.back().updated = "2026-01-" + std::to_string(++day) + "T00:00:00Z";
        }
    }
    const Index index(all, kinds(), dictionary());
    for (const char* words :
         {"redis", "redis 7", "redis exporter", "redsi", "watch cache", "role"}) {
        const auto found = search(index, words, "", 20);
        ASSERT_GT(found.hits.size(), 3U) << words;
        for (std::size_t i = 0; i + 1 < found.hits.size(); ++i) {
            const auto& one = found.hits[i];
            const auto& next = found.hits[i + 1];
            for (std::size_t rule = 0; rule < one.rules.size(); ++rule) {
                if (one.rules[rule].value == next.rules[rule].value) continue;
                EXPECT_LT(one.rules[rule].value, next.rules[rule].value)
                    << words << ": " << one.rules[rule].name << " of " << id(one.entry) << " and "
                    << id(next.entry);
                break;
            }
        }
    }
}

}  // namespace
}  // namespace qm::catalog
