// The demo's data, as it is packed into the program: people, channels and teams agree with each
// other, and its repositories hold entries of every kind with nothing missing.
// SPDX-License-Identifier: Apache-2.0
#include "embedded.hpp"

#include "catalog/support/demo_repos.hpp"
#include "catalog/support/scan.hpp"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace qm {
namespace {

using Names = std::set<std::string>;

YAML::Node company() {
    for (const auto& file : embedded::demo())
        if (file.path == "company.yaml") return YAML::Load(std::string(file.bytes));
    return {};
}

Names names(const YAML::Node& list) {
    Names made;
    for (const auto& item : list)
        made.insert(item.IsScalar() ? item.as<std::string>() : item["username"].as<std::string>());
    return made;
}

Names members_of(const YAML::Node& all, const std::string& channel) {
    for (const auto& item : all["channels"])
        if (item["name"].as<std::string>() == channel) return names(item["members"]);
    return {};
}

TEST(DemoRepos, every_step_is_there_in_order_of_time) {
    const auto all = support::demo_repos();
    EXPECT_GE(all.size(), 16u);
    for (const auto& [name, repo] : all) {
        ASSERT_TRUE(repo.history.IsSequence() && repo.history.size() > 0) << name;
        EXPECT_EQ(repo.history.size(), repo.folders.size()) << name;
        std::string last = "2023-01-01T00:00:00Z";
        for (const auto& step : repo.history) {
            EXPECT_TRUE(repo.folders.contains(step["write"].as<std::string>())) << name;
            const auto at = step["at"].as<std::string>();
            EXPECT_TRUE(last < at && at < "2026-10-06" && at.ends_with("Z")) << name << " " << at;
            last = at;
            const auto author = step["author"].as<std::string>();
            EXPECT_TRUE(author.find(" <") != author.npos && author.ends_with("@acme.example>"));
            EXPECT_FALSE(step["message"].as<std::string>().empty());
        }
    }
}

TEST(DemoRepos, entries_of_every_kind_lack_nothing) {
    std::map<std::string, int> count;
    std::vector<std::string> problems;
    for (const auto& [name, repo] : support::demo_repos()) {
        const auto read = catalog::load(support::tip(name, repo), all_kinds());
        for (const auto& entry : read.entries) {
            ++count[entry.kind];
            const auto which = entry.kind + "/" + entry.name;
            EXPECT_FALSE(entry.description.empty()) << which;
            EXPECT_FALSE(entry.owner.empty()) << which;
            EXPECT_FALSE(entry.version.empty()) << which;
            EXPECT_FALSE(entry.snippet.empty()) << which;
            EXPECT_TRUE(entry.problems.empty()) << which;
            EXPECT_EQ(entry.deprecated, entry.name == "legacy-web") << which;
            EXPECT_TRUE(entry.port > 0 || entry.kind != "prometheus-exporter") << which;
        }
        for (const auto& problem : read.problems)
            problems.push_back(name + "/" + problem.path);
    }
    int all = 0;
    for (const auto& kind : all_kinds()) {
        EXPECT_GT(count[kind.name], 0) << kind.name;
        all += count[kind.name];
    }
    EXPECT_GE(all, 40);
    EXPECT_EQ(problems, std::vector<std::string>{"helm-charts/charts/mailer/Chart.yaml"})
        << "one file is broken on purpose, so that a problem can be seen";
}

TEST(DemoCompany, everybody_named_is_somebody) {
    const auto all = company();
    const auto people = names(all["users"]);
    EXPECT_EQ(people.size(), all["users"].size()) << "a name twice";
    Names channels;
    for (const auto& channel : all["channels"]) {
        channels.insert(channel["name"].as<std::string>());
        for (const auto& member : names(channel["members"]))
            EXPECT_TRUE(people.contains(member)) << member;
    }
    EXPECT_EQ(all["teams"].size(), 2u);
    for (const auto& team : all["teams"]) {
        const auto members = names(team["members"]);
        EXPECT_EQ(members.size(), 5u);
        EXPECT_TRUE(members.contains(team["lead"].as<std::string>()));
        EXPECT_TRUE(channels.contains(team["channel"].as<std::string>()));
        EXPECT_EQ(members_of(all, team["channel"].as<std::string>()), members);
        for (const char* day : {"mon", "tue", "wed", "thu", "fri"}) {
            const auto on_duty = team["rotation"][day];
            EXPECT_TRUE(!on_duty || members.contains(on_duty.as<std::string>())) << day;
        }
        EXPECT_EQ(team["products"].size(), 2u);
        for (const auto& product : team["products"])
            for (const auto& member : names(product["members"]))
                EXPECT_TRUE(people.contains(member)) << member;
    }
}

TEST(DemoCompany, the_first_user_is_a_product_person_of_the_first_team) {
    const auto all = company();
    const auto first = all["users"][0];
    EXPECT_EQ(first["role"].as<std::string>(), "product");
    EXPECT_EQ(first["locale"].as<std::string>(), "en");
    for (const auto& user : all["users"]) {
        if (user["role"].as<std::string>() != "product") continue;
        std::vector<std::string> in;
        for (const auto& channel : all["channels"])
            if (names(channel["members"]).contains(user["username"].as<std::string>()))
                in.push_back(channel["name"].as<std::string>());
        EXPECT_EQ(in.size(), 1u) << user["username"];
    }
    bool served = false;
    for (const auto& product : all["teams"][0]["products"])
        served |= names(product["members"]).contains(first["username"].as<std::string>());
    EXPECT_TRUE(served);
}

}  // namespace
}  // namespace qm
