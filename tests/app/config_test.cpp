// The configuration: what is right is read, what is wrong is said all at once, with its line and
// the nearest key.
// SPDX-License-Identifier: Apache-2.0
#include "app/config.hpp"

#include "app/texts.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace qm::app {
namespace {

std::string variable(const std::string& name) {
    return name == "TOKEN" ? "secret" : "";
}
result<std::string> file(const std::string& path) {
    if (path == "/tokens") return std::string("# ours\ncatalog=one\ncatalog=two\nrun=three\n");
    if (path == "/empty") return std::string("\n");
    // As a French spreadsheet saves it: another order, ";", Windows-1252.
    if (path == "/products.csv")
        return std::string(
            "sre_team;product_team;channel;note\r\n"
            "sre-core;r\xE9seau;~reseau;\r\nSRE Core;payments;payments-help;x\r\n"
            "sre-core;payments;payments;\r\n\r\n");
    if (path == "/capitals.csv")
        return std::string(
            "PRODUCT_TEAM;Channel;SRE_Team\nbilling;billing;sre-core\n"
            "BILLING;billing-help;sre-core\n");
    if (path == "/wrong.csv")
        return std::string(
            "product_team,channel,sre_team\nnet,net,sre-cor\n,net,sre-core\nnet,sre-core,sre-core\n"
            "search,payments,sre-core\nnet\n");
    return Error{errc::not_found, "it is not there"};
}
const Surroundings around{variable, file};

const std::string good = R"(data: /data
mattermost:
  url: https://chat.example.org/
  team: acme
  token_env: TOKEN
  command_tokens_file: /tokens
http: {listen: "127.0.0.1:8080", public_url: "https://qm.example.org/"}
teams:
  - id: sre-core
    name: SRE Core
    channel: sre-core
    zone: Europe/Paris
    handover: "08:30"
    duty: {from: "09:00", until: "17:30", breaks: [{from: "12:00", until: "13:00"}]}
    holidays: [FR, 2026-12-24]
    members: [alice, bob]
    lead: alice
    rotation: {mode: weekday, mon: alice, tue: bob}
    products: [{name: payments, channels: [payments], members: [pia]}]
catalog: {sources: ["https://git.example.org/sre/charts.git", {folder: /srv/git}], every: 5m}
)";

bool said(const ConfigRead& read, const std::string& words, int line) {
    return std::any_of(read.problems.begin(), read.problems.end(), [&](const ConfigProblem& p) {
        return p.what.find(words) != std::string::npos && (line == 0 || p.line == line);
    });
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(Config, ATeamMayFollowACalendar) {
    const auto with = [](const std::string& rota) {
        return read_config(
            replaced(good, "    lead: alice\n", "    lead: alice\n    rota: " + rota), around);
    };
    EXPECT_TRUE(read_config(good, around).config.follows.empty());
    const ConfigRead plain = with("{follow: 'webcal://cal.example.org/rota.ics'}\n");
    EXPECT_TRUE(plain.problems.empty());
    EXPECT_EQ(plain.config.follows.at("sre-core"), "https://cal.example.org/rota.ics");
    EXPECT_TRUE(said(with("{follow: cal.example.org}\n"), ".rota.follow must begin with", 0));
    EXPECT_TRUE(said(with("{follow_env: NOTHING}\n"), "NOTHING is not set", 0));
    EXPECT_TRUE(said(with("{folow: x}\n"), "folow", 0));
}

TEST(Config, ProductTeamsMayComeFromATable) {
    const ConfigRead read = read_config(good + "product_teams: /products.csv\n", around);
    for (const ConfigProblem& problem : read.problems)
        ADD_FAILURE() << problem.what;
    const auto& products = read.config.teams[0].products;
    ASSERT_EQ(products.size(), 2u);
    EXPECT_EQ(products[0].name, "payments");
    EXPECT_EQ(products[0].channels, (std::vector<std::string>{"payments", "payments-help"}));
    EXPECT_EQ(products[0].members, std::vector<std::string>{"pia"});
    EXPECT_EQ(products[1].name, "r\xC3\xA9seau");
    EXPECT_EQ(products[1].channels, std::vector<std::string>{"reseau"});
}

TEST(Config, ATableSaysAllThatIsWrongWithItsLines) {
    const ConfigRead read = read_config(good + "product_teams: /wrong.csv\n", around);
    EXPECT_EQ(read.problems.size(), 5u);
    EXPECT_TRUE(said(read, "line 2: there is no SRE team \"sre-cor\"; there are sre-core", 0));
    EXPECT_TRUE(said(read, "line 3: product_team is missing here", 0));
    EXPECT_TRUE(said(read, "line 4: the channel sre-core belongs to sre-core", 0));
    EXPECT_TRUE(said(read, "line 5: the channel payments belongs to sre-core/payments", 0));
    EXPECT_TRUE(said(read, "line 6: channel is missing here", 0));
    const auto of = [](const std::string& path) {
        return read_config(good + "product_teams: " + path + "\n", around);
    };
    EXPECT_TRUE(said(of("/none.csv"), "cannot read /none.csv", 0));
    EXPECT_TRUE(said(of("/empty"), "the table is empty", 0));
    EXPECT_TRUE(said(of("/tokens"), "the first line must name the columns", 0));
}

TEST(Config, ATableMayBeInCapitalsButNotNameATeamTwice) {
    const ConfigRead read = read_config(good + "product_teams: /capitals.csv\n", around);
    EXPECT_EQ(read.problems.size(), 1u);
    EXPECT_TRUE(said(read, "line 3: the product team BILLING is there as billing", 0));
}

TEST(Config, ReadsWhatIsRight) {
    const ConfigRead read = read_config(good, around);
    for (const ConfigProblem& problem : read.problems)
        ADD_FAILURE() << problem.what;
    const Config& config = read.config;
    EXPECT_EQ(config.mattermost.url, "https://chat.example.org");
    EXPECT_EQ(config.mattermost.token, "secret");
    EXPECT_EQ(config.mattermost.command_tokens.at("catalog").size(), 2u);
    EXPECT_EQ(config.http.port, 8080);
    EXPECT_EQ(config.http.public_url, "https://qm.example.org");
    ASSERT_EQ(config.teams.size(), 1u);
    const Team& team = config.teams[0];
    EXPECT_EQ(team.handover, TimeOfDay{8 * 60 + 30});
    EXPECT_EQ(team.duty.day.until, TimeOfDay{17 * 60 + 30});
    EXPECT_EQ(team.duty.breaks.size(), 1u);
    EXPECT_TRUE(team.members[0].lead);
    EXPECT_FALSE(team.members[1].lead);
    EXPECT_EQ(team.rotation.weekday_members[2], "bob");
    EXPECT_EQ(config.front_desk.value, "sre-core");
    EXPECT_EQ(config.catalog.every, std::chrono::seconds{300});
    EXPECT_EQ(config.catalog.sources[0].name, "sre/charts");
    EXPECT_TRUE(config.catalog.sources[1].folder);
    using namespace std::chrono;
    const Date christmas_eve = local_days{2026y / December / 24};
    const Date all_saints = local_days{2026y / November / 1};
    for (const Date day : {christmas_eve, all_saints})
        EXPECT_TRUE(std::binary_search(team.holidays.begin(), team.holidays.end(), day));
}

TEST(Config, ReadsWhatIsSpecialAboutAMember) {
    std::string text = replaced(good, "[alice, bob]",
                                "[alice, {name: bob, share: 60, joined: 2026-05-01, left: "
                                "2027-01-01}, {name: \"@zoe\", shadow_until: 2026-11-02}]");
    text = replaced(text, "rotation: {mode: weekday, mon: alice, tue: bob}",
                    "rotation: {backup: yes}");
    const ConfigRead read = read_config(text, around);
    for (const ConfigProblem& problem : read.problems)
        ADD_FAILURE() << problem.what;
    const Team& team = read.config.teams.at(0);
    EXPECT_EQ(team.rotation.mode, RotationMode::ledger);
    EXPECT_TRUE(team.rotation.backup);
    ASSERT_EQ(team.members.size(), 3u);
    EXPECT_EQ(team.members[0].share, 100);
    EXPECT_EQ(team.members[1].share, 60);
    using namespace std::chrono;
    EXPECT_EQ(team.members[1].joined, Date(local_days{2026y / May / 1}));
    EXPECT_EQ(team.members[1].left, Date(local_days{2027y / January / 1}));
    EXPECT_EQ(team.members[2].person.username, "zoe");
    EXPECT_EQ(team.members[2].shadow_until, Date(local_days{2026y / November / 2}));
}

TEST(Config, ReadsGroupsTokensAndTheWebhook) {
    const std::string text = replaced(
        good, "{folder: /srv/git}], every: 5m",
        "{url: \"https://g.example/a/b\", visibility: private, token_env: TOKEN}, {gitlab: "
        "\"https://gitlab.example/\", group: sre/, token_env: TOKEN, ssh: true, skip: "
        "[\"sre/sandbox/*\"], full_every: 2h}], webhook_token_env: TOKEN");
    const ConfigRead read = read_config(text, around);
    for (const ConfigProblem& problem : read.problems)
        ADD_FAILURE() << problem.what;
    EXPECT_EQ(read.config.catalog.webhook_token, "secret");
    ASSERT_EQ(read.config.catalog.sources.size(), 3u);
    const Source& one = read.config.catalog.sources[1];
    EXPECT_EQ(one.visibility, "private");
    EXPECT_EQ(one.token, "secret");
    const Source& group = read.config.catalog.sources[2];
    ASSERT_TRUE(group.gitlab);
    EXPECT_EQ(group.name, "sre");
    EXPECT_EQ(group.token, "secret");
    EXPECT_FALSE(group.allow_local);
    EXPECT_EQ(group.gitlab->base, "https://gitlab.example");
    EXPECT_EQ(group.gitlab->group, "sre");
    EXPECT_TRUE(group.gitlab->ssh);
    EXPECT_EQ(group.gitlab->skip.size(), 1u);
    EXPECT_EQ(group.gitlab->full_every, std::chrono::hours{2});
}

const std::string chat =
    "mattermost:\n  url: https://chat.example.org/\n  team: acme\n"
    "  token_env: TOKEN\n  command_tokens_file: /tokens\n";

TEST(Config, SlackIsHeardOverItsSocketOrCallsUs) {
    const auto with = [](const std::string& slack) {
        return read_config(replaced(good, chat, "slack: {bot_token_env: TOKEN, " + slack + "}\n"),
                           around);
    };
    const ConfigRead socket = with("app_token_env: TOKEN");
    EXPECT_TRUE(socket.problems.empty());
    EXPECT_FALSE(socket.config.slack.http);
    const ConfigRead http = with("mode: http, signing_secret_env: TOKEN");
    EXPECT_TRUE(http.problems.empty()) << http.problems.front().what;
    EXPECT_TRUE(http.config.slack.http);
    EXPECT_EQ(http.config.slack.signing_secret, "secret");
    EXPECT_TRUE(said(with("mode: http"), "slack needs signing_secret_env", 0));
    EXPECT_TRUE(said(with("mode: http, signing_secret_env: NOT_SET"), "NOT_SET is not set", 0));
    EXPECT_TRUE(said(with("mode: both, app_token_env: TOKEN"), "must be socket or http", 0));
    EXPECT_TRUE(said(with("mode: socket"), "slack needs app_token_env", 0));
    EXPECT_EQ(with("app_token_env: TOKEN, signing_secret_env: TOKEN").config.slack.signing_secret,
              "")
        << "a secret that stands about turns no connection off";
    std::string alone = replaced(good, ", public_url: \"https://qm.example.org/\"", "");
    alone = replaced(alone, chat,
                     "slack: {bot_token_env: TOKEN, mode: http, signing_secret_env: TOKEN}\n");
    EXPECT_TRUE(said(read_config(alone, around), "wants http.listen and http.public_url", 0));
}

TEST(Config, AFileAddressIsTheFolder) {
    const ConfigRead read =
        read_config(replaced(good, "\"https://git.example.org/sre/charts.git\", {folder: ",
                             "\"file:///srv/one.git\", {folder: file://localhost"),
                    around);
    for (const ConfigProblem& problem : read.problems)
        ADD_FAILURE() << problem.what;
    ASSERT_EQ(read.config.catalog.sources.size(), 2u);
    EXPECT_EQ(read.config.catalog.sources[0].url, "/srv/one.git");
    EXPECT_EQ(read.config.catalog.sources[0].name, "srv/one");
    EXPECT_EQ(read.config.catalog.sources[1].url, "/srv/git");
}

TEST(Config, SaysEverythingAtOnceWithLineAndNearestKey) {
    std::string bad = replaced(good, "    handover: \"08:30\"", "    handovr: \"08:30\"");
    bad = replaced(bad, "Europe/Paris", "Europe/Pari");
    bad = replaced(bad, "tue: bob", "tue: bo");
    bad = replaced(bad, "every: 5m", "every: 5");
    const ConfigRead read = read_config(bad, around);
    EXPECT_TRUE(said(read, "did you mean \"handover\"?", 13));
    EXPECT_TRUE(said(read, "no time zone", 12));
    EXPECT_TRUE(said(read, "bo is no member", 18));
    EXPECT_TRUE(said(read, "a duration like 30s", 20));
    EXPECT_EQ(read.problems.size(), 4u);
}

TEST(Config, NamesTheMendOfEachMistake) {
    const struct {
        std::string from, to, words;
    } cases[] = {
        {"token_env: TOKEN", "token_env: NOT_SET", "NOT_SET is not set"},
        {"command_tokens_file: /tokens", "command_tokens_file: /nowhere", "cannot read /nowhere"},
        {"url: https://chat.example.org/", "url: chat.example.org", "must begin with https://"},
        {"listen: \"127.0.0.1:8080\"", "listen: 8080", "http.listen must be like"},
        {"from: \"09:00\", until: \"17:30\"", "from: \"18:00\", until: \"17:30\"",
         "must end after"},
        {"members: [alice, bob]", "members: [alice, bob, bob]", "names bob twice"},
        {"lead: alice", "lead: carol", "lead carol is no member"},
        {"mode: weekday", "mode: lottery", "knows ledger, weekday and round-robin"},
        {"mode: weekday", "backup: maybe, mode: weekday", "backup must be yes or no"},
        {"[alice, bob]", "[alice, {name: bob, share: -1}]", "share must be a whole number from 0"},
        {"[alice, bob]", "[alice, {name: bob, joined: soon}]", "a date like"},
        {"[alice, bob]", "[alice, {name: bob, sharee: 5}]", "did you mean \"share\""},
        {"[alice, bob]", "[alice, {name: bob, joined: 2026-05-01, left: 2026-05-01}]",
         "must come after joined"},
        {"[alice, bob]", "[{name: alice, shadow_until: 2027-01-01}]", "nobody could be on duty"},
        {"[alice, bob]", "[{name: alice, share: 0}]", "have no share"},
        {"[FR, 2026-12-24]", "[XX]", "holidays"},
        {"channels: [payments]", "channels: [sre-core]", "belongs to two teams"},
        {"teams:", "front_desk: nobody\nteams:", "front_desk must be the id"},
        {"teams:", "clock: {follow: \"http://example.org\"}\nteams:", "sandbox on this machine"},
        {"teams:", "log: {level: loud}\nteams:", "debug, info, warn and error"},
        {"folder: /srv/git", "gitlab: \"http://gitlab.example\", group: sre",
         "must begin with https"},
        {"folder: /srv/git", "gitlab: \"https://gitlab.example\"", "needs \"group\""},
        {"folder: /srv/git", "gitlab: \"https://g.example\", groop: sre", "did you mean \"group\""},
        {"folder: /srv/git", "gitlab: \"https://g.example\", group: s, ssh: maybe",
         "true or false"},
        {"folder: /srv/git", "gitlab: \"https://g.example\", group: s, full_every: often",
         "a duration like"},
        {"folder: /srv/git", "gitlab: \"https://g.example\", group: \"https://g.example/s\"",
         "a path like sre/platform"},
        {"folder: /srv/git", "url: \"https://g.example/a\", visibility: secret",
         "public, internal and private"},
        {"folder: /srv/git", "url: \"https://g.example/a\", token_env: NOT_SET",
         "NOT_SET is not set"},
        {"folder: /srv/git", "url: \"https://g.example/a\", token_file: /tokens",
         "must be one word"},
        {"folder: /srv/git", "url: \"https://g.example/a\", token_file: /empty", "is empty"},
        {"folder: /srv/git", "url: \"git://g.example/a\"", "only https and ssh are allowed"},
        {"folder: /srv/git", "url: \"demo/a.git\"", "local repositories are not allowed"},
        {"token_env: TOKEN", "token_file: /empty", "cannot read /empty: it is empty"},
        {"folder: /srv/git", "url: \"git@g.example:a\", token_env: TOKEN",
         "https:// addresses only"},
        {"folder: /srv/git", "group: sre", "needs gitlab: beside it"},
        {"every: 5m", "webhook_token_env: NOT_SET", "NOT_SET is not set"},
        {"every: 5m", "webhook_token: x", "has no key \"webhook_token\""},
        {"data: /data", "data: [/data]", "must be one value"},
        {"data: /data", "", "needs \"data\""},
        {"data: /data", "data: \"/data", "this is no YAML"},
    };
    for (const auto& one : cases) {
        const ConfigRead read = read_config(replaced(good, one.from, one.to), around);
        EXPECT_TRUE(said(read, one.words, 0)) << one.words;
    }
}

TEST(Config, TakesAHandoverUpToTheMiddleOfDuty) {
    for (const char* time : {"00:00", "08:59", "10:00", "13:15"}) {
        const ConfigRead read =
            read_config(replaced(good, "\"08:30\"", "\"" + std::string(time) + "\""), around);
        EXPECT_TRUE(read.problems.empty()) << time;
    }
    for (const char* time : {"13:16", "17:30", "22:00"}) {
        const ConfigRead read =
            read_config(replaced(good, "\"08:30\"", "\"" + std::string(time) + "\""), around);
        EXPECT_TRUE(said(read, "hand over at 13:15 at the latest", 0)) << time;
    }
}

TEST(Config, RefusesWhatIsNoConfiguration) {
    EXPECT_FALSE(read_config("", around).problems.empty());
    EXPECT_FALSE(read_config("- a\n- b\n", around).problems.empty());
    EXPECT_FALSE(read_config(std::string(2u << 20, 'a'), around).problems.empty());
}

std::string any_variable(const std::string&) {
    return "x";
}
result<std::string> any_file(const std::string&) {
    return std::string("catalog=x\n");
}

TEST(Config, TheCommentedExampleIsInOrder) {
    const ConfigRead read = read_config(config_schema(), {any_variable, any_file});
    for (const ConfigProblem& problem : read.problems)
        ADD_FAILURE() << problem.line << ": " << problem.what;
    EXPECT_EQ(read.config.teams.size(), 1u);
}

TEST(Texts, EveryLanguageHasEverySentenceWithTheSameBlanks) {
    const auto texts = load_texts("");
    ASSERT_TRUE(texts);
    const auto& all = texts->all();
    ASSERT_TRUE(all.contains("en"));
    const auto& english = all.find("en")->second;
    for (const auto& [locale, sentences] : all) {
        for (const auto& [key, sentence] : english) {
            const auto other = sentences.find(key);
            ASSERT_NE(other, sentences.end()) << locale << " lacks " << key;
            auto ours = core::placeholders(sentence);
            auto theirs = core::placeholders(other->second);
            std::sort(ours.begin(), ours.end());
            std::sort(theirs.begin(), theirs.end());
            EXPECT_EQ(ours, theirs) << locale << " " << key;
        }
        EXPECT_EQ(sentences.size(), english.size()) << locale << " has sentences of its own";
    }
}

}  // namespace
}  // namespace qm::app
