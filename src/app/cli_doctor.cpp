// `doctor`: what the bot needs, tried, with the mend of what fails.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli_ask.hpp"
#include "app/cli_parts.hpp"
#include "app/doctor.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace qm::app {
namespace {

namespace asio = boost::asio;

struct DoctorArguments {
    std::string config;
    std::string format = "text";
    std::string post_to;
    bool no_post = false;
    std::string admin_token_env = "QM_ADMIN_TOKEN";
};

int doctor(const DoctorArguments& arguments, const std::string& self) {
    const ConfigRead read = load_config(arguments.config);
    if (const int code = print_problems(arguments.config, read); code != 0) return code;
    const Clock clock;
    asio::io_context context;
    Patient patient{read.config,       clock, context.get_executor(), self, "", arguments.post_to,
                    !arguments.no_post};
    if (const char* token = std::getenv(arguments.admin_token_env.c_str()))
        patient.admin_token = token;
    std::vector<Probe> probes = local_probes(patient);
    const bool slack = read.config.slack.enabled;
    for (Probe& probe : slack ? slack_probes(patient) : mattermost_probes(patient))
        probes.push_back(std::move(probe));
    Findings findings;
    asio::co_spawn(
        context, examine(std::move(probes)), [&](std::exception_ptr failure, Findings found) {
            if (failure)
                found.push_back(
                    {Health::fail, "doctor", "it failed", "ask again; if it stays, write to us"});
            findings = std::move(found);
            context.stop();  // connections would be kept for a while
        });
    context.run();
    std::fputs(arguments.format == "text" ? findings_text(findings).c_str()
                                          : (findings_json(findings) + "\n").c_str(),
               stdout);
    return exit_code_of(findings);
}

}  // namespace

void add_doctor(CLI::App& root, const std::string& config, const std::string& self,
                int& exit_code) {
    auto arguments = std::make_shared<DoctorArguments>();
    arguments->config = config;
    auto* command = root.add_subcommand(
        "doctor", "Try what the bot needs, end to end, and say how to mend what fails");
    command->add_option("-c,--config", arguments->config, "Configuration file (or $QM_CONFIG)")
        ->capture_default_str();
    command->add_option("--format", arguments->format, "text or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    auto* post = command->add_option("--post", arguments->post_to,
                                     "Where the test message goes; else the first team's channel");
    command->add_flag("--no-post", arguments->no_post, "Post no test message")->excludes(post);
    command
        ->add_option(
            "--admin-token-env", arguments->admin_token_env,
            "Environment variable with an administrator's token, for what a bot may not see")
        ->capture_default_str();
    command->callback([arguments, self, &exit_code] { exit_code = doctor(*arguments, self); });
}

}  // namespace qm::app
