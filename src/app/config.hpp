// The configuration, typed. Everything wrong is said at once, with its line and the nearest key.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>
#include <quartermaster/team.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qm::app {

// Projects of a GitLab group and its subgroups; app/discovery makes a Source of each.
struct GitlabGroup {
    std::string base;  // "https://gitlab.example", no slash at its end
    std::string group;
    bool ssh = false;               // fetch by ssh, with our key, and not by https
    std::vector<std::string> skip;  // paths; '*' stands for anything
    std::chrono::seconds full_every{6 * 3600};
};

struct Source {
    std::string name;  // "sre/helm-charts"; from the URL unless told
    std::string url;   // https, ssh, a path, or a folder of bare repositories (`folder: …`)
    std::string web;   // where people read it; may be empty
    bool folder = false;
    bool lines = false;      // a file of entries, one JSON object a line
    std::string visibility;  // "public", "internal", "private"; "": unknown, the SRE teams alone
    std::string token;       // for https; a secret
    std::optional<GitlabGroup> gitlab;
    // Of a discovered project only.
    std::string identity;      // "https://gitlab.example#123": its mirror stays when it is renamed
    bool quiet = false;        // nothing happened in it: no fetch, where the last one succeeded
    bool allow_local = false;  // its GitLab is on this machine
};

// Who is away, kept in a calendar that is read every ten minutes.
struct AbsenceCalendar {
    TeamId team;
    std::string username;  // whose own it is; empty: of everybody in the team
    std::string address;   // https://…, http://… or the path of a file; a secret
};

struct Config {
    std::string data;  // folder of the database, mirrors and socket
    struct {
        std::string url;
        std::string team;
        std::string token;       // from token_env or token_file, never from the file itself
        std::string token_file;  // the paths as they are named, for `setup`
        std::string command_tokens_file;
        // trigger → tokens of its slash commands, from command_tokens_env or command_tokens_file
        std::map<std::string, std::vector<std::string>> command_tokens;
    } mattermost;
    struct {
        bool enabled = false;        // `slack` is there, and `mattermost` is not
        std::string bot_token;       // from bot_token_env or bot_token_file
        std::string app_token;       // of Socket Mode
        std::string signing_secret;  // of HTTP mode, in which Slack calls us; else empty
        std::string api_url = "https://slack.com/api";
        bool join = false;  // public channels of the configuration
        bool http = false;  // `mode: http`: Slack calls http.public_url
    } slack;
    struct {
        std::string address = "127.0.0.1";
        unsigned short port = 8080;
        bool enabled = false;    // `http.listen` is there
        std::string public_url;  // how the chat server reaches us; empty: no buttons
    } http;
    std::vector<Team> teams;
    std::map<std::string, std::string> follows;  // id of a team → the calendar it follows; a secret
    std::vector<AbsenceCalendar> absences;       // at most 500
    TeamId front_desk;
    std::map<std::string, std::string> asks;  // kind of a request → what saves a round trip
    struct {
        std::vector<Source> sources;
        std::chrono::seconds every{600};
        std::string dictionary;  // a further file of words; may be empty
        // What GitLab's push webhooks show us; empty: there is no webhook.
        std::string webhook_token;
    } catalog;
    std::string clock_follow;           // loopback only: a sandbox's clock
    std::chrono::days texts_kept{365};  // privacy.erase_texts_after_days
    std::string heartbeat_url;  // called each minute that all is well; a secret, may be empty
    std::string log_level = "info";
    std::string texts;  // folder with further or changed sentences; may be empty
    // Tests scale the waits of the sender (1, 5, 15, 35, 65 s) by this.
    double settle_scale = 1.0;
};

struct ConfigProblem {
    int line = 0;
    std::string what;  // names the mend
};

struct ConfigRead {
    Config config;
    std::vector<ConfigProblem> problems;  // empty: it can be used
};

// `environment` maps a variable's name to its value ("" when unset); files named in the
// configuration are read through `read_file` (empty optional: cannot be read).
struct Surroundings {
    std::string (*variable)(const std::string& name);
    result<std::string> (*file)(const std::string& path);  // not_found, too_large
    std::string folder = {};  // of the configuration, for paths in it; empty: it is in none
};
ConfigRead read_config(std::string_view yaml, const Surroundings& surroundings);
ConfigRead load_config(const std::string& path);  // with the real surroundings

std::string config_schema();  // every key, its type, default and meaning, as YAML with comments

}  // namespace qm::app
