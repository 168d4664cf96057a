// The demo's company and its catalog.
// SPDX-License-Identifier: Apache-2.0
#include "app/demo_data.hpp"

#include "embedded.hpp"

#include <quartermaster/command.hpp>

#include "core/calendar.hpp"
#include "core/spec.hpp"
#include "git/build.hpp"

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sys/stat.h>

namespace qm::app {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::string_view, std::less<>>& demo_files() {
    static const auto files = [] {
        std::map<std::string, std::string_view, std::less<>> map;
        for (const embedded::File& file : embedded::demo())
            map[file.path] = file.bytes;
        return map;
    }();
    return files;
}

YAML::Node company() {
    return YAML::Load(std::string(demo_files().at("company.yaml")));
}

git::Step read_step(const std::string& repo, const YAML::Node& node) {
    git::Step step;
    step.message = node["message"].as<std::string>();
    step.author = node["author"].as<std::string>();
    step.at = core::read_rfc3339(node["at"].as<std::string>()).value();
    if (node["tag"]) step.tag = node["tag"].as<std::string>();
    for (const YAML::Node& path : node["remove"])
        step.remove.push_back(path.as<std::string>());
    if (!node["write"]) return step;
    const std::string prefix = "repos/" + repo + "/" + node["write"].as<std::string>() + "/";
    for (auto file = demo_files().lower_bound(prefix);
         file != demo_files().end() && file->first.starts_with(prefix); ++file)
        step.write[file->first.substr(prefix.size())] = std::string(file->second);
    return step;
}

// What Mattermost's list says of a trigger: the command it runs by default.
std::string description_of(const std::vector<Command>& commands, const std::string& trigger) {
    for (const Command& command : commands) {
        if (command.by_default && command.path.starts_with(trigger + " ")) return command.summary;
    }
    return "";
}

result<void> write_secret(const std::string& path, const std::string& text) {
    const mode_t old = ::umask(0077);
    std::ofstream out(path, std::ios::trunc);
    ::umask(old);
    out << text << "\n";
    out.flush();
    if (!out) return Error{errc::unavailable, "cannot write " + path + ": is the disk full?"};
    return {};
}

}  // namespace

result<int> build_demo_catalog(const std::string& data) {
    int count = 0;
    for (const auto& [path, bytes] : demo_files()) {
        if (!path.starts_with("repos/") || !path.ends_with("/history.yaml")) continue;
        const std::string repo = path.substr(6, path.size() - 6 - 13);
        if (repo.find('/') != std::string::npos) continue;
        ++count;
        const std::string folder = data + "/catalog/" + repo + ".git";
        std::error_code code;
        if (fs::exists(folder, code)) continue;
        std::vector<git::Step> steps;
        for (const YAML::Node& node : YAML::Load(std::string(bytes)))
            steps.push_back(read_step(repo, node));
        fs::create_directories(data + "/catalog", code);
        // Made beside and renamed: a folder that is there is whole.
        fs::remove_all(folder + ".new", code);
        if (auto built = git::build_bare(folder + ".new", steps); !built) return built.error();
        fs::rename(folder + ".new", folder, code);
        if (code) return Error{errc::unavailable, "cannot make " + folder + ": " + code.message()};
    }
    return count;
}

sandbox::Seed demo_seed(const DemoSecrets& secrets, unsigned short bot_port) {
    const YAML::Node root = company();
    sandbox::Seed seed;
    seed.team_name = root["mattermost"]["name"].as<std::string>();
    seed.team_display = root["mattermost"]["display"].as<std::string>();
    for (const YAML::Node& node : root["users"]) {
        sandbox::SeedUser user;
        user.username = node["username"].as<std::string>();
        user.password = root["password"].as<std::string>();
        user.display = node["display"].as<std::string>();
        user.locale = node["locale"].as<std::string>();
        user.role = node["role"].as<std::string>();
        user.admin = user.role == "admin";
        user.timezone = "Europe/Paris";
        seed.users.push_back(std::move(user));
    }
    sandbox::SeedUser bot;
    bot.username = "quartermaster";
    bot.display = "Quartermaster";
    bot.role = "bot";
    bot.bot = true;
    bot.token = secrets.bot_token;
    seed.users.push_back(std::move(bot));
    for (const YAML::Node& node : root["channels"]) {
        sandbox::SeedChannel channel;
        channel.name = node["name"].as<std::string>();
        channel.display = node["display"].as<std::string>();
        channel.closed = node["closed"].as<bool>(false);
        for (const YAML::Node& member : node["members"])
            channel.members.push_back(member.as<std::string>());
        channel.members.push_back("quartermaster");
        seed.channels.push_back(std::move(channel));
    }
    const std::string url = "http://127.0.0.1:" + std::to_string(bot_port) + "/mattermost/command";
    const std::vector<Command> commands = all_commands();
    for (const std::string& trigger : core::triggers(commands)) {
        seed.commands.push_back({trigger, url, secrets.command_token,
                                 description_of(commands, trigger), core::hint(commands, trigger)});
    }
    return seed;
}

result<std::string> write_demo_config(const DemoPlace& place, const DemoSecrets& secrets) {
    YAML::Node root;
    const YAML::Node from = company();
    root["data"] = place.data + "/bot";
    root["mattermost"]["url"] = place.sandbox_url;
    root["mattermost"]["team"] = from["mattermost"]["name"];
    root["mattermost"]["token_file"] = place.data + "/bot-token";
    root["mattermost"]["command_tokens_file"] = place.data + "/command-tokens";
    const std::string listen = "127.0.0.1:" + std::to_string(place.bot_port);
    root["http"]["listen"] = listen;
    root["http"]["public_url"] = "http://" + listen;
    root["teams"] = from["teams"];
    root["front_desk"] = from["front_desk"];
    YAML::Node source;
    source["folder"] = place.data + "/catalog";
    source["visibility"] = "internal";
    root["catalog"]["sources"].push_back(source);
    root["catalog"]["every"] = "60s";
    root["clock"]["follow"] = place.sandbox_url;
    root["settle_scale"] = place.settle_percent;
    YAML::Emitter emitter;
    emitter << root;
    if (auto done = write_secret(place.data + "/bot-token", secrets.bot_token); !done)
        return done.error();
    std::string tokens;
    for (const std::string& trigger : core::triggers(all_commands()))
        tokens += trigger + "=" + secrets.command_token + "\n";
    if (auto done = write_secret(place.data + "/command-tokens", tokens); !done)
        return done.error();
    const std::string path = place.data + "/quartermaster.yaml";
    const std::string text = "# Written by `quartermaster demo`; an ordinary configuration.\n" +
                             std::string(emitter.c_str());
    if (auto done = write_secret(path, text); !done) return done.error();
    return path;
}

}  // namespace qm::app
