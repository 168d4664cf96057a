// `slack manifest`: the app as Slack wants it described, out of the commands that there are.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli_parts.hpp"
#include "app/setup.hpp"
#include "core/spec.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace qm::app {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t hint_max = 1'000;  // platforms.md §1B.6
constexpr std::size_t summary_max = 2'000;

ordered_json slash_commands() {
    const std::vector<Command> commands = all_commands();
    ordered_json all = ordered_json::array();
    for (const std::string& trigger : core::triggers(commands)) {
        std::string summary = "Quartermaster";
        for (const Command& command : commands) {
            if (command.by_default && command.path.starts_with(trigger + " "))
                summary = command.summary;
        }
        all.push_back({{"command", "/" + trigger},
                       {"description", summary.substr(0, summary_max)},
                       {"usage_hint", core::hint(commands, trigger).substr(0, hint_max)},
                       {"should_escape", true}});
    }
    return all;
}

}  // namespace

std::string slack_manifest() {
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
        {"slash_commands", slash_commands()}};
    manifest["oauth_config"]["scopes"]["bot"] = {
        "app_mentions:read", "channels:history", "channels:join",  "channels:read",
        "chat:write",        "commands",         "groups:history", "groups:read",
        "im:history",        "im:read",          "im:write",       "mpim:history",
        "mpim:read",         "reactions:read",   "users:read",     "users:read.email"};
    manifest["settings"] = {
        {"event_subscriptions",
         {{"bot_events",
           {"app_home_opened", "app_mention", "member_joined_channel", "message.channels",
            "message.groups", "message.im", "message.mpim", "reaction_added"}}}},
        {"interactivity", {{"is_enabled", true}}},
        {"org_deploy_enabled", false},
        {"socket_mode_enabled", true},
        {"token_rotation_enabled", false}};
    return manifest.dump(2) + "\n";
}

void add_slack(CLI::App& root, int& exit_code) {
    auto* slack = root.add_subcommand("slack", "What Slack wants to know of the bot");
    slack->require_subcommand(1);
    slack
        ->add_subcommand("manifest",
                         "Print the app's manifest; paste it at “Create an app from a manifest”")
        ->callback([&exit_code] {
            std::fputs(slack_manifest().c_str(), stdout);
            exit_code = 0;
        });
}

}  // namespace qm::app
