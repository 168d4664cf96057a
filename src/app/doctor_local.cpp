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
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace qm::app {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

constexpr std::uintmax_t disk_fails = 100u << 20;
constexpr std::uintmax_t disk_warns = 1u << 30;
constexpr std::size_t sources_asked = 50;  // the rest is as the last `catalog sync` says
constexpr std::chrono::seconds remote_patience{20};
constexpr const char* zone_versions[] = {"/usr/share/zoneinfo/tzdata.zi",
                                         "/usr/share/zoneinfo/+VERSION"};

std::string megabytes(std::uintmax_t bytes) {
    return std::to_string(bytes >> 20) + " MB";
}

Findings look_at_disk(const Config& config) {
    std::error_code code;
    fs::path folder = config.data;
    while (!fs::exists(folder, code) && folder.has_parent_path() && folder != folder.parent_path())
        folder = folder.parent_path();  // it is made at the first start
    if (folder.empty()) folder = ".";
    const fs::space_info space = fs::space(folder, code);
    if (code || ::access(folder.c_str(), W_OK) != 0)
        return {{Health::fail, "disk",
                 config.data + ": " + (code ? code.message() : std::strerror(errno)),
                 "make the folder, owned by whom the bot runs as"}};
    const std::string what = megabytes(space.available) + " are free for " + config.data;
    if (space.available >= disk_warns) return {{Health::ok, "disk", what, ""}};
    return {{space.available < disk_fails ? Health::fail : Health::warn, "disk", what,
             "free some: a full disk stops requests from being stored"}};
}

// Through the running bot where one runs: the file is its own.
Findings look_at_database(const Config& config) {
    std::error_code code;
    if (!fs::exists(database_in(config.data), code))
        return {{Health::warn, "database", "there is none in " + config.data,
                 "before the first start that is right; after it, mend `data`"}};
    const auto answer = ask_bot(config, {{"do", "database"}});
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
