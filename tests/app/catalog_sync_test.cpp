// The catalog over a GitLab group and real git repositories: rounds that let the quiet be, renames,
// failures, and pushes that do not wait for the next round.
// SPDX-License-Identifier: Apache-2.0
#include "app/catalog_sync.hpp"

#include "embedded.hpp"

#include "app/index_file.hpp"
#include "git/support/listener.hpp"
#include "git/support/repos.hpp"
#include "net/support/loop.hpp"
#include "store/migrate.hpp"
#include "support/git_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

namespace qm::app {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using git::support::Folder;
using git::support::Raw;
using git::support::tree_of;

std::unique_ptr<store::Db> fresh() {
    auto db = store::open_sqlite(":memory:");
    std::vector<store::Migration> migrations;
    for (const embedded::File& file : embedded::migrations())
        migrations.push_back({file.path, file.bytes});
    store::migrate(*db, std::move(migrations));
    return db;
}

std::map<std::string, std::string> chart(const std::string& name) {
    return {{"charts/" + name + "/Chart.yaml", "apiVersion: v2\nname: " + name +
                                                   "\nversion: 1.0.0\n"
                                                   "description: A chart for tests\n"}};
}

// A bot's catalog over repositories behind a real git server.
struct Stage {
    Folder folder;
    Raw first{folder / "sre/first.git"};
    Raw second{folder / "sre/second.git"};
    test::GitServer server{folder / ""};
    asio::io_context loop{1};
    Clock clock;
    StoreThread store{loop.get_executor(), fresh()};
    Config config;
    std::unique_ptr<CatalogSync> catalog;
    std::string visibility = "internal";

    Stage() {
        first.ref("refs/heads/main", first.commit(tree_of(first, chart("redis")), 0));
        second.ref("refs/heads/main", second.commit(tree_of(second, chart("kafka")), 0));
        config.data = folder / "data";
        config.catalog.every = std::chrono::hours{1};
        Source group;
        group.name = "sre";
        group.gitlab = GitlabGroup{server.base(), "sre", false, {}, std::chrono::hours{6}};
        group.allow_local = true;
        config.catalog.sources = {group};
        list({{1, "sre/first"}, {2, "sre/second"}});
        restart();
    }
    void restart() {
        catalog =
            std::make_unique<CatalogSync>(loop.get_executor(), store, clock, git::support::self());
        catalog->use(config);
    }
    // What the group holds, as GitLab says it; nothing was active for long.
    void list(const std::map<int, std::string>& projects,
              const std::string& active = "2020-01-01T00:00:00Z") {
        std::string page;
        for (const auto& [id, path] : projects)
            page += (page.empty() ? "[" : ",") + std::string(R"({"id":)") + std::to_string(id) +
                    R"(,"path_with_namespace":")" + path + R"(","http_url_to_repo":")" +
                    server.url(path + ".git") + R"(","web_url":")" + server.url(path) +
                    R"(","visibility":")" + visibility + R"(","last_activity_at":")" + active +
                    "\"}";
        server.put("/api/v4/groups/sre/projects", page.empty() ? "[]" : page + "]");
    }
    SyncReport round() {
        SyncReport report;
        net::test::run(loop, [&]() -> asio::awaitable<void> { report = co_await catalog->sync(); });
        return report;
    }
    std::size_t git_requests() const { return server.authorizations().size(); }
    bool has(const std::string& name) const {
        const auto found = catalog->index()->named(name);
        return !found.empty() && found.front().gone_at.empty();
    }
    // As the bot starts. A slow round publishes before its end, over a base that is then older
    // than the store: this writes it anew.
    void load() {
        restart();
        net::test::run(loop, [&]() -> asio::awaitable<void> { co_await catalog->load(); });
    }
    bool until(std::function<bool()> done) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!done() && std::chrono::steady_clock::now() < end)
            loop.run_one_for(std::chrono::milliseconds{20});
        return done();
    }
    gitlab::Push push(const std::string& name) const {
        gitlab::Push one;
        one.project = 1;
        one.path = "sre/" + name;
        one.http_url = server.url("sre/" + name + ".git");
        return one;
    }
};

TEST(Base, is_opened_after_a_restart_and_built_anew_when_it_is_torn_or_old) {
    Stage stage;
    stage.round();
    stage.load();
    const std::string path = stage.folder / "data/index";
    const auto written = fs::last_write_time(path);
    stage.load();
    EXPECT_TRUE(stage.has("redis"));
    EXPECT_TRUE(stage.has("kafka"));
    EXPECT_EQ(fs::last_write_time(path), written) << "nothing had changed";

    fs::resize_file(path, fs::file_size(path) / 2);
    stage.load();
    EXPECT_TRUE(stage.has("redis")) << "torn";
    stage.load();
    EXPECT_TRUE(stage.has("redis")) << "mended";

    // A change that is only in the overlay when the bot stops.
    stage.first.ref("refs/heads/main",
                    stage.first.commit(tree_of(stage.first, chart("valkey")), 1));
    stage.list({{1, "sre/first"}, {2, "sre/second"}}, "2030-01-01T00:00:00Z");
    stage.round();
    ASSERT_TRUE(stage.has("valkey"));
    stage.load();
    EXPECT_TRUE(stage.has("valkey")) << "the file is older than the store";
    EXPECT_FALSE(stage.has("redis"));
}

// `quartermaster catalog search` without a running bot.
TEST(Base, is_opened_by_a_command_too_and_left_where_it_is_old) {
    Stage stage;
    stage.round();
    stage.load();
    const auto found = [&](const std::string& name) {
        bool there = false;
        net::test::run(stage.loop, [&]() -> asio::awaitable<void> {
            std::function<bool(store::Db&)> read = [&](store::Db& db) {
                return !stored_index(db, stage.config)->named(name).empty();
            };
            there = co_await stage.store.read<bool>(std::move(read));
        });
        return there;
    };
    EXPECT_TRUE(found("redis"));
    // What only the file says shows that it was opened.
    const std::string path = stage.folder / "data/index";
    const auto base = open_index_file(path);
    ASSERT_TRUE(base);
    const auto write = [&](catalog::Stamp stamp) {
        Entry other;
        other.kind = "helm-chart";
        other.name = "only-in-the-file";
        ASSERT_TRUE(write_index_file(path, catalog::write_segment({other}, {}, stamp)));
    };
    const catalog::Stamp stamp = (*base)->stamp();
    write(stamp);
    EXPECT_TRUE(found("only-in-the-file"));
    EXPECT_FALSE(found("redis"));
    write({stamp.generation + 1, stamp.fingerprint});
    EXPECT_TRUE(found("redis")) << "made of other documents";
    write({stamp.generation, stamp.fingerprint + 1});
    EXPECT_TRUE(found("redis")) << "made for other teams";
    fs::resize_file(path, fs::file_size(path) / 2);
    EXPECT_TRUE(found("redis")) << "torn";
}

TEST(Configuration, of_new_words_reaches_the_index_though_no_source_has_changed) {
    Stage stage;
    stage.round();
    EXPECT_EQ(stage.catalog->index()->search({"zorblax", "", 5, 0}).total, 0);
    const std::string words = stage.folder / "words.txt";
    std::ofstream(words) << "zorblax == redis\n";
    stage.config.catalog.dictionary = words;
    stage.catalog->use(stage.config);
    stage.round();
    EXPECT_EQ(stage.catalog->index()->search({"zorblax", "", 5, 0}).total, 1);
}

TEST(Pushed, is_searchable_before_the_next_round) {
    Stage stage;
    asio::co_spawn(stage.loop, stage.catalog->run(), asio::detached);
    ASSERT_TRUE(stage.until([&] { return stage.catalog->synced_once(); }));
    EXPECT_TRUE(stage.has("redis"));
    EXPECT_TRUE(stage.has("kafka"));
    stage.first.ref("refs/heads/main",
                    stage.first.commit(tree_of(stage.first, chart("valkey")), 1));
    stage.second.ref("refs/heads/main",
                     stage.second.commit(tree_of(stage.second, chart("nats")), 1));
    EXPECT_FALSE(stage.catalog->pushed(stage.push("stranger")));
    const int fetches = stage.server.fetches();
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_TRUE(stage.catalog->pushed(stage.push("first")));
    EXPECT_TRUE(stage.catalog->pushed(stage.push("first")));
    ASSERT_TRUE(stage.until([&] { return stage.has("valkey"); }));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(took.count(), 5.0) << "fetch and all, on a slow machine";
    EXPECT_FALSE(stage.has("redis"));
    EXPECT_FALSE(stage.has("nats")) << "the others wait for their round";
    EXPECT_EQ(stage.server.fetches(), fetches + 1);
    stage.catalog->stop();
    stage.until([&] { return stage.loop.stopped(); });
}

TEST(Pushed, waits_for_no_source_that_hangs) {
    Stage stage;
    auto silent = std::make_unique<git::support::Listener>();
    Source hung;
    hung.name = "hung";
    hung.url = "http://127.0.0.1:" + silent->port() + "/hung.git";
    hung.allow_local = true;
    stage.config.catalog.sources.insert(stage.config.catalog.sources.begin(), hung);
    stage.restart();
    asio::co_spawn(stage.loop, stage.catalog->run(), asio::detached);
    ASSERT_TRUE(stage.until([&] { return stage.has("redis") && stage.has("kafka"); }));
    EXPECT_FALSE(stage.catalog->synced_once()) << "the round goes on";
    stage.first.ref("refs/heads/main",
                    stage.first.commit(tree_of(stage.first, chart("valkey")), 1));
    EXPECT_TRUE(stage.catalog->pushed(stage.push("first")));
    EXPECT_TRUE(stage.until([&] { return stage.has("valkey"); }));
    EXPECT_FALSE(stage.catalog->synced_once());
    silent.reset();
    EXPECT_TRUE(stage.until([&] { return stage.catalog->synced_once(); }));
    stage.catalog->stop();
    stage.until([&] { return stage.loop.stopped(); });
}

TEST(Rounds, publish_who_may_find_what_although_no_file_changed) {
    Stage stage;
    const auto anybody_finds = [&](const std::string& name) {
        return !stage.catalog->index()->seen_by({})->named(name).empty();
    };
    stage.visibility = "internal";
    stage.list({{1, "sre/first"}, {2, "sre/second"}});
    stage.round();
    EXPECT_TRUE(anybody_finds("redis"));
    stage.visibility = "private";
    stage.list({{1, "sre/first"}, {2, "sre/second"}}, "2099-01-01T00:00:00Z");
    const SyncReport report = stage.round();
    EXPECT_EQ(report.changed, 0);
    EXPECT_FALSE(anybody_finds("redis"));
    EXPECT_TRUE(stage.has("redis"));
}

TEST(Pushed, during_a_round_is_not_lost) {
    Stage stage;
    asio::co_spawn(stage.loop, stage.catalog->run(), asio::detached);
    ASSERT_TRUE(stage.until([&] { return stage.server.fetches() == 2; }));
    // The first was read in this round already; the second is being fetched.
    stage.first.ref("refs/heads/main",
                    stage.first.commit(tree_of(stage.first, chart("valkey")), 1));
    EXPECT_TRUE(stage.catalog->pushed(stage.push("first")));
    ASSERT_TRUE(stage.until([&] { return stage.has("valkey") && stage.has("kafka"); }));
    stage.catalog->stop();
    stage.until([&] { return stage.loop.stopped(); });
}

TEST(Rounds, let_be_what_is_quiet_but_not_what_failed) {
    Stage stage;
    fs::rename(stage.folder / "sre/second.git", stage.folder / "away.git");
    SyncReport report = stage.round();
    EXPECT_EQ(report.sources, 2);
    EXPECT_EQ(report.failed, 1);
    EXPECT_TRUE(stage.has("redis"));
    const std::size_t requests = stage.git_requests();
    fs::rename(stage.folder / "away.git", stage.folder / "sre/second.git");
    report = stage.round();
    EXPECT_EQ(report.failed, 0);
    EXPECT_TRUE(stage.has("kafka")) << "GitLab calls it quiet, but we have not got it yet";
    EXPECT_EQ(stage.git_requests(), requests + 2) << "its refs and its pack; the other is let be";
    stage.round();
    EXPECT_EQ(stage.git_requests(), requests + 2);
}

TEST(Rounds, what_rests_is_counted_and_tried_again_with_a_new_configuration) {
    Stage stage;
    fs::rename(stage.folder / "sre/second.git", stage.folder / "away.git");
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(stage.round().resting, 0);
    fs::rename(stage.folder / "away.git", stage.folder / "sre/second.git");
    SyncReport report = stage.round();
    EXPECT_EQ(report.failed, 1);
    EXPECT_EQ(report.resting, 1);
    EXPECT_FALSE(stage.has("kafka"));
    stage.catalog->use(stage.config);
    report = stage.round();
    EXPECT_EQ(report.failed, 0);
    EXPECT_TRUE(stage.has("kafka"));
}

TEST(Rounds, a_renamed_project_keeps_its_mirror) {
    Stage stage;
    stage.round();
    const std::string mirrors = stage.folder / "data/mirrors";
    const auto count = [&] {
        return std::distance(fs::directory_iterator(mirrors), fs::directory_iterator{});
    };
    EXPECT_EQ(count(), 2);
    fs::rename(stage.folder / "sre/first.git", stage.folder / "sre/renamed.git");
    stage.list({{1, "sre/renamed"}}, "2099-01-01T00:00:00Z");
    const int fetches = stage.server.fetches();
    const SyncReport report = stage.round();
    EXPECT_EQ(report.failed, 0);
    EXPECT_EQ(report.sources, 2);
    EXPECT_EQ(count(), 2);
    EXPECT_EQ(stage.server.fetches(), fetches) << "everything is there already";
    EXPECT_TRUE(stage.has("redis"));
}

TEST(Rounds, a_gitlab_that_fails_is_said_and_empties_nothing) {
    Stage stage;
    stage.round();
    stage.server.put("/api/v4/groups/sre/projects", "{\"message\":\"maintenance\"}");
    const SyncReport report = stage.round();
    ASSERT_EQ(report.errors.size(), 1u);
    EXPECT_NE(report.errors[0].find("sre: "), std::string::npos) << report.errors[0];
    EXPECT_EQ(report.sources, 2);
    EXPECT_TRUE(stage.has("redis"));
    fs::remove_all(stage.folder / "data/gitlab");
    stage.restart();  // nothing is known of the group but what is in the store
    EXPECT_EQ(stage.round().sources, 0);
    EXPECT_TRUE(stage.has("redis"));
    EXPECT_TRUE(stage.has("kafka"));
}

}  // namespace
}  // namespace qm::app
