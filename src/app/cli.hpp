// The command line: data on standard output, everything else on standard error.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace qm::app {

int run_cli(int argc, char** argv);

// Says on standard error what went wrong; returns the exit code of a failure.
int complain(const std::string& what);

// --- what the sub-commands do; each returns the exit code
int cli_config_check(const std::string& path);
int cli_run(const std::string& config, const std::string& what, const std::string& team, int days,
            bool json);
struct SearchArguments {
    std::string config;
    std::vector<std::string> words;
    std::string kind;
    std::string catalog;     // a file of entries instead of the bot's catalog
    std::string queries;     // a file of queries: {"qid","query"} a line
    std::string dictionary;  // a further file of words
    int limit = 10;
    bool json = false;
};
int cli_search_file(const SearchArguments& arguments);
int cli_search(const SearchArguments& arguments);
int cli_show(const SearchArguments& arguments);
int cli_sync(const std::string& config, const std::string& self, bool json);
int cli_scan(const std::vector<std::string>& paths, const std::string& self);
int cli_status(const std::string& config);
int cli_backup(const std::string& config, const std::string& file);
int cli_bench_catalog(const std::string& self, unsigned seed);
struct SetupArguments {
    std::string config;
    std::string admin_token_env = "QM_ADMIN_TOKEN";
    bool rotate = false;  // a new bot token although one is there
};
int cli_setup_mattermost(const SetupArguments& arguments);

}  // namespace qm::app
