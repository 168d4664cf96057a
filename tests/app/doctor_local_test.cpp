// The doctor at home: the data folder and its database, well or not, and looked at only.
// SPDX-License-Identifier: Apache-2.0
#include "app/doctor.hpp"
#include "app/setup.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

namespace qm::app {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

std::string told_at_home(const Config& config, const std::string& check) {
    const Clock clock;
    asio::io_context context;
    const Patient patient{config, clock, context.get_executor(), "", "", "", false};
    std::string said;
    asio::co_spawn(context, examine(local_probes(patient)),
                   [&](std::exception_ptr, Findings found) {
                       for (const Finding& one : found) {
                           if (one.check == check) said += findings_text({one});
                       }
                   });
    context.run();
    return said;
}

// A folder to be at home in, with nothing in it.
struct Home {
    Home() {
        char name[] = "/tmp/qm-doctor-XXXXXX";
        folder = ::mkdtemp(name);
    }
    ~Home() {
        std::error_code ignored;
        fs::permissions(folder, fs::perms::owner_all, ignored);
        fs::permissions(folder + "/data", fs::perms::owner_all, ignored);
        fs::remove_all(folder, ignored);
    }

    std::string about(const std::string& check, const std::string& data) {
        config.data = data;
        return told_at_home(config, check);
    }
    // As somebody who owns nothing here.
    std::string about_as_nobody(const std::string& check, const std::string& data) {
        const std::string file = folder + "/said";
        std::ofstream(file).flush();
        fs::permissions(file, fs::perms::all);
        const pid_t child = ::fork();
        if (child == 0) {
            constexpr uid_t nobody = 65'534;
            if (::geteuid() == 0 && (::setgid(nobody) != 0 || ::setuid(nobody) != 0)) ::_exit(1);
            std::ofstream out(file);
            out << about(check, data) << std::flush;
            ::_exit(0);
        }
        int status = 0;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        std::ifstream in(file);
        return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }

    std::string folder;
    Config config;
};

void expect_said(const std::string& said, const std::string& begin, const std::string& mend) {
    EXPECT_EQ(said.find(begin), 0u) << said;
    EXPECT_NE(said.find(mend), std::string::npos) << said;
    EXPECT_EQ(said.find("it broke"), std::string::npos) << said;
}

TEST(DoctorAtHome, ADataFolderThatIsNotThereIsSaidAndNotMade) {
    Home home;
    const std::string data = home.folder + "/data";
    expect_said(home.about("database", data), "warn  database: there is none", "mend `data`");
    EXPECT_FALSE(fs::exists(data));
    (void)open_data(data);
    EXPECT_EQ(home.about("database", data).substr(0, 5), "ok   ");
}

TEST(DoctorAtHome, ARelativeFolderIsMadeWhereThisRuns) {
    Home home;
    const fs::path before = fs::current_path();
    fs::current_path(home.folder);
    for (const char* data : {"rel", "rel/", "rel/deeper", "./rel", "."})
        expect_said(home.about("disk", data), "ok    disk: ", " MB are free for ");
    EXPECT_TRUE(fs::is_empty(home.folder)) << "looked at only";
    fs::current_path(before);
}

TEST(DoctorAtHome, WhatCannotBecomeAFolderFails) {
    Home home;
    std::ofstream(home.folder + "/file") << "text";
    fs::create_symlink(home.folder + "/nowhere", home.folder + "/dangling");
    fs::create_symlink(home.folder, home.folder + "/good");
    for (const std::string data : {"/file", "/file/below", "/file/far/below"})
        expect_said(home.about("disk", home.folder + data),
                    "fail  disk: " + home.folder + "/file is no folder", "→ mend `data`");
    for (const std::string data : {"/dangling", "/dangling/", "/dangling/below"})
        expect_said(home.about("disk", home.folder + data),
                    "fail  disk: " + home.folder + "/dangling is a link", "→ mend `data`");
    expect_said(home.about("disk", home.folder + "/good/data"), "ok    disk: ", "MB");
    // What it says is what happens.
    for (const std::string data : {"/file", "/file/below", "/dangling", "/dangling/below"})
        EXPECT_THROW(open_data(home.folder + data), store::Error) << data;
}

TEST(DoctorAtHome, AFolderOfSomebodyElseIsNamedWithItsMend) {
    Home home;
    fs::permissions(home.folder, fs::perms::owner_read | fs::perms::owner_exec |
                                     fs::perms::others_read | fs::perms::others_exec);
    expect_said(home.about_as_nobody("disk", home.folder + "/data"),
                "fail  disk: " + home.folder + ": ", "owned by whom the bot runs as");
}

TEST(DoctorAtHome, ADatabaseOfNoBytesIsNoneAndStaysSo) {
    Home home;
    std::ofstream(database_in(home.folder)).flush();
    expect_said(home.about("database", home.folder), "warn  database: there is none", "`data`");
    EXPECT_EQ(fs::file_size(database_in(home.folder)), 0u);
}

TEST(DoctorAtHome, ADamagedDatabaseIsToBeRestored) {
    Home home;
    std::ofstream(database_in(home.folder)) << std::string(10'000, 'x');
    expect_said(home.about("database", home.folder),
                "fail  database: ", "restore the last backup (docs/operations.md)");
}

TEST(DoctorAtHome, ADatabaseOfSomebodyElseIsToBeGivenAway) {
    Home home;
    const std::string data = home.folder + "/data";
    (void)open_data(data);
    fs::permissions(home.folder, fs::perms::all);
    fs::permissions(data, fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                              fs::perms::others_exec);
    for (const fs::perms file :
         {fs::perms::none, fs::perms::owner_read | fs::perms::others_read, fs::perms::all}) {
        fs::permissions(database_in(data), file);
        expect_said(home.about_as_nobody("database", data), "fail  database: ", "chown -R");
    }
    fs::permissions(data, fs::perms::owner_all);  // not even to be looked into
    if (::geteuid() == 0)
        expect_said(home.about_as_nobody("database", data), "fail  database: ", "chown -R");
}

}  // namespace
}  // namespace qm::app
