// The command line.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli.hpp"

#include <quartermaster/command.hpp>

#include "app/app.hpp"
#include "app/cli_parts.hpp"
#include "app/config.hpp"
#include "app/demo.hpp"
#include "core/calendar.hpp"
#include "core/spec.hpp"
#include "git/mirror.hpp"

#include <CLI/CLI.hpp>

#include <climits>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace qm::app {
namespace {

std::string own_path() {
    char path[PATH_MAX];
    const ssize_t size = ::readlink("/proc/self/exe", path, sizeof path);
    return size > 0 ? std::string(path, static_cast<std::size_t>(size)) : "quartermaster";
}

std::string default_config() {
    const char* path = std::getenv("QM_CONFIG");
    return path != nullptr ? path : "/etc/quartermaster/quartermaster.yaml";
}

struct Line {
    explicit Line(std::string program) : self(std::move(program)) {}
    std::string self;
    std::string config = default_config();
    std::string team, at, file;
    std::vector<std::string> paths;
    int people = 5;
    unsigned seed = 1;
    std::size_t entries = 0;
    std::string folder;
    bool json = false;
    std::string format = "text";
    SearchArguments search;
    RotaArguments rota;
    ImportArguments taking;
    SetupArguments setup;
    ReportArguments report;
    DemoRun demo;
    int exit_code = 0;
};

void add_config(CLI::App* app, Line& line) {
    app->add_option("-c,--config", line.config, "Configuration file (or $QM_CONFIG)")
        ->capture_default_str();
}

void add_serving(CLI::App& root, Line& line) {
    auto* serve_command = root.add_subcommand("serve", "Run the bot");
    add_config(serve_command, line);
    serve_command->callback([&line] { line.exit_code = serve({line.config, line.self}); });

    auto* demo_command = root.add_subcommand(
        "demo", "Try everything on this machine: a chat server, the bot, a page");
    demo_command->add_option("--port", line.demo.port, "Of the page; 0: the system chooses")
        ->capture_default_str();
    demo_command->add_option("--data", line.demo.data,
                             "Folder to keep, and to go on from; else a temporary one");
    demo_command->add_option("--at", line.at, "When it begins, like 2026-10-06T10:00:00+02:00");
    demo_command->add_option("--ready-file", line.demo.ready_file,
                             "Written as JSON once everything answers");
    demo_command->add_option("--settle-percent", line.demo.settle_percent)
        ->check(CLI::Range(1, 100))
        ->group("");  // for tests: scales the waits before a doubtful post is resent
    demo_command->callback([&line] {
        line.demo.self = line.self;
        if (!line.at.empty()) {
            const auto at = core::read_rfc3339(line.at);
            if (!at) throw CLI::ValidationError("--at", at.error().what);
            line.demo.at = *at;
        }
        line.exit_code = demo(line.demo);
    });
}

void add_configuring(CLI::App& root, Line& line) {
    auto* config = root.add_subcommand("config", "Check the configuration, or print every key");
    config->require_subcommand(1);
    auto* check = config->add_subcommand("check", "Say everything that is wrong, with its line");
    check->add_option("file,-c,--config", line.config, "Configuration file")->capture_default_str();
    check->callback([&line] { line.exit_code = cli_config_check(line.config); });
    auto* schema = config->add_subcommand("schema", "Every key with its meaning, as YAML");
    schema->callback([] { std::fputs(config_schema().c_str(), stdout); });

    auto* setup = root.add_subcommand("setup", "Prepare a chat platform");
    setup->require_subcommand(1);
    auto* mattermost = setup->add_subcommand(
        "mattermost", "Make the bot account, its token and its slash commands");
    add_config(mattermost, line);
    mattermost
        ->add_option("--admin-token-env", line.setup.admin_token_env,
                     "Environment variable with an administrator's token")
        ->capture_default_str();
    mattermost->add_flag("--new-token", line.setup.rotate, "Make a new bot token");
    mattermost->add_flag("--dry-run", line.setup.dry, "Say what would be made, and make nothing");
    mattermost->callback([&line] {
        line.setup.config = line.config;
        line.exit_code = cli_setup_mattermost(line.setup);
    });

    auto* status = root.add_subcommand(
        "status", "As JSON: on duty, connected, what waits, what the platform refused");
    add_config(status, line);
    status->callback([&line] { line.exit_code = cli_status(line.config); });

    for (const char* what : {"pause", "resume"}) {
        const bool pauses = std::string_view(what) == "pause";
        auto* mode = root.add_subcommand(
            what, pauses ? "Say nothing of a team's; everything is recorded, and summed up later"
                         : "Be heard again, with one summary");
        add_config(mode, line);
        mode->add_option("team", line.team, "Which")->required();
        mode->callback([&line, what] { line.exit_code = cli_mode(line.config, what, line.team); });
    }
    auto* backup = root.add_subcommand("backup", "Copy the database while the bot runs");
    add_config(backup, line);
    backup->add_option("file", line.file, "Where to; must not exist")->required();
    backup->callback([&line] { line.exit_code = cli_backup(line.config, line.file); });
    auto* restore = root.add_subcommand("restore", "Put a copy of the database back");
    add_config(restore, line);
    restore->add_option("file", line.file, "What `backup` made")->required();
    restore->callback([&line] { line.exit_code = cli_restore(line.config, line.file); });
}

void add_format(CLI::App* app, Line& line) {
    app->add_option("--format", line.format, "text or json")
        ->check(CLI::IsMember({"text", "json", "jsonl"}))
        ->capture_default_str();
}

void add_why(CLI::App& catalog, Line& line) {
    auto* why = catalog.add_subcommand("why", "Why an entry stands where it stands in a search");
    add_config(why, line);
    why->add_option("words", line.search.words, "The search, then the entry's name")->required();
    auto* file = why->add_option("--catalog", line.search.catalog,
                                 "Entries, one JSON object a line, instead of the bot's");
    why->add_option("--dictionary", line.search.dictionary, "A further file of words")->needs(file);
    why->callback([&line] {
        line.search.config = line.config;
        line.exit_code = cli_why(line.search);
    });
}

void add_catalog(CLI::App& root, Line& line) {
    auto* catalog = root.add_subcommand("catalog", "Search, show, read again");
    catalog->require_subcommand(1);
    auto* search = catalog->add_subcommand("search", "Find entries");
    add_config(search, line);
    add_format(search, line);
    search->add_option("--limit", line.search.limit)->check(CLI::Range(1, 100));
    search->add_option("--kind", line.search.kind, "Only this kind");
    search->add_option("words", line.search.words,
                       "What to look for; kind:role, team:core … too; -words after --");
    auto* file = search->add_option("--catalog", line.search.catalog,
                                    "Entries, one JSON object a line, instead of the bot's");
    search
        ->add_option("--queries", line.search.queries,
                     "Queries, {\"qid\",\"query\"} a line, each answered by a line")
        ->needs(file);
    search->add_option("--dictionary", line.search.dictionary, "A further file of words")
        ->needs(file);
    search->callback([&line] {
        if (line.search.words.empty() && line.search.queries.empty())
            throw CLI::RequiredError("words: what to look for");
        line.search.config = line.config;
        line.search.json = line.format != "text";
        line.exit_code = cli_search(line.search);
    });
    add_why(*catalog, line);
    auto* show = catalog->add_subcommand("show", "Everything about an entry");
    add_config(show, line);
    add_format(show, line);
    show->add_option("name", line.search.words, "Its name")->required();
    show->callback([&line] {
        line.search.config = line.config;
        line.search.json = line.format != "text";
        line.exit_code = cli_show(line.search);
    });
    auto* sync = catalog->add_subcommand("sync", "Read the sources again");
    add_config(sync, line);
    add_format(sync, line);
    sync->callback(
        [&line] { line.exit_code = cli_sync(line.config, line.self, line.format != "text"); });
    auto* scan = catalog->add_subcommand(
        "scan", "Read repositories without a bot; one JSON object an entry");
    add_format(scan, line);
    scan->add_option("paths", line.paths, "Repositories, or folders of them")->required();
    scan->callback([&line] { line.exit_code = cli_scan(line.paths, line.self); });
}

void add_import(CLI::App& run, Line& line) {
    auto* taking =
        run.add_subcommand("import", "Take over a rota from another tool's calendar or a CSV file");
    add_config(taking, line);
    add_format(taking, line);
    taking->add_option("file", line.taking.file, "An .ics file, or CSV with date and person")
        ->required();
    taking->add_option("-t,--team", line.taking.team,
                       "An SRE team; needed where there are several");
    taking->add_flag("--apply", line.taking.apply,
                     "Change the days; without it you see what would change");
    taking->callback([&line] {
        line.taking.config = line.config;
        line.taking.json = line.format != "text";
        line.exit_code = cli_import(line.taking);
    });
}

void add_rota(CLI::App& root, Line& line) {
    auto* run = root.add_subcommand("run", "Who is on duty");
    run->require_subcommand(1);
    auto* who = run->add_subcommand("who", "Now, and who is next");
    add_config(who, line);
    add_format(who, line);
    who->add_option("team", line.rota.team, "An SRE team");
    who->callback([&line] {
        line.rota.config = line.config;
        line.rota.format = line.format;
        line.exit_code = cli_who(line.rota);
    });
    auto* plan = run->add_subcommand("plan", "The coming days: published ones, then planned ones");
    add_config(plan, line);
    plan->add_option("team,-t,--team", line.rota.team, "An SRE team; csv and ics want one");
    plan->add_option("--format", line.rota.format, "text, json, csv or ics")
        ->check(CLI::IsMember({"text", "json", "csv", "ics"}))
        ->capture_default_str();
    auto* days = plan->add_option("--days", line.rota.days, "How many working days")
                     ->check(CLI::Range(1, 366))
                     ->capture_default_str();
    plan->add_option("--weeks", line.rota.weeks, "How many weeks, instead")
        ->check(CLI::Range(1, 52))
        ->excludes(days);
    plan->callback([&line] {
        line.rota.config = line.config;
        line.exit_code = cli_plan(line.rota);
    });
    add_import(*run, line);
    auto* why = run->add_subcommand("why", "Why a day is somebody's");
    add_config(why, line);
    add_format(why, line);
    why->add_option("date", line.at, "today, tomorrow or a date like 2026-10-08")->required();
    why->add_option("team", line.team, "An SRE team; needed where there are several");
    why->callback([&line] {
        line.exit_code = cli_why(line.config, line.at, line.team, line.format != "text");
    });
}

void add_reporting(CLI::App* app, Line& line) {
    add_config(app, line);
    app->add_option("--team", line.report.team, "An SRE team; all unless told");
    app->add_option("--weeks", line.report.weeks, "How many")
        ->check(CLI::Range(1, 104))
        ->capture_default_str();
    app->add_option("--format", line.report.format, "text, json or csv")
        ->check(CLI::IsMember({"text", "json", "csv"}))
        ->capture_default_str();
}

void add_reports(CLI::App& root, Line& line) {
    auto* report =
        root.add_subcommand("report", "The newest weeks in figures of teams: no texts, no people");
    add_reporting(report, line);
    report->callback([&line] {
        line.report.config = line.config;
        line.exit_code = cli_report(line.report);
    });
    auto* baseline = root.add_subcommand(
        "baseline", "The last weeks of a quiet team, and the newest since it is live");
    add_reporting(baseline, line);
    baseline->callback([&line] {
        line.report.config = line.config;
        line.exit_code = cli_baseline(line.report);
    });
    auto* log = root.add_subcommand("log", "Who did what, when: ids, never texts");
    log->require_subcommand(1);
    auto* out = log->add_subcommand("export", "All of it, oldest first");
    add_config(out, line);
    out->add_option("--since", line.report.since, "A date like 2026-10-01");
    out->add_option("--format", line.report.format, "csv, or json: an object a line")
        ->check(CLI::IsMember({"csv", "json"}))
        ->default_str("csv");
    out->callback([&line, out] {
        if (out->count("--format") == 0) line.report.format = "csv";
        line.report.config = line.config;
        line.exit_code = cli_log_export(line.report);
    });
}

void add_catalog_files(CLI::App* bench, Line& line) {
    bench->add_option("--catalog", line.search.catalog, "Entries, one JSON object a line")
        ->required()
        ->check(CLI::ExistingFile);
    bench->add_option("--queries", line.search.queries, "{\"qid\", \"query\"} a line")
        ->required()
        ->check(CLI::ExistingFile);
}

void add_bench(CLI::App& root, Line& line) {
    auto* bench = root.add_subcommand("bench", "Measure; one JSON line on standard output");
    bench->require_subcommand(1);
    auto* catalog = bench->add_subcommand("catalog", "Reading 513 entries out of git");
    catalog->add_option("--seed", line.seed, "What the repositories are made from")
        ->capture_default_str();
    catalog->callback([&line] { line.exit_code = cli_bench_catalog(line.self, line.seed); });
    auto* debian = bench->add_subcommand(
        "debian", "Make a catalog and queries: apt-cache dumpavail | … bench debian DIR");
    debian->add_option("folder", line.folder, "Where catalog.jsonl and queries.jsonl go")
        ->required()
        ->check(CLI::ExistingDirectory);
    debian->add_option("--entries", line.entries, "More than there are: made from them; 0: all")
        ->check(CLI::Range(0, 2'000'000))
        ->capture_default_str();
    debian->add_option("--seed", line.seed, "What they are made from")->capture_default_str();
    debian->callback(
        [&line] { line.exit_code = cli_bench_debian(line.folder, line.entries, line.seed); });
    auto* search = bench->add_subcommand("search", "Building, opening and searching a catalog");
    add_catalog_files(search, line);
    search->callback(
        [&line] { line.exit_code = cli_bench_search(line.search.catalog, line.search.queries); });
    auto* bot = bench->add_subcommand("bot", "The whole bot: from a message to its answer");
    add_catalog_files(bot, line);
    bot->callback([&line] {
        line.exit_code = cli_bench_bot(line.search.catalog, line.search.queries, line.self);
    });
    auto* fairness = bench->add_subcommand("fairness", "Sharing the days of 300 random years");
    fairness->add_option("--people", line.people, "In the team")
        ->check(CLI::Range(2, 50))
        ->capture_default_str();
    fairness->callback([&line] { line.exit_code = cli_bench_fairness(line.people); });
}

void add_hidden(CLI::App& root, Line& line) {
    auto* fetch = root.add_subcommand("git-fetch", "")->group("");
    fetch->callback([&line] { line.exit_code = git::fetch_child(); });
    auto* docs = root.add_subcommand("docs", "Print docs/commands.md")->group("");
    docs->callback([] { std::fputs(core::write_docs(all_commands()).c_str(), stdout); });
}

}  // namespace

int run_cli(int argc, char** argv) {
    Line line(own_path());
    CLI::App root(
        "Quartermaster keeps the stores and stands the watch for SRE teams.\n"
        "Try it:      quartermaster demo\n"
        "Run it:      quartermaster config schema > quartermaster.yaml; edit; config check; serve",
        "quartermaster");
    root.set_version_flag("--version", std::string("quartermaster ") + QM_VERSION);
    root.require_subcommand(1);
    add_serving(root, line);
    add_configuring(root, line);
    add_doctor(root, line.config, line.self, line.exit_code);
    add_outbox(root, line.config, line.exit_code);
    add_slack(root, line.config, line.exit_code);
    add_catalog(root, line);
    add_rota(root, line);
    add_reports(root, line);
    add_bench(root, line);
    add_hidden(root, line);
    try {
        root.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = root.exit(error, std::cout, std::cerr);
        return code == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "quartermaster: %s\n", error.what());
        return 1;
    }
    return line.exit_code;
}

}  // namespace qm::app
