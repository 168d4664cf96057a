// The manifest is what Slack takes: its own limits, and every trigger that there is.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli_parts.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace qm::app {
namespace {

TEST(SlackManifest, describes_every_trigger_within_slacks_limits) {
    const auto manifest = nlohmann::json::parse(slack_manifest(""));
    const auto& commands = manifest["features"]["slash_commands"];
    std::set<std::string> triggers;
    for (const auto& command : commands) {
        triggers.insert(command["command"].get<std::string>());
        EXPECT_LE(command["command"].get<std::string>().size(), 32u);
        EXPECT_LE(command["usage_hint"].get<std::string>().size(), 1'000u);
        EXPECT_FALSE(command["description"].get<std::string>().empty());
    }
    EXPECT_EQ(triggers, (std::set<std::string>{"/catalog", "/quartermaster", "/req", "/run"}));
    EXPECT_TRUE(manifest["settings"]["socket_mode_enabled"].get<bool>());
    EXPECT_TRUE(manifest["settings"]["event_subscriptions"]["bot_events"].is_array());
    EXPECT_TRUE(manifest["oauth_config"]["scopes"]["bot"].is_array());
    EXPECT_LE(manifest["display_information"]["name"].get<std::string>().size(), 35u);
    EXPECT_EQ(slack_manifest("").find("url"), std::string::npos) << "nothing calls the bot";
}

// For whoever sets up Slack before the program is there.
TEST(SlackManifest, stands_in_deploy_as_it_is_printed) {
    std::ifstream file(QM_SOURCE_DIR "/deploy/slack_manifest.json");
    const std::string kept((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
    EXPECT_EQ(nlohmann::json::parse(kept, nullptr, false),
              nlohmann::json::parse(slack_manifest("")))
        << "quartermaster slack manifest > deploy/slack_manifest.json";
}

TEST(SlackManifest, over_http_names_every_address_that_slack_calls) {
    const auto manifest = nlohmann::json::parse(slack_manifest("https://bot.example"));
    const auto& settings = manifest["settings"];
    EXPECT_FALSE(settings["socket_mode_enabled"].get<bool>());
    EXPECT_EQ(settings["event_subscriptions"]["request_url"], "https://bot.example/slack/events");
    EXPECT_EQ(settings["interactivity"]["request_url"], "https://bot.example/slack/actions");
    EXPECT_EQ(settings["interactivity"]["message_menu_options_url"],
              "https://bot.example/slack/actions");
    for (const auto& command : manifest["features"]["slash_commands"])
        EXPECT_EQ(command["url"], "https://bot.example/slack/commands");
}

}  // namespace
}  // namespace qm::app
