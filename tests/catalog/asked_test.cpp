// The text of a query: what is a filter, what stays words, and what passes.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/asked.hpp"

#include "catalog/index.hpp"
#include "catalog/learned.hpp"

#include <gtest/gtest.h>

#include <random>

namespace qm::catalog {
namespace {

using Strings = std::vector<std::string>;

Asked asked(std::string_view text) {
    static const std::vector<Kind> kinds = all_kinds();
    return ask(text, kinds);
}

Entry entry(std::string kind, std::string name, std::string description = "",
            std::string owner = "sre-core") {
    Entry made;
    made.kind = std::move(kind);
    made.name = std::move(name);
    made.description = std::move(description);
    made.owner = std::move(owner);
    made.repo = "sre/stores";
    made.path = made.kind + "/" + made.name;
    return made;
}

bool passes(std::string_view text, const Entry& entry) {
    return catalog::passes(asked(text), entry);
}

TEST(Asked, WithoutFiltersTheTextStaysAsItIs) {
    for (const std::string text :
         {"redis", "redis:7", "registry.example:5000/redis:7-alpine@sha256:aa", "foo:bar baz",
          "image: \"redis:7\"", "source = \"acme/vpc/aws\"", "  - include: 'x'", "kind: Deployment",
          "docker run -d -p 80:80 nginx", "a - b", "type:LoadBalancer", "say \"unclosed",
          "c++ \"\" -", "helm install x --set a=b -n cache", "--kind"}) {
        const Asked found = asked(text);
        EXPECT_EQ(found.words, text);
        EXPECT_TRUE(found.conditions.empty() && found.complaints.empty()) << text;
    }
}

TEST(Asked, KindsAreCalledAsPeopleCallThem) {
    const std::vector<std::pair<std::string, Strings>> cases{
        {"kind:role", {"ansible-role"}},
        {"kind:Roles", {"ansible-role"}},
        {"kind:helm-chart", {"helm-chart"}},
        {"kind:chart,image", {"helm-chart", "container-image"}},
        {"type:rôle", {"ansible-role"}},
        {"kind:exporteurs", {"prometheus-exporter"}},
        {"kind:modèle", {"ci-template"}},
        {"kind:paquet", {"debian-package", "python-package"}},
        {"kind:\"Helm chart\"", {"helm-chart"}}};
    for (const auto& [text, kinds] : cases) {
        const Asked found = asked("redis " + text);
        ASSERT_EQ(found.conditions.size(), 1u) << text;
        EXPECT_EQ(found.conditions[0].values, kinds) << text;
        EXPECT_EQ(found.words, "redis");
    }
}

// People write a blank after a colon; people paste YAML too.
TEST(Asked, ABlankMayFollowTheColonWhereTheValueIsKnown) {
    for (const std::string text : {"redis kind: chart", "kind: charts redis", "Kind:  chart redis",
                                   "redis kind: \"Helm chart\""}) {
        const Asked found = asked(text);
        ASSERT_EQ(found.conditions.size(), 1u) << text;
        EXPECT_EQ(found.conditions[0].values, Strings{"helm-chart"}) << text;
        EXPECT_EQ(found.words, "redis") << text;
    }
    EXPECT_EQ(asked("redis -kind: image").conditions.at(0).without, true);
    EXPECT_EQ(asked("redis team: core").conditions.at(0).values, Strings{"core"});
    EXPECT_EQ(asked("lang: py gitlab").words, "gitlab");
    EXPECT_EQ(asked("deprecated: no redis").words, "redis");
    for (const std::string text :
         {"kind: Deployment", "kind: ConfigMap redis", "owner: redis",
          "redis kind:", "kind: kind:", "type: LoadBalancer", "kind : role"})
        EXPECT_EQ(asked(text).words, text);
    EXPECT_EQ(asked("kind: Pod -redis").conditions.at(0).without, true);
}

TEST(Asked, BadValuesNameTheNearest) {
    const Asked found = asked("redis kind:rol deprecated:no");
    ASSERT_EQ(found.complaints.size(), 1u);
    EXPECT_EQ(found.complaints[0].value, "rol");
    EXPECT_EQ(found.complaints[0].nearest, "role");
    EXPECT_EQ(found.complaints[0].mended, "redis kind:role deprecated:no");
    EXPECT_EQ(found.complaints[0].known.size(), all_kinds().size());
    EXPECT_EQ(asked("lang:pyton").complaints.at(0).nearest, "python");
    EXPECT_EQ(asked("deprecated:onyl").complaints.at(0).nearest, "only");
    EXPECT_EQ(asked("kind:spaceship").complaints.at(0).nearest, "");
    EXPECT_EQ(asked("kind:spaceship").complaints.at(0).mended, "");
    Asked team = asked("x team:sre-cor");
    complain_of_owners({"sre-core", "sre/dba", "Shop Team"}, "x team:sre-cor", team);
    ASSERT_EQ(team.complaints.size(), 1u);
    EXPECT_EQ(team.complaints[0].mended, "x team:sre-core");
    Asked known = asked("team:dba");
    complain_of_owners({"sre/dba"}, "team:dba", known);
    EXPECT_TRUE(known.complaints.empty());
}

TEST(Asked, TeamsLanguagesAndDeprecation) {
    Entry one = entry("python-package", "ledger", "", "sre/dba, shop");
    EXPECT_TRUE(passes("team:dba", one) && passes("équipe:shop", one) && passes("owner:sre", one));
    EXPECT_FALSE(passes("equipe:db", one) || passes("-team:dba", one));
    EXPECT_TRUE(passes("team:\"sre dba\"", one) && passes("team:core,dba", one));
    EXPECT_TRUE(passes("lang:python", one) && passes("langage:py", one));
    EXPECT_FALSE(passes("lang:go", one));
    one.keywords = {"golang"};
    EXPECT_TRUE(passes("lang:go", one));
    EXPECT_TRUE(passes("lang:terraform", entry("terraform-module", "vpc")));
    EXPECT_TRUE(passes("deprecated:no", one) && passes("obsolète:non", one));
    EXPECT_FALSE(passes("deprecated:only", one));
    one.deprecated = true;
    EXPECT_FALSE(passes("deprecated:no", one) || passes("-deprecated:yes", one));
    EXPECT_TRUE(passes("deprecated:yes", one) && passes("obsolète:seul", one));
}

TEST(Asked, QuotedWordsStandTogetherInOrder) {
    const Entry one = entry("helm-chart", "redis-cluster", "Node exporter's dashboards");
    for (const std::string text : {"\"redis cluster\"", "“Redis Cluster”", "« redis cluster »",
                                   "\"rediscluster\"", "\"node exporter\"", "-\"cluster redis\""})
        EXPECT_TRUE(passes(text, one)) << text;
    for (const std::string text : {"\"cluster redis\"", "\"redis cluster node\"", "\"edis\"",
                                   "-\"redis cluster\"", "\"exporter dashboards\""})
        EXPECT_FALSE(passes(text, one)) << text;
    EXPECT_EQ(asked("big \"redis cluster\" -kind:image").words, "big redis cluster");
}

TEST(Asked, ExclusionsDropWordsInAnyNumber) {
    const Entry one = entry("helm-chart", "redis", "For caches and queues");
    EXPECT_FALSE(passes("redis -cache", one) || passes("redis -kind:chart", one));
    EXPECT_TRUE(passes("redis -database -\"queues caches\" -kind:image", one));
    const Asked found = asked("-cache -x redis");
    EXPECT_EQ(found.words, "-x redis") << "a letter after a minus is an option of a command";
}

TEST(Asked, IsBoundedAndTakesAnyBytes) {
    std::string many;
    for (int i = 0; i < 500; ++i)
        many += "kind:role -word \"a b\" ";
    EXPECT_LE(asked(many).conditions.size(), conditions_max);
    EXPECT_LE(asked("kind:" + std::string(100'000, ',')).words.size(), asked_bytes_max);
    std::mt19937 random(7);
    const std::string bytes = "\"“”«»-:,kindteam \xC2\xA0\xE2\x80\xFF\n\t\\";
    for (int i = 0; i < 3'000; ++i) {
        std::string text;
        for (unsigned n = random() % 40; n > 0; --n)
            text += bytes[random() % bytes.size()];
        const Asked found = asked(text);
        (void)catalog::passes(found, entry("helm-chart", "x"));
    }
}

Found search(const Index& index, const std::string& words, const std::string& only = "") {
    return index.search({words, "", 10, 0, only, true});
}

Strings names(const Found& found) {
    Strings all;
    for (const Hit& hit : found.hits)
        all.push_back(hit.entry.name);
    return all;
}

Index index_of(std::vector<Entry> entries) {
    Dictionary dictionary;
    dictionary.same["sauvegarde"] = {"backup"};
    return Index(std::move(entries), all_kinds(), std::move(dictionary));
}

TEST(Asked, TheIndexRanksTheWordsAndDropsTheRest) {
    auto old = entry("helm-chart", "redis-old", "", "sre/dba");
    old.deprecated = true;
    const auto index = index_of({entry("helm-chart", "redis"), entry("ansible-role", "redis-ha"),
                                 entry("container-image", "redis-tools"), old});
    EXPECT_EQ(names(search(index, "redis kind:role")), (Strings{"redis-ha"}));
    EXPECT_EQ(search(index, "redis -kind:image deprecated:no").total, 2);
    EXPECT_EQ(names(search(index, "team:dba")), (Strings{"redis-old"}));
    EXPECT_EQ(search(index, "kind:chart").total, 2) << "filters alone list what passes";
    EXPECT_EQ(search(index, "redis-tools:7").total, 1) << "an image reference is a query";
    const Found none = search(index, "redis kind:exporter");
    EXPECT_EQ(none.total, 0);
    EXPECT_EQ(none.dropped, 4);
    const Found wrong = search(index, "redis team:dbaa");
    ASSERT_EQ(wrong.asked.complaints.size(), 1u);
    EXPECT_EQ(wrong.asked.complaints[0].mended, "redis team:sre/dba");
    const Found all = search(index, "redis");
    ASSERT_EQ(all.kinds.size(), 3u);
    EXPECT_EQ(all.kinds[0].name, "helm-chart");
    EXPECT_EQ(all.kinds[0].times, 2);
    EXPECT_EQ(all.owners[0].times, 3);
    EXPECT_EQ(all.deprecated, 1);
    EXPECT_EQ(search(index, "redis", all.hits[1].entry.id).total, 1);
}

TEST(Asked, AHitSaysHowItWasMet) {
    const auto index = index_of({entry("ansible-role", "pgdump", "Backups of every base")});
    const Found found = search(index, "sauvegarde");
    ASSERT_EQ(found.hits.size(), 1u);
    const Hit& hit = found.hits[0];
    ASSERT_EQ(hit.met.size(), 1u);
    EXPECT_EQ(hit.met[0].how, "meaning");
    EXPECT_EQ(hit.met[0].where, "description");
    EXPECT_TRUE(hit.in_name.empty());
    ASSERT_EQ(hit.in_description.size(), 1u);
    EXPECT_EQ(hit.entry.description.substr(0, hit.in_description[0].end), "Backups");
    EXPECT_EQ(hit.rules.front().name, "exact");
}

TEST(Asked, WhatPeopleOpenedBreaksTiesAndNothingElse) {
    const std::vector<Entry> entries{entry("ansible-role", "cache-a", "A cache"),
                                     entry("ansible-role", "cache-b", "A cache"),
                                     entry("ansible-role", "cache", "A cache")};
    const auto index = index_of(entries);
    EXPECT_EQ(names(search(index, "cache")), (Strings{"cache", "cache-a", "cache-b"}));
    auto learned = std::make_shared<Learned>();
    learned->add("Caches", "ansible-role/cache-b", 2);
    const auto knowing = index.knowing(learned);
    EXPECT_EQ(names(search(*knowing, "cache kind:role")), (Strings{"cache", "cache-b", "cache-a"}));
    EXPECT_EQ(names(search(*knowing, "a cache")), names(search(index, "a cache")))
        << "another query";
    const auto seen = knowing->seen_by({});
    EXPECT_EQ(seen->search({"cache", "", 10, 0}).hits[1].entry.name, "cache-b");
}

}  // namespace
}  // namespace qm::catalog
