// The commands of the stores, as people meet them: over rows and an index, rendered.
// SPDX-License-Identifier: Apache-2.0
#include "desk/stores.hpp"
#include "support/catalog_desk.hpp"

namespace qm::desk {
namespace {

TEST_F(Catalog, ShowIsTheWholeCard) {
    auto role = entry("ansible-role", "redis", "1.2.0");
    role.inputs = {{"redis_port", "int", "6379", false, "Where it listens"},
                   {"redis_password", "str", std::nullopt, true, ""}};
    role.releases = {{"1.2.0", "v1.2.0", "2026-08-30T10:00:00Z"}};
    role.authors = {{"Ann Lee", 7, "2026-09-01T08:00:00Z"}};
    role.snippet = "roles:\n  - redis";
    role.snippet_language = "yaml";
    role.url = "https://git.example/sre/stores";
    role.readme_path = "README.md";
    auto web = entry("ansible-role", "web", "0.1.0");
    web.dependencies = {"redis"};
    read({role, web, entry("helm-chart", "redis", "8.2.0")});
    const std::string card = says("pia", "catalog show redis");
    EXPECT_TRUE(has(card, "Ansible role · 1.2.0 · sre-core")) << card;
    EXPECT_TRUE(has(card, "SRE Core** answers for it: ann is on duty until")) << card;
    EXPECT_LT(card.find("redis_password` **required**"), card.find("`redis_port` = `6379`"));
    EXPECT_TRUE(has(card, "**Last release** 1.2.0, 2026-08-30"));
    EXPECT_TRUE(has(card, "**Also as** Helm chart redis 8.2.0"));
    EXPECT_TRUE(has(card, "**Used by 1** web"));
    EXPECT_TRUE(has(card, "**Known by** Ann Lee"));
    EXPECT_TRUE(has(card, "[README.md](https://git.example/sre/stores)"));
    EXPECT_EQ(card.find('@'), std::string::npos) << "nobody is summoned by a card";
    EXPECT_TRUE(has(says("pia", "catalog show redis", "fr"), "Existe aussi en")) << "in French";
}

TEST_F(Catalog, SearchTellsTheFamilyOnce) {
    read({entry("ansible-role", "redis", "1.2.0"), entry("helm-chart", "redis", "8.2.0"),
          entry("container-image", "redis-tools", "2.0.0")});
    const std::string found = says("pia", "catalog redis");
    EXPECT_TRUE(has(found, "**Also as**")) << found;
    EXPECT_EQ(found.find("8.2.0"), found.rfind("8.2.0")) << found;
    EXPECT_TRUE(has(found, "**redis**-tools")) << found;
}

// "mssql" is no slip for "mysql" to who typed it: a guess is said.
TEST_F(Catalog, AForgivenTypoIsSaid) {
    read({entry("ansible-role", "redis_exporter", "1.2.0"), entry("ansible-role", "mysql", "1")});
    EXPECT_TRUE(has(says("pia", "catalog mssql"), "“mssql” was read as **mysql**")) << "said";
    const std::string two = says("pia", "catalog reids exproter");
    EXPECT_TRUE(has(two, "“reids exproter” was read as **redis exporter**")) << two;
    EXPECT_TRUE(has(says("pia", "catalog mssql", "fr"), "« mssql » a été lu **mysql**"));
    EXPECT_FALSE(has(says("pia", "catalog mysql"), "was read as"));
    read({entry("ansible-role", "postgresql", "1.2.0")});
    const std::string meant = says("pia", "catalog postgers");
    EXPECT_TRUE(has(meant, "“postgers” was read as **postgresql**")) << meant;
    EXPECT_FALSE(has(says("pia", "catalog redis-exporter"), "was read as"));
}

TEST_F(Catalog, APagePastTheEndIsTheLastOne) {
    std::vector<Entry> many;
    for (int i = 1; i <= 7; ++i)
        many.push_back(entry("ansible-role", "web-" + std::to_string(i), "1.0.0"));
    read(many);
    const std::string last = says("pia", "catalog web --page 2");
    EXPECT_TRUE(has(last, "Page 2 of 2")) << last;
    EXPECT_EQ(says("pia", "catalog web --page 9"), last);
    EXPECT_TRUE(has(says("pia", "catalog kafka --page 9"), "Nothing found"));
}

TEST_F(Catalog, AllButTheFirstHitAreOneLineEach) {
    auto wordy = entry("ansible-role", "web-two", "1.0.0");
    wordy.description = "Many words about a web server " + std::string(40, 'x');
    for (int i = 0; i < 6; ++i)
        wordy.description += " and what else it is good for";
    read({entry("ansible-role", "web", "1.0.0"), wordy});
    const std::string found = says("pia", "catalog web");
    const auto line = found.substr(found.find("-two"));
    EXPECT_LT(line.size(), 200U) << found;
    EXPECT_TRUE(has(line, " …")) << "cut between words: " << found;
}

TEST_F(Catalog, ListStatsAndRecentCountWhatOneMaySee) {
    read({entry("helm-chart", "ledger", "1.0.0")}, "private", tuesday, "acme/ledger");
    read({entry("ansible-role", "redis", "1.2.0"), entry("helm-chart", "redis", "8.2.0")});
    EXPECT_TRUE(has(says("pia", "catalog list chart"), "1–1 of 1"));
    EXPECT_TRUE(has(says("ann", "catalog list chart"), "1–2 of 2"));
    EXPECT_TRUE(has(says("pia", "catalog list --owner=nobody"), "There is no such entry"));
    EXPECT_TRUE(has(says("pia", "catalog stats"), "**1** Helm chart"));
    EXPECT_TRUE(has(says("ann", "catalog stats"), "**2** Helm chart"));
    read({entry("ansible-role", "redis", "1.2.0")}, "internal", tuesday + std::chrono::hours(2));
    const std::string recent = says("pia", "catalog recent");
    EXPECT_TRUE(has(recent, "**Gone**")) << recent;
    EXPECT_TRUE(has(recent, "**redis** · Helm chart"));
    EXPECT_FALSE(has(recent, "ledger"));
    EXPECT_TRUE(has(says("pia", "catalog show ledger"), "There is no entry"));
}

TEST_F(Catalog, DepsSimilarAndWhoAnswerAlsoWhenThereIsNothing) {
    auto web = entry("ansible-role", "web", "0.1.0");
    web.dependencies = {"redis", "geerlingguy.nginx"};
    web.authors = {{"Ann Lee", 7, "2026-09-01T08:00:00Z"}};
    read({entry("ansible-role", "redis", "1.2.0"), web});
    const std::string deps = says("pia", "catalog deps web");
    EXPECT_TRUE(has(deps, "**Uses 2**"));
    EXPECT_TRUE(has(deps, "**redis** · Ansible role")) << deps;
    EXPECT_TRUE(has(deps, "geerlingguy.nginx"));
    EXPECT_TRUE(has(says("pia", "catalog deps redis"), "**Used by 1**"));
    EXPECT_TRUE(has(says("pia", "catalog deps rediss"), "Nearest: redis"));
    EXPECT_TRUE(has(says("pia", "catalog similar web"), "Nothing else seems"));
    EXPECT_TRUE(has(says("pia", "catalog who web"), "**Ann Lee** · commits 7"));
    EXPECT_TRUE(has(says("pia", "catalog who kafka"), "Nobody has touched"));
}

TEST_F(Catalog, MissingListsWhatWasNotFoundForThoseWhoFillTheStores) {
    read({entry("ansible-role", "redis", "1.2.0")});
    says("pia", "catalog kafka connect");
    says("pia", "catalog kafka connect");
    says("pia", "catalog rediss");
    says("pia", "catalog redis");
    EXPECT_TRUE(has(says("pia", "catalog missing"), "Only members of an SRE team"));
    const std::string missing = says("ann", "catalog missing");
    EXPECT_TRUE(has(missing, "**kafka connect** · 2×")) << missing;
    EXPECT_FALSE(has(missing, "**redis**")) << missing;
}

TEST_F(Catalog, SyncTellsHowASourceStandsAndWantsIt) {
    read({entry("ansible-role", "redis", "1.2.0")});
    EXPECT_TRUE(has(says("pia", "catalog sync"), "Only members of an SRE team"));
    EXPECT_TRUE(has(says("ann", "catalog sync"), "**Sources** 1, with an error 0"));
    const std::string one = says("ann", "catalog sync stores");
    EXPECT_TRUE(has(one, "is being read now")) << one;
    EXPECT_TRUE(has(one, "`charts/broken/Chart.yaml:3`")) << one;
    EXPECT_EQ(wanted, std::vector<std::string>{"sre/stores"});
    EXPECT_EQ(store::sources(*db)[0].wanted, store::Wanted::read);
    says("ann", "catalog sync sre/stores --accept=vanished");
    EXPECT_EQ(store::sources(*db)[0].wanted, store::Wanted::accept);
    EXPECT_TRUE(has(says("ann", "catalog sync nowhere"), "There is no source"));
    read({entry("helm-chart", "ledger", "1.0.0")}, "private", tuesday, "payments/ledger");
    setup.teams[0].products[0].owns = {"payments"};
    EXPECT_TRUE(has(says("ann", "catalog sync ledger"), "There is no source"));
}

TEST_F(Catalog, DiffTellsInputsDependenciesAndChanges) {
    const auto now = entry("helm-chart", "redis", "2.0.0");
    read({now});
    EXPECT_TRUE(has(says("pia", "catalog diff redis"), "has no releases that were read"));
    auto old = now;
    old.inputs = {{"port", "", "6379", false, ""}, {"auth", "", "true", false, ""}};
    old.dependencies = {"common"};
    auto fresh = now;
    fresh.inputs = {{"port", "", "6380", false, ""}, {"password", "", std::nullopt, true, ""}};
    const auto save = [&](const Entry& what, const std::string& version, Instant at,
                          const std::vector<std::string>& changes) {
        store::save_release(*db, {now.repo, now.path, now.kind, now.name, version, at,
                                  write_release(what, changes)});
    };
    save(old, "1.0.0", tuesday - std::chrono::hours(48), {});
    save(fresh, "2.0.0", tuesday - std::chrono::hours(24), {"Ask for a password @all"});
    for (const std::string words :
         {"catalog diff redis", "catalog diff redis 1.0.0..2.0.0", "catalog diff redis 1.0.0 2.0.0",
          "catalog diff redis v2.0.0..v1.0.0"}) {
        const std::string diff = says("pia", words);
        EXPECT_TRUE(has(diff, "1.0.0")) << diff;
        EXPECT_TRUE(has(diff, "**Now required** password")) << diff;
        EXPECT_TRUE(has(diff, "**Removed** auth")) << diff;
        EXPECT_TRUE(has(diff, "`6379` → `6380`")) << diff;
        EXPECT_TRUE(has(diff, "**Needs no more** common")) << diff;
        EXPECT_TRUE(has(diff, "Ask for a password")) << diff;
        EXPECT_FALSE(has(diff, "@all")) << diff;
    }
    EXPECT_TRUE(has(says("pia", "catalog diff redis 9.9"), "Of **redis** there are: 2.0.0, 1.0.0"));
}

}  // namespace
}  // namespace qm::desk
