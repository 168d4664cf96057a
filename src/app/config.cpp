// The configuration, typed.
// SPDX-License-Identifier: Apache-2.0
#include "app/config.hpp"

#include "app/config_read.hpp"
#include "core/request.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace qm::app {
namespace {

constexpr std::size_t file_max = 1u << 20;
constexpr std::size_t asks_max = 300;

// "catalog=TOKEN" lines; a trigger may come several times, once a Mattermost team.
void read_tokens(const std::string& text, const YAML::Node& node, Reader& reader, Config& config) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line, line.find(',') == line.npos ? '\n' : ',');) {
        line = trimmed(line);
        if (line.empty() || line[0] == '#') continue;
        const auto equals = line.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == line.size()) {
            reader.problem(node, "command tokens are lines like catalog=TOKEN");
            continue;
        }
        config.mattermost.command_tokens[line.substr(0, equals)].push_back(line.substr(equals + 1));
    }
}

void read_mattermost(const YAML::Node& node, Reader& reader, const Surroundings& surroundings,
                     Config& config) {
    const std::string where = "mattermost";
    if (!reader.map(node, where,
                    {"url", "team", "token_env", "token_file", "command_tokens_env",
                     "command_tokens_file"}))
        return reader.problem(node, "mattermost is needed (url, team and token_env), or slack");
    config.mattermost.url = reader.text(node, "url", where, true);
    while (config.mattermost.url.ends_with('/'))
        config.mattermost.url.pop_back();
    const std::string& url = config.mattermost.url;
    if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://"))
        reader.problem(node["url"], "mattermost.url must begin with https:// or http://");
    config.mattermost.team = reader.text(node, "team", where, true);
    config.mattermost.token_file = reader.text(node, "token_file", where, false);
    config.mattermost.command_tokens_file = reader.text(node, "command_tokens_file", where, false);
    config.mattermost.token = secret(node, "token", where, true, reader, surroundings);
    read_tokens(secret(node, "command_tokens", where, false, reader, surroundings), node, reader,
                config);
}

void read_slack(const YAML::Node& node, Reader& reader, const Surroundings& surroundings,
                Config& config) {
    const std::string where = "slack";
    if (!reader.map(node, where,
                    {"mode", "bot_token_env", "bot_token_file", "app_token_env", "app_token_file",
                     "signing_secret_env", "signing_secret_file", "api_url", "join"}))
        return;
    config.slack.enabled = true;
    const std::string mode = reader.text(node, "mode", where, false, "socket");
    if (mode != "socket" && mode != "http")
        reader.problem(node["mode"], "slack.mode must be socket or http");
    config.slack.http = mode == "http";
    const bool http = config.slack.http;
    config.slack.bot_token = secret(node, "bot_token", where, true, reader, surroundings);
    config.slack.app_token = secret(node, "app_token", where, !http, reader, surroundings);
    config.slack.signing_secret = secret(node, "signing_secret", where, http, reader, surroundings);
    if (!http) config.slack.signing_secret.clear();
    if (config.slack.app_token.starts_with("xoxb-") || config.slack.bot_token.starts_with("xapp-"))
        reader.problem(node,
                       "slack.bot_token begins with xoxb- and slack.app_token with xapp-: "
                       "they are the wrong way round");
    config.slack.api_url = reader.text(node, "api_url", where, false, config.slack.api_url);
    const std::string& url = config.slack.api_url;
    if (!url.starts_with("https://") && !url.starts_with("http://127.0.0.1:"))
        reader.problem(node["api_url"], "slack.api_url must begin with https://");
    const std::string join = reader.text(node, "join", where, false, "false");
    if (join != "true" && join != "false")
        reader.problem(node["join"], "slack.join must be true or false");
    config.slack.join = join == "true";
}

void read_http(const YAML::Node& node, Reader& reader, Config& config) {
    if (!reader.map(node, "http", {"listen", "public_url"})) return;
    const std::string listen = reader.text(node, "listen", "http", true);
    const auto colon = listen.rfind(':');
    const int port = colon == std::string::npos ? 0 : std::atoi(listen.c_str() + colon + 1);
    if (port < 1 || port > 65535) {
        reader.problem(node["listen"], "http.listen must be like 127.0.0.1:8080");
        return;
    }
    config.http.enabled = true;
    config.http.address = listen.substr(0, colon);
    config.http.port = static_cast<unsigned short>(port);
    config.http.public_url = reader.text(node, "public_url", "http", false);
    while (config.http.public_url.ends_with('/'))
        config.http.public_url.pop_back();
    const std::string& url = config.http.public_url;
    if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://"))
        reader.problem(node["public_url"], "http.public_url must begin with https:// or http://");
}

void read_heartbeat(const YAML::Node& node, Reader& reader, const Surroundings& surroundings,
                    Config& config) {
    if (!reader.map(node, "heartbeat", {"url", "url_env", "url_file"})) return;
    std::string url = reader.text(node, "url", "heartbeat", false);
    if (url.empty()) url = secret(node, "url", "heartbeat", true, reader, surroundings);
    if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://"))
        reader.problem(node, "heartbeat.url must begin with https:// or http://");
    config.heartbeat_url = url;
}

void read_asks(const YAML::Node& node, Reader& reader, Config& config) {
    if (!node.IsDefined()) return;
    if (!reader.map(node, "asks", {"access", "fix", "monitoring", "question", "security", "task"}))
        return;
    for (const std::string& kind : core::request_kinds()) {
        if (!node[kind].IsDefined()) continue;
        std::string& joined = config.asks[kind];
        for (const std::string& item : reader.texts(node, kind.c_str(), "asks"))
            joined += (joined.empty() ? "" : ", ") + item;
        if (joined.size() > asks_max)
            reader.problem(node[kind], "asks." + kind + " has over 300 letters: nobody reads that");
    }
}

void read_root(const YAML::Node& root, Reader& reader, const Surroundings& surroundings,
               Config& config) {
    if (!reader.map(
            root, "the configuration",
            {"data", "mattermost", "slack", "http", "teams", "front_desk", "catalog", "clock",
             "log", "texts", "settle_scale", "heartbeat", "asks", "privacy", "product_teams"}))
        return reader.problem(root,
                              "the configuration is empty; `quartermaster config schema` "
                              "prints a commented one");
    config.data = reader.text(root, "data", "the configuration", true);
    const YAML::Node slack = reader.child(root, "slack");
    const YAML::Node mattermost = reader.child(root, "mattermost");
    if (slack.IsDefined() && mattermost.IsDefined())
        reader.problem(slack, "mattermost or slack: one bot is in one of them");
    if (slack.IsDefined()) read_slack(slack, reader, surroundings, config);
    if (!slack.IsDefined() || mattermost.IsDefined())
        read_mattermost(mattermost, reader, surroundings, config);
    read_http(reader.child(root, "http"), reader, config);
    if (config.slack.http && (!config.http.enabled || config.http.public_url.empty()))
        reader.problem(slack,
                       "slack.mode http wants http.listen and http.public_url: Slack calls "
                       "that address");
    config.teams = read_teams(reader.child(root, "teams"), reader, surroundings);
    read_product_teams(root, reader, surroundings, config);
    read_follows(reader.child(root, "teams"), reader, surroundings, config);
    read_absences(reader.child(root, "teams"), reader, surroundings, config);
    config.front_desk = TeamId(reader.text(root, "front_desk", "the configuration", false,
                                           config.teams.empty() ? "" : config.teams[0].id.value));
    bool known = config.teams.empty();
    for (const Team& team : config.teams)
        known = known || team.id == config.front_desk;
    if (!known) reader.problem(root["front_desk"], "front_desk must be the id of one of the teams");
    read_catalog(reader.child(root, "catalog"), reader, surroundings, config);
    const YAML::Node clock = reader.child(root, "clock");
    if (reader.map(clock, "clock", {"follow"})) {
        config.clock_follow = reader.text(clock, "follow", "clock", false);
        const std::string& url = config.clock_follow;
        if (!url.empty() && !url.starts_with("http://127.0.0.1:"))
            reader.problem(clock["follow"],
                           "clock.follow is for a sandbox on this machine only: "
                           "http://127.0.0.1:PORT");
    }
    const YAML::Node privacy = reader.child(root, "privacy");
    if (reader.map(privacy, "privacy", {"erase_texts_after_days"}))
        config.texts_kept = std::chrono::days{
            reader.number(privacy, "erase_texts_after_days", "privacy", 365, 7, 3650)};
    read_asks(reader.child(root, "asks"), reader, config);
    read_heartbeat(reader.child(root, "heartbeat"), reader, surroundings, config);
    const YAML::Node log = reader.child(root, "log");
    if (reader.map(log, "log", {"level"})) {
        const std::string level = reader.text(log, "level", "log", false, "info");
        if (level != "debug" && level != "info" && level != "warn" && level != "error")
            reader.problem(log["level"], "log.level knows debug, info, warn and error");
        else
            config.log_level = level;
    }
    config.texts = reader.text(root, "texts", "the configuration", false);
    config.settle_scale =
        static_cast<double>(reader.number(root, "settle_scale", "the configuration", 100, 1, 100)) /
        100.0;
}

std::string real_variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value != nullptr ? value : "";
}

result<std::string> real_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return Error{errc::not_found, "it is not there, or may not be read"};
    std::string bytes(file_max + 1, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > file_max) return Error{errc::too_large, "it is over 1 MiB"};
    return bytes;
}

}  // namespace

ConfigRead read_config(std::string_view yaml, const Surroundings& surroundings) {
    ConfigRead read;
    Reader reader(read.problems);
    if (yaml.size() > file_max) {
        read.problems.push_back({0, "the configuration is over 1 MiB"});
        return read;
    }
    try {
        read_root(YAML::Load(std::string(yaml)), reader, surroundings, read.config);
    } catch (const YAML::Exception& error) {
        read.problems.push_back({error.mark.line + 1, "this is no YAML: " + error.msg});
    }
    return read;
}

ConfigRead load_config(const std::string& path) {
    const auto slash = path.rfind('/');
    const std::string folder = slash == path.npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    const Surroundings real{real_variable, real_file, folder};
    const auto text = real_file(path);
    if (!text) {
        ConfigRead read;
        read.problems.push_back({0, "cannot read " + path + ": " + text.error().what});
        return read;
    }
    return read_config(*text, real);
}

}  // namespace qm::app
