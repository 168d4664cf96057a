// `slack manifest`: the app as Slack wants it described, out of the commands that there are.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli_ask.hpp"
#include "app/cli_parts.hpp"
#include "app/setup.hpp"
#include "core/spec.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <memory>

namespace qm::app {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t hint_max = 1'000;  // platforms.md §1B.6
constexpr std::size_t summary_max = 2'000;

ordered_json slash_commands(const std::string& public_url) {
    const std::vector<Command> commands = all_commands();
    ordered_json all = ordered_json::array();
    for (const std::string& trigger : core::triggers(commands)) {
        std::string summary = "Quartermaster";
        for (const Command& command : commands) {
            if (command.by_default && command.path.starts_with(trigger + " "))
                summary = command.summary;
        }
        ordered_json one = {{"command", "/" + trigger},
                            {"description", summary.substr(0, summary_max)},
                            {"usage_hint", core::hint(commands, trigger).substr(0, hint_max)},
                            {"should_escape", true}};
        if (!public_url.empty()) one["url"] = public_url + "/slack/commands";
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace

const std::vector<std::string>& slack_scopes() {
    static const std::vector<std::string> scopes = {
        "app_mentions:read", "channels:history", "channels:join",  "channels:read",
        "chat:write",        "commands",         "groups:history", "groups:read",
        "im:history",        "im:read",          "im:write",       "mpim:history",
        "mpim:read",         "reactions:read",   "users:read",     "users:read.email"};
    return scopes;
}

std::string slack_manifest(const std::string& public_url) {
    const bool http = !public_url.empty();
    ordered_json manifest;
    manifest["_metadata"] = {{"major_version", 2}, {"minor_version", 1}};
    manifest["display_information"] = {
        {"name", "Quartermaster"},
        {"description", "Keeps the stores and stands the watch for SRE teams"},
        {"background_color", "#1f2d3d"}};
    manifest["features"] = {
        {"app_home",
         {{"home_tab_enabled", true},
          {"messages_tab_enabled", true},
          {"messages_tab_read_only_enabled", false}}},
        {"bot_user", {{"display_name", "quartermaster"}, {"always_online", true}}},
        {"shortcuts",
         {{{"name", "Make it a request"},
           {"type", "message"},
           {"callback_id", "request"},
           {"description", "A request for the SRE team out of this message"}}}},
        {"slash_commands", slash_commands(public_url)}};
    manifest["oauth_config"]["scopes"]["bot"] = slack_scopes();
    manifest["settings"] = {
        {"event_subscriptions",
         {{"bot_events",
           {"app_home_opened", "app_mention", "member_joined_channel", "message.channels",
            "message.groups", "message.im", "message.mpim", "reaction_added"}}}},
        {"interactivity", {{"is_enabled", true}}},
        {"org_deploy_enabled", false},
        {"socket_mode_enabled", !http},
        {"token_rotation_enabled", false}};
    if (http) {
        ordered_json& settings = manifest["settings"];
        settings["event_subscriptions"]["request_url"] = public_url + "/slack/events";
        settings["interactivity"]["request_url"] = public_url + "/slack/actions";
        settings["interactivity"]["message_menu_options_url"] = public_url + "/slack/actions";
    }
    return manifest.dump(2) + "\n";
}

namespace {

// The app is made before there are tokens, and perhaps before there is a configuration.
int print_manifest(const std::string& path, bool told) {
    std::error_code ignored;
    std::string public_url;
    if (told || std::filesystem::exists(path, ignored)) {
        const ConfigRead read = load_without_secrets(path);
        if (read.config.data.empty()) return print_problems(path, load_config(path));
        if (const int code = print_problems(path, read); code != 0) return code;
        if (read.config.slack.http) public_url = read.config.http.public_url;
    }
    std::fputs(slack_manifest(public_url).c_str(), stdout);
    return 0;
}

}  // namespace

void add_slack(CLI::App& root, const std::string& config, int& exit_code) {
    auto* slack = root.add_subcommand("slack", "What Slack wants to know of the bot");
    slack->require_subcommand(1);
    auto path = std::make_shared<std::string>(config);
    auto* manifest = slack->add_subcommand(
        "manifest",
        "Print the app's manifest, as slack.mode of the configuration wants it; paste it at "
        "“Create an app from a manifest”");
    auto* told = manifest->add_option("-c,--config", *path, "Configuration file (or $QM_CONFIG)")
                     ->capture_default_str();
    manifest->callback(
        [path, told, &exit_code] { exit_code = print_manifest(*path, told->count() > 0); });
}

}  // namespace qm::app
