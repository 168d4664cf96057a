// `restore FILE`: what is put back, and what is refused with all left as it was.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli.hpp"
#include "app/setup.hpp"
#include "store/rows.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace qm::app {
namespace {

namespace fs = std::filesystem;

struct Bench {
    Bench() {
        char name[] = "/tmp/qm-restore-XXXXXX";
        folder = ::mkdtemp(name);
        std::ofstream(folder + "/quartermaster.yaml")
            << "data: " << folder << "/data\n"
            << "mattermost: {url: 'http://127.0.0.1:9', team: acme, token_env: QM_TEST_TOKEN}\n"
            << "teams:\n  - {id: sre, name: SRE, channel: sre, zone: UTC, members: [alice], "
               "rotation: {mode: weekday, mon: alice}}\n";
        mark("data", "kept");
    }
    ~Bench() { fs::remove_all(folder); }

    // In the database of that folder, which is made.
    void mark(const std::string& where, const std::string& value) const {
        const auto db = open_data(folder + "/" + where);
        store::set_meta(*db, "mark", value);
    }
    std::string marked() const { return store::meta(*open_data(folder + "/data"), "mark"); }
    // A database that this made.
    std::string other(const std::string& name, const std::string& script) const {
        const std::string file = folder + "/" + name;
        store::open_sqlite(file)->script(script);
        return file;
    }

    // What it said; `code`: what it returned.
    std::string restored(int code, const std::string& file) const {
        testing::internal::CaptureStderr();
        const int got = cli_restore(folder + "/quartermaster.yaml", file);
        const std::string said = testing::internal::GetCapturedStderr();
        EXPECT_EQ(got, code) << said;
        return said;
    }
    void expect_refused(const std::string& file, const std::string& why) const {
        const std::string said = restored(1, file);
        for (const std::string& part : {std::string("nothing was put back"), why,
                                        std::string("a file that `quartermaster backup` made")})
            EXPECT_NE(said.find(part), std::string::npos) << part << "\n" << said;
        EXPECT_EQ(marked(), "kept");
        EXPECT_FALSE(fs::exists(folder + "/data/restoring")) << "nothing is left of it";
    }

    std::string folder;
};

TEST(Restore, ACopyIsPutBackAndWhatWasThereIsKept) {
    Bench bench;
    bench.mark("copy", "copied");
    const std::string said = bench.restored(0, database_in(bench.folder + "/copy"));
    EXPECT_NE(said.find("restored: start the bot"), std::string::npos) << said;
    EXPECT_NE(said.find("what was there is kept as"), std::string::npos) << said;
    EXPECT_EQ(bench.marked(), "copied");
}

TEST(Restore, WhatIsNoDatabaseOfOursIsRefused) {
    Bench bench;
    std::ofstream(bench.folder + "/empty").flush();
    bench.expect_refused(bench.folder + "/empty", "it is empty");
    std::ofstream(bench.folder + "/text") << std::string(5'000, 'x');
    bench.expect_refused(bench.folder + "/text", "not a database");
    bench.expect_refused(bench.other("foreign", "create table migrations (name text)"),
                         "another program");
    bench.mark("partial", "copied");
    {
        const auto db = open_data(bench.folder + "/partial");
        db->script("pragma foreign_keys = off; drop table outbox");
    }
    bench.expect_refused(database_in(bench.folder + "/partial"), "outbox");
}

TEST(Restore, OneOfANewerReleaseIsRefusedAsThat) {
    Bench bench;
    {
        const auto db = open_data(bench.folder + "/newer");
        db->run("insert into migrations (name) values ('9999_later.sql')");
    }
    bench.expect_refused(database_in(bench.folder + "/newer"), "a newer release");
}

}  // namespace
}  // namespace qm::app
