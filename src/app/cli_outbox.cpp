// `outbox`: what must be said, and how it stands.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli.hpp"
#include "app/cli_ask.hpp"
#include "app/cli_parts.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>

namespace qm::app {
namespace {

using nlohmann::json;

struct OutboxArguments {
    std::string config;
    std::string team;   // empty: all
    std::string state;  // empty: all that is not said yet
    std::string format = "text";
    int limit = 100;
};

std::string word_of(const json& row, const char* key) {
    return row.value(key, "");
}

std::string where_of(const json& row) {
    const std::string person = word_of(row, "person");
    return person.empty() ? word_of(row, "channel") : person;
}

void print_outbox(const json& answer) {
    for (const json& row : answer["rows"]) {
        std::string line = word_of(row, "state") + "\t" + word_of(row, "kind") + "\t" +
                           where_of(row) + "\t" + word_of(row, "since") + "\t" +
                           word_of(row, "what") + "\t" + word_of(row, "key");
        if (row.value("urgent", false)) line += "\turgent";
        if (!word_of(row, "why").empty()) line += "\t" + word_of(row, "why");
        std::printf("%s\n", line.c_str());
    }
    std::string counts;
    for (const auto& [state, count] : answer["counts"].items())
        counts += (counts.empty() ? "" : ", ") + state + " " + count.dump();
    std::fprintf(stderr, "%s\n", counts.c_str());
}

int outbox(const OutboxArguments& arguments) {
    const ConfigRead read = load_without_secrets(arguments.config);
    if (const int code = print_problems(arguments.config, read); code != 0) return code;
    auto answer = ask_bot(read.config, {{"do", "outbox"},
                                        {"team", arguments.team},
                                        {"state", arguments.state},
                                        {"limit", arguments.limit}});
    if (!answer) return complain(answer.error().what);
    if (arguments.format == "text") {
        print_outbox(*answer);
        return 0;
    }
    answer->erase("ok");
    std::printf("%s\n", answer->dump(-1, ' ', false, json::error_handler_t::replace).c_str());
    return 0;
}

}  // namespace

void add_outbox(CLI::App& root, const std::string& config, int& exit_code) {
    auto arguments = std::make_shared<OutboxArguments>();
    arguments->config = config;
    auto* command = root.add_subcommand("outbox", "What must be said, and how it stands: no texts");
    command->add_option("-c,--config", arguments->config, "Configuration file (or $QM_CONFIG)")
        ->capture_default_str();
    command->add_option("--format", arguments->format, "text or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    command->add_option("--team", arguments->team, "An SRE team; all unless told");
    command
        ->add_option("--state", arguments->state,
                     "ready, claimed, stale, held, refused or sent; all but sent unless told")
        ->check(CLI::IsMember({"ready", "claimed", "stale", "held", "refused", "sent"}));
    command->add_option("--limit", arguments->limit, "How many rows")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->callback([arguments, &exit_code] { exit_code = outbox(*arguments); });
}

}  // namespace qm::app
