// The command line: data on standard output, everything else on standard error.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/entry.hpp>
#include <quartermaster/result.hpp>

#include <string>
#include <vector>

namespace qm::app {

int run_cli(int argc, char** argv);

// Says on standard error what went wrong; returns the exit code of a failure.
int complain(const std::string& what);

// --- what the sub-commands do; each returns the exit code
int cli_config_check(const std::string& path);
struct RotaArguments {
    std::string config;
    std::string team;             // empty: every one; csv and ics want one
    int days = 10;                // working days …
    int weeks = 0;                // … or, when it is not 0, weeks
    std::string format = "text";  // json, csv, ics
};
int cli_who(const RotaArguments& arguments);
int cli_plan(const RotaArguments& arguments);
int cli_why(const std::string& config, const std::string& day, const std::string& team, bool json);
struct ImportArguments {
    std::string config;
    std::string team;
    std::string file;
    bool apply = false;  // false: say what it would change
    bool json = false;
};
int cli_import(const ImportArguments& arguments);
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
// A file of entries, one JSON object a line.
result<std::vector<Entry>> read_catalog_file(const std::string& path);
int cli_search_file(const SearchArguments& arguments);
int cli_search(const SearchArguments& arguments);
int cli_show(const SearchArguments& arguments);
int cli_why(const SearchArguments& arguments);
int cli_why_file(const SearchArguments& arguments);
int cli_sync(const std::string& config, const std::string& self, bool json);
int cli_scan(const std::vector<std::string>& paths, const std::string& self);
int cli_status(const std::string& config);
struct ReportArguments {
    std::string config;
    std::string team;  // empty: all
    int weeks = 4;
    std::string format = "text";  // json, csv
    std::string since;            // of the log: a date; empty: all of it
};
int cli_report(const ReportArguments& arguments);
int cli_baseline(const ReportArguments& arguments);
int cli_log_export(const ReportArguments& arguments);
// `what`: "pause" or "resume".
int cli_mode(const std::string& config, const std::string& what, const std::string& team);
int cli_backup(const std::string& config, const std::string& file);
int cli_restore(const std::string& config, const std::string& file);
int cli_bench_catalog(const std::string& self, unsigned seed);
// Packages on standard input; 0 entries: as many as they are.
int cli_bench_debian(const std::string& folder, std::size_t entries, unsigned seed);
int cli_bench_search(const std::string& catalog, const std::string& queries);
int cli_bench_fairness(int people);
int cli_bench_bot(const std::string& catalog, const std::string& queries, const std::string& self);
struct SetupArguments {
    std::string config;
    std::string admin_token_env = "QM_ADMIN_TOKEN";
    bool rotate = false;  // a new bot token although one is there
    bool dry = false;     // say what would be made, make nothing
};
int cli_setup_mattermost(const SetupArguments& arguments);

}  // namespace qm::app
