// What is read of a change equals what is read of the whole, whatever changed; unchanged is
// nothing; lines are a source too; releases are read once.
// SPDX-License-Identifier: Apache-2.0
#include "app/source_reader.hpp"

#include "catalog/entry_json.hpp"
#include "desk/stores.hpp"
#include "git/build.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <unistd.h>

namespace qm::app {
namespace {

namespace fs = std::filesystem;

constexpr Instant begin = from_unix(1'780'000'000);

using Files = std::map<std::string, std::string>;

std::string role_meta(const std::string& name, int number) {
    return "galaxy_info:\n  role_name: " + name + "\n  description: Role " +
           std::to_string(number) + " of many\ndependencies: []\n";
}

Files monorepo() {
    Files files;
    files["README.md"] = "# Everything\n\nAll that we have.\n";
    files["CODEOWNERS"] = "* @sre/core\n/charts/ @sre/data\n";
    files["galaxy.yml"] =
        "namespace: sre\nname: all\nversion: 1.0.0\nreadme: README.md\n"
        "authors: [SRE]\ndescription: All roles\n";
    for (int i = 0; i < 25; ++i) {
        const std::string name = "role" + std::to_string(i);
        const std::string at = "roles/" + name + "/";
        files[at + "meta/main.yml"] = role_meta(name, i);
        files[at + "defaults/main.yml"] = "# Where it listens\n" + name + "_port: 80\n";
        files[at + "tasks/main.yml"] = "- name: Do it\n  ansible.builtin.command: \"true\"\n";
        for (int j = 0; j < 4; ++j)
            files[at + "templates/" + std::to_string(j) + ".j2"] = "part\n";
    }
    for (int i = 0; i < 10; ++i) {
        const std::string at = "charts/chart" + std::to_string(i) + "/";
        files[at + "Chart.yaml"] = "apiVersion: v2\nname: chart" + std::to_string(i) +
                                   "\nversion: 1.0.0\ndescription: A chart\n";
        files[at + "values.yaml"] = "# -- How many\nreplicas: 1\n";
        files["images/image" + std::to_string(i) + "/Dockerfile"] =
            "# An image\nFROM debian:bookworm\nEXPOSE 80\n";
        files["modules/module" + std::to_string(i) + "/main.tf"] =
            "variable \"name\" {\n  type = string\n}\noutput \"id\" {\n  value = 1\n}\n";
    }
    files["templates/build.yml"] =
        "# Builds\nspec:\n  inputs:\n    stage:\n      default: test\n"
        "---\nbuild:\n  script: [make]\n";
    return files;
}

std::vector<std::string> written(const KindResult& read) {
    std::vector<std::string> lines;
    for (const Entry& entry : read.entries) {
        Entry plain = entry;
        plain.authors.clear();  // told anew with the next whole reading
        lines.push_back(catalog::write_entry(plain, entry.kind + "/" + entry.name));
    }
    for (const Problem& problem : read.problems)
        lines.push_back(problem.path + ":" + std::to_string(problem.line) + " " + problem.reason);
    std::sort(lines.begin(), lines.end());
    return lines;
}

class Reading : public testing::Test {
protected:
    Reading() : folder_(testing::TempDir() + "qm-reader-" + std::to_string(::getpid())) {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        source.name = "sre/all";
        source.url = folder_ + "/all.git";
        files = monorepo();
        git::Step first{"Begin", "Ann <ann@example.org>", begin, files, {}, "v1.0.0"};
        EXPECT_TRUE(git::build_bare(source.url, {first}));
    }
    ~Reading() override { fs::remove_all(folder_); }

    void commit(const Files& write, const std::vector<std::string>& remove = {},
                const std::string& tag = "") {
        const git::Step step{"Change",
                             "Bob <bob@example.org>",
                             begin + std::chrono::minutes(++commits_),
                             write,
                             remove,
                             tag};
        const auto done = git::add_commit(source.url, step);
        ASSERT_TRUE(done) << done.error().what;
        for (const auto& [path, bytes] : write)
            files[path] = bytes;
        for (const auto& path : remove)
            files.erase(path);
    }
    // The store's side: what is known after each reading.
    SourceRead read(SourceReader& reader) {
        SourceRead one = reader.read(source, known_);
        EXPECT_EQ(one.error, "");
        known_ = {one.head, one.stamp};
        if (!one.changed) return one;
        if (one.whole) {
            stored_ = one.read;
        } else {
            for (const Entry& entry : one.read.entries) {
                for (Entry& old : stored_.entries) {
                    if (old.kind == entry.kind && old.name == entry.name && old.path == entry.path)
                        old = entry;
                }
            }
            stored_.problems = one.read.problems;
        }
        return one;
    }
    void expect_whole() {
        SourceReader fresh(folder_, "");
        const SourceRead whole = fresh.read(source, {});
        EXPECT_EQ(written(stored_), written(whole.read));
    }

    std::string folder_;
    Source source;
    Files files;
    KnownSource known_;
    KindResult stored_;
    int commits_ = 0;
};

TEST_F(Reading, UnchangedIsNothingAndAChangeIsItsOwnEntryAlone) {
    SourceReader reader(folder_, "");
    EXPECT_TRUE(read(reader).whole);
    EXPECT_FALSE(read(reader).changed);
    commit({{"roles/role3/defaults/main.yml", "# Another\nrole3_port: 81\n"}});
    const SourceRead part = read(reader);
    EXPECT_FALSE(part.whole);
    // The role, and the collection around it for its date.
    EXPECT_LE(part.read.entries.size(), 2U);
    expect_whole();
}

TEST_F(Reading, RandomChangesReadInPartEqualTheWhole) {
    SourceReader reader(folder_, "");
    read(reader);
    std::mt19937 random(20261006);
    int parts = 0;
    for (int round = 0; round < 40; ++round) {
        const auto any = [&] {
            auto at = files.begin();
            std::advance(at, static_cast<int>(random() % files.size()));
            return at->first;
        };
        const std::string path = any();
        const unsigned what = random() % 10;
        const std::string number = std::to_string(round);
        if (what == 0 && files.size() > 100 && path.starts_with("roles/"))
            commit({}, {path});
        else if (what == 1)
            commit({{"charts/chart" + number + "x/Chart.yaml",
                     "apiVersion: v2\nname: new" + number + "\nversion: 0.1.0\n"}});
        else if (what == 2)
            commit({{path, files[path] + "# " + number + "\n"}}, {}, "v1.0." + number);
        else if (what == 3)
            commit({{"roles/role1/meta/main.yml", role_meta("renamed" + number, round)}});
        else if (what == 4)
            commit({{path, ": not [ a {{ file\n"}});
        else
            commit({{path, files[path] + "# " + number + "\n"},
                    {any(), "# " + number + "\nreplicas: " + number + "\n"}});
        parts += !read(reader).whole;
        expect_whole();
        if (HasFailure()) FAIL() << "round " << round << ", " << path;
    }
    EXPECT_GT(parts, 10) << "the short way was taken";
}

TEST_F(Reading, ReleasesAreReadOnceAndTellWhatChanged) {
    SourceReader reader(folder_, "");
    commit({{"charts/chart1/values.yaml", "# -- How many\nreplicas: 2\nport: 80\n"},
            {"charts/chart1/Chart.yaml", "apiVersion: v2\nname: chart1\nversion: 1.1.0\n"}},
           {}, "chart1-1.1.0");
    commit({{"charts/chart1/values.yaml", "# -- How many\nreplicas: 3\n"},
            {"charts/chart1/Chart.yaml", "apiVersion: v2\nname: chart1\nversion: 1.2.0\n"}},
           {}, "chart1-1.2.0");
    read(reader);
    std::vector<Entry> chart;
    for (const Entry& entry : stored_.entries) {
        if (entry.name == "chart1") chart.push_back(entry);
    }
    ASSERT_EQ(chart.size(), 1U);
    chart[0].releases = {{"1.2.0", "chart1-1.2.0", "2026-06-01T00:00:00Z"},
                         {"1.1.0", "chart1-1.1.0", "2026-05-01T00:00:00Z"},
                         {"0.0.1", "no-such-tag", "2026-04-01T00:00:00Z"}};
    auto rows = reader.releases(source, chart, {}, 10);
    ASSERT_EQ(rows.size(), 3U);
    int documents = 0;
    for (const store::ReleaseRow& row : rows) {
        if (row.version == "1.2.0") {
            EXPECT_NE(row.doc.find(R"(\"name\":\"replicas\")"), std::string::npos);
            EXPECT_EQ(row.doc.find(R"(\"name\":\"port\")"), std::string::npos);
            EXPECT_NE(row.doc.find("\"changes\":[\"Change\"]"), std::string::npos) << row.doc;
        }
        documents += !row.doc.empty();
    }
    EXPECT_EQ(documents, 2) << "the third was looked for and is not there";
    EXPECT_TRUE(reader.releases(source, chart, rows, 10).empty());
}

TEST_F(Reading, NoAddressIsMadeUp) {
    SourceReader reader(folder_, "");
    for (const std::string& web : {std::string(), std::string("https://code.example.org/all")}) {
        Source one = source;
        one.web = web;
        const SourceRead got = reader.read(one, {});
        EXPECT_FALSE(got.read.entries.empty());
        int addresses = 0;
        for (const Entry& entry : got.read.entries) {
            EXPECT_EQ(entry.snippet.find("git.example/"), std::string::npos) << entry.snippet;
            addresses += entry.snippet.find(web.empty() ? one.url : web) != std::string::npos;
        }
        EXPECT_GT(addresses, 0);
    }
}

TEST_F(Reading, LinesAreASourceAndBadOnesAreProblems) {
    Source lines;
    lines.name = "legacy";
    lines.url = folder_ + "/entries.jsonl";
    lines.lines = true;
    std::ofstream(lines.url) << "{\"id\":\"helm-chart/redis\",\"version\":\"1.0\"}\n\nnot json\n"
                             << "{\"kind\":\"weird\",\"name\":\"z\"}\n"
                             << "{\"kind\":\"ansible-role\",\"name\":\"x\",\"repo\":\"a/b\"}\n";
    SourceReader reader(folder_, "");
    const SourceRead one = reader.read(lines, {});
    EXPECT_EQ(one.error, "");
    ASSERT_EQ(one.read.entries.size(), 2U);
    EXPECT_EQ(one.read.entries[0].repo, "legacy");
    EXPECT_EQ(one.read.entries[1].repo, "a/b");
    ASSERT_EQ(one.read.problems.size(), 2U);
    EXPECT_EQ(one.read.problems[0].line, 3);
    EXPECT_EQ(one.read.problems[1].reason, "there is no kind weird");
    EXPECT_FALSE(reader.read(lines, {one.head, one.stamp}).changed);
    lines.url = folder_ + "/nothing.jsonl";
    EXPECT_NE(reader.read(lines, {}).error, "");
}

}  // namespace
}  // namespace qm::app
