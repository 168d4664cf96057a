// What is tried on this machine: disk, database, time zones, git.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli_ask.hpp"
#include "app/discovery.hpp"
#include "app/doctor.hpp"
#include "app/setup.hpp"
#include "app/source_reader.hpp"
#include "core/calendar.hpp"
#include "git/mirror.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace qm::app {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::uintmax_t disk_fails = 100u << 20;
constexpr std::uintmax_t disk_warns = 1u << 30;
constexpr std::size_t sources_asked = 50;  // the rest is as the last `catalog sync` says
constexpr std::chrono::seconds remote_patience{20};
constexpr const char* zone_versions[] = {"/usr/share/zoneinfo/tzdata.zi",
                                         "/usr/share/zoneinfo/+VERSION"};

std::string megabytes(std::uintmax_t bytes) {
    return std::to_string(bytes >> 20) + " MB";
}

bool may(const fs::path& path, int how) {
    return ::faccessat(AT_FDCWD, path.c_str(), how, AT_EACCESS) == 0;
}

// The data folder, or the one above in which it is made at the first start.
struct Nearest {
    fs::path folder;
    std::string why;  // it cannot be made there; "": it can
};

Nearest nearest_folder(const std::string& data) {
    std::error_code code;
    fs::path folder = fs::absolute(data, code);
    for (;;) {  // at the latest the root is there
        const fs::file_status status = fs::status(folder, code);
        if (fs::is_directory(status)) return {folder, ""};
        if (fs::exists(status)) return {folder, folder.string() + " is no folder"};
        if (!fs::status_known(status)) return {folder, folder.string() + ": " + code.message()};
        if (fs::is_symlink(fs::symlink_status(folder, code)))
            return {folder, folder.string() + " is a link to what is not there"};
        if (folder == folder.parent_path()) return {folder, data + ": " + code.message()};
        folder = folder.parent_path();
    }
}

Findings look_at_disk(const Config& config) {
    const auto [folder, why] = nearest_folder(config.data);
    if (!why.empty())
        return {{Health::fail, "disk", why,
                 "mend `data`: the bot needs a folder of its own there, or makes one"}};
    std::error_code code;
    const fs::space_info space = fs::space(folder, code);
    if (code || !may(folder, W_OK | X_OK))
        return {{Health::fail, "disk",
                 folder.string() + ": " + (code ? code.message() : std::strerror(errno)),
                 "let " + config.data + " be a folder owned by whom the bot runs as (chown)"}};
    const std::string what = megabytes(space.available) + " are free for " + config.data;
    if (space.available >= disk_warns) return {{Health::ok, "disk", what, ""}};
    return {{space.available < disk_fails ? Health::fail : Health::warn, "disk", what,
             "free some: a full disk stops requests from being stored"}};
}

// One of no bytes is none: opening it would fill it.
bool has_database(const std::string& file) {
    std::error_code code;
    const fs::file_status status = fs::status(file, code);
    if (!fs::status_known(status)) return true;  // what is the matter is said on opening it
    if (!fs::is_regular_file(status)) return fs::exists(status);
    const auto size = [&](const std::string& of) {
        const auto bytes = fs::file_size(of, code);
        return code ? 0 : bytes;
    };
    return size(file) > 0 || size(file + "-wal") > 0;
}

// What of it may not be read and written; "": all may.
std::string foreign_file(const std::string& data) {
    if (!may(data, R_OK | W_OK | X_OK)) return data;
    for (const char* end : {"", "-wal", "-shm"}) {
        const std::string file = database_in(data) + end;
        std::error_code code;
        if (fs::exists(file, code) && !may(file, R_OK | W_OK)) return file;
    }
    return "";
}

Finding cannot_open(const std::string& data, const store::Error& error) {
    Finding found{Health::fail, "database", database_in(data) + ": " + error.what(), ""};
    if (error.kind() == store::Error::Kind::locked)
        found.mend = "another program has it open: end that, or ask again";
    else if (error.kind() == store::Error::Kind::full)
        found.mend =
            "the disk is full or fails: mend that, or restore the last backup elsewhere "
            "(docs/operations.md)";
    else
        found.mend = "stop the bot and restore the last backup (docs/operations.md)";
    return found;
}

// Through the running bot where one runs: the file is its own.
result<json> asked_database(const Config& config, Findings& found) {
    try {
        return ask_bot(config, {{"do", "database"}});
    } catch (const store::Error& error) {
        found.push_back(cannot_open(config.data, error));
        return Error{errc::unavailable, error.what()};
    }
}

Findings look_at_database(const Config& config) {
    if (!has_database(database_in(config.data)))
        return {{Health::warn, "database", "there is none in " + config.data,
                 "before the first start that is right; after it, mend `data`"}};
    if (const std::string foreign = foreign_file(config.data); !foreign.empty())
        return {{Health::fail, "database", foreign + ": " + std::strerror(errno),
                 "let all in " + config.data + " belong to whom the bot runs as (chown -R)"}};
    Findings found;
    const auto answer = asked_database(config, found);
    if (!found.empty()) return found;
    if (!answer)
        return {{Health::fail, "database", answer.error().what,
                 "the log of the bot says more; docs/operations.md: restore"}};
    const std::string broken = answer->value("broken", "");
    if (!broken.empty())
        return {{Health::fail, "database", "it is broken: " + broken,
                 "stop the bot and restore the last backup (docs/operations.md)"}};
    return {{Health::ok, "database",
             "it is whole, its tables are those of " + answer->value("migration", ""), ""}};
}

Findings look_at_zones(const Config& config, const Clock& clock) {
    Findings found;
    for (const Team& team : config.teams) {
        try {
            (void)core::to_local(clock.wall(), team.zone);
        } catch (const std::exception& error) {
            found.push_back(
                {Health::fail, "time zones", team.zone + ": " + error.what(), "install tzdata"});
        }
    }
    if (!found.empty()) return found;
    for (const char* file : zone_versions) {
        std::string line;
        if (!std::getline(std::ifstream(file), line)) continue;
        const auto begin = line.rfind(' ') + 1;  // "# version 2025b", or the version alone
        return {{Health::ok, "time zones", "tzdata " + line.substr(begin), ""}};
    }
    return {{Health::warn, "time zones", "they are there, of a version nobody tells",
             "keep tzdata up to date: clocks change by law"}};
}

Finding look_at_source(const Source& source, const std::string& self) {
    const std::string check = "source " + source.name;
    std::error_code code;
    if (source.lines || is_local(source.url)) {
        if (fs::exists(source.url, code)) return {Health::ok, check, source.url + " is there", ""};
        return {Health::fail, check, source.url + " is not there",
                "mend its address in catalog.sources, or make it readable for the bot"};
    }
    git::FetchTask task;
    task.url = source.url;
    task.token = source.token;
    task.allow_local = source.allow_local;
    task.limits.deadline = remote_patience;
    const auto reached = git::reach(self, task);
    if (reached) return {Health::ok, check, "it can be fetched", ""};
    const bool who = reached.error().code == errc::unauthorised;
    return {Health::fail, check, reached.error().what,
            who ? "give it a token that may read the repository (token_env, token_file)"
                : "try `git ls-remote " + source.url + "` as the user the bot runs as"};
}

Findings look_at_sources(const Config& config, const std::string& self) {
    Findings found;
    const Discovered discovered = open_up_now(config.catalog.sources, config.data);
    for (const std::string& error : discovered.errors)
        found.push_back({Health::fail, "source", error, "mend the token or the group's name"});
    const std::vector<Source> sources = repositories(discovered.sources);
    for (std::size_t i = 0; i < std::min(sources.size(), sources_asked); ++i)
        found.push_back(look_at_source(sources[i], self));
    if (sources.size() > sources_asked)
        found.push_back({Health::ok, "source",
                         "the other " + std::to_string(sources.size() - sources_asked) +
                             " are not tried: `quartermaster catalog sync` does",
                         ""});
    if (sources.empty() && found.empty())
        found.push_back({Health::warn, "source", "the catalog has no source",
                         "name your repositories in catalog.sources"});
    return found;
}

asio::awaitable<Findings> told(Findings findings) {
    co_return findings;
}

}  // namespace

std::vector<Probe> local_probes(const Patient& patient) {
    const Config& config = patient.config;
    const Clock& clock = patient.clock;
    return {{"disk",
             [&config] {
                 return told(look_at_disk(config));
             }},
            {"database",
             [&config] {
                 return told(look_at_database(config));
             }},
            {"time zones",
             [&config, &clock] {
                 return told(look_at_zones(config, clock));
             }},
            {"source", [&config, self = patient.self] {
                 return told(look_at_sources(config, self));
             }}};
}

}  // namespace qm::app
