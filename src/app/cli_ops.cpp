// Sub-commands that ask the running bot, or read the data folder when none runs.
// SPDX-License-Identifier: Apache-2.0
#include "app/catalog_sync.hpp"
#include "app/cli.hpp"
#include "app/cli_ask.hpp"
#include "app/control.hpp"
#include "app/hits_json.hpp"
#include "app/log.hpp"
#include "app/ops.hpp"
#include "app/setup.hpp"
#include "app/terminal_markup.hpp"
#include "app/texts.hpp"
#include "catalog/entry_json.hpp"
#include "desk/synced.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <map>
#include <unistd.h>

namespace qm::app {
namespace {

using nlohmann::json;

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words)
        all += (all.empty() ? "" : " ") + word;
    return all;
}

void print_report(const json& report, bool as_json) {
    if (as_json) {
        std::printf("%s\n", report.dump().c_str());
        return;
    }
    std::printf("%d sources, %d changed, %d failed, %d held, %d entries\n",
                report.value("sources", 0), report.value("changed", 0), report.value("failed", 0),
                report.value("held", 0), report.value("entries", 0));
}

}  // namespace

int complain(const std::string& what) {
    std::fprintf(stderr, "quartermaster: %s\n", what.c_str());
    return 1;
}

int cli_config_check(const std::string& path) {
    const ConfigRead read = load_config(path);
    const int code = print_problems(path, read);
    if (code == 0)
        std::fprintf(stderr, "%s is in order: %zu teams, %zu catalog sources\n", path.c_str(),
                     read.config.teams.size(), read.config.catalog.sources.size());
    return code;
}

int cli_why(const std::string& path, const std::string& day, const std::string& team,
            bool as_json) {
    const ConfigRead read = load_without_secrets(path);
    if (const int code = print_problems(path, read); code != 0) return code;
    auto answer =
        ask_bot(read.config,
                {{"do", "whose"}, {"day", day}, {"team", team}, {"locale", terminal_locale()}});
    if (!answer) return complain(answer.error().what);
    answer->erase("ok");
    if (as_json) {
        std::printf("%s\n", answer->dump().c_str());
        return 0;
    }
    for (const json& line : (*answer)["lines"])
        std::printf("%s\n", line.get<std::string>().c_str());
    return 0;
}

int cli_search(const SearchArguments& arguments) {
    if (!arguments.catalog.empty()) return cli_search_file(arguments);
    const ConfigRead read = load_without_secrets(arguments.config);
    if (const int code = print_problems(arguments.config, read); code != 0) return code;
    auto answer = ask_bot(read.config, {{"do", "search"},
                                        {"words", joined(arguments.words)},
                                        {"kind", arguments.kind},
                                        {"limit", arguments.limit}});
    if (!answer) return complain(answer.error().what);
    if (!arguments.json) return print_hits(*answer);
    answer->erase("ok");
    std::printf("%s\n", answer->dump().c_str());
    return 0;
}

int cli_why(const SearchArguments& arguments) {
    if (!arguments.catalog.empty()) return cli_why_file(arguments);
    const ConfigRead read = load_without_secrets(arguments.config);
    if (const int code = print_problems(arguments.config, read); code != 0) return code;
    const auto answer =
        ask_bot(read.config,
                {{"do", "why"}, {"words", joined(arguments.words)}, {"locale", terminal_locale()}});
    if (!answer) return complain(answer.error().what);
    std::printf("%s\n", answer->value("text", "").c_str());
    return 0;
}

int cli_show(const SearchArguments& arguments) {
    const ConfigRead read = load_without_secrets(arguments.config);
    if (const int code = print_problems(arguments.config, read); code != 0) return code;
    const auto answer = ask_bot(read.config, {{"do", "show"}, {"name", joined(arguments.words)}});
    if (!answer) return complain(answer.error().what);
    const json entries = (*answer)["entries"];
    if (entries.empty()) {
        std::string near;
        for (const json& name : (*answer)["near"])
            near += (near.empty() ? "; nearest: " : ", ") + name.get<std::string>();
        return complain("there is no entry " + joined(arguments.words) + near);
    }
    if (arguments.json) {
        std::printf("%s\n", entries.dump().c_str());
        return 0;
    }
    for (const json& entry : entries)
        std::printf("%s\n", entry.dump(2, ' ', false, json::error_handler_t::replace).c_str());
    return 0;
}

int cli_mode(const std::string& path, const std::string& what, const std::string& team) {
    const ConfigRead read = load_without_secrets(path);
    if (const int code = print_problems(path, read); code != 0) return code;
    const auto answer = ask_bot(read.config, {{"do", what}, {"team", team}});
    if (!answer) return complain(answer.error().what);
    std::printf("%s is %s\n", answer->value("team", team).c_str(),
                what == "pause" ? "paused" : "heard again");
    return 0;
}

int cli_sync(const std::string& path, const std::string& self, bool as_json) {
    const ConfigRead read = load_without_secrets(path);
    if (const int code = print_problems(path, read); code != 0) return code;
    const auto running =
        ask_control(read.config.data, R"({"do":"sync"})", std::chrono::seconds{3600});
    if (running) {
        const json answer = json::parse(*running, nullptr, false);
        std::printf("%s\n", running->c_str());
        return answer.value("ok", false) ? 0 : 1;
    }
    if (running.error().code != errc::unavailable) return complain(running.error().what);
    auto db = open_data(read.config.data);
    std::map<std::string, store::SourceRow> known;
    for (store::SourceRow& row : store::sources(*db))
        known[row.name] = row;
    SourceReader reader(read.config.data, self);
    const Discovered found = open_up_now(read.config.catalog.sources, read.config.data);
    for (const std::string& error : found.errors)
        std::fprintf(stderr, "%s\n", error.c_str());
    const auto sources = repositories(found.sources);
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    int changed = 0, failed = static_cast<int>(found.errors.size()), at = 0, held = 0;
    for (const Source& source : sources) {
        ++at;
        if (terminal)
            std::fprintf(stderr, "\r\033[K%d/%zu %s", at, sources.size(), source.name.c_str());
        const store::SourceRow& row = known[source.name];
        SourceRead one = reader.fetch_and_read(source, {row.head, row.stamp});
        if (!one.error.empty()) {
            ++failed;
            std::fprintf(stderr, "%s%s: %s\n", terminal ? "\r\033[K" : "", one.name.c_str(),
                         one.error.c_str());
        }
        const bool settled = row.error.empty() && row.visibility == one.visibility && !row.gone;
        if (!one.changed && one.error.empty() && settled) continue;
        changed += one.changed ? 1 : 0;
        store::Savepoint step(*db, "sync");
        const auto figures =
            desk::synced(*db, synced_of(std::move(one), known.empty()), Clock().wall());
        step.keep();
        held += figures.held;
        if (figures.held > 0)
            std::fprintf(stderr, "%s: %d entries vanished at once and are kept\n",
                         source.name.c_str(), figures.held);
    }
    if (terminal) std::fprintf(stderr, "\r\033[K");
    const json report = {
        {"ok", failed == 0},  {"sources", sources.size()},
        {"changed", changed}, {"failed", failed},
        {"held", held},       {"entries", build_index(desk::stored_entries(*db), "")->size()}};
    print_report(report, as_json || !terminal);
    return failed == 0 ? 0 : 1;
}

int cli_status(const std::string& path) {
    const ConfigRead read = load_without_secrets(path);
    if (const int code = print_problems(path, read); code != 0) return code;
    auto answer = ask_bot(read.config, {{"do", "status"}});
    if (!answer) return complain(answer.error().what);
    answer->erase("ok");
    std::printf("%s\n", answer->dump().c_str());
    return 0;
}

int cli_backup(const std::string& path, const std::string& file) {
    const ConfigRead read = load_without_secrets(path);
    if (const int code = print_problems(path, read); code != 0) return code;
    const std::string target = std::filesystem::absolute(file).string();
    if (std::filesystem::exists(target))
        return complain(target + " exists already: name a new file");
    const auto answer =
        ask_control(read.config.data, json{{"do", "backup"}, {"file", target}}.dump());
    if (answer) {
        const json parsed = json::parse(*answer, nullptr, false);
        if (!parsed.value("ok", false)) return complain(parsed.value("error", "it failed"));
    } else if (answer.error().code == errc::unavailable) {
        auto db = open_data(read.config.data);
        auto copy = db->backup(target);
        while (!copy->step(256)) {
        }
    } else {
        return complain(answer.error().what);
    }
    std::printf("%s\n", target.c_str());
    return 0;
}

}  // namespace qm::app
