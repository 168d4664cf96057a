// The catalog of the configuration: repositories, folders of them, GitLab groups, the webhook.
// SPDX-License-Identifier: Apache-2.0
#include "app/config_read.hpp"
#include "app/source_reader.hpp"
#include "git/url.hpp"

#include <algorithm>

namespace qm::app {
namespace {

constexpr std::size_t sources_max = 20'000;
constexpr std::size_t token_max = 1'024;
constexpr const char* sources_key = "catalog.sources";

std::string name_of_url(std::string url) {
    while (url.ends_with('/'))
        url.pop_back();
    if (url.ends_with(".git")) url.resize(url.size() - 4);
    const auto last = url.find_last_of("/:");
    if (last == std::string::npos || last == 0) return url;
    const auto before = url.find_last_of("/:", last - 1);
    return before == std::string::npos ? url : url.substr(before + 1);
}

// A secret that becomes a header or a password: one word.
std::string token_of(const YAML::Node& node, const std::string& key, const std::string& place,
                     Reader& reader, const Surroundings& surroundings) {
    std::string token = secret(node, key, place, false, reader, surroundings);
    const bool word =
        token.size() <= token_max &&
        std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7F; });
    if (!word) {
        reader.problem(node, place + "." + key +
                                 " must be one word of at most 1024 letters: look "
                                 "for blanks and further lines in it");
        return "";
    }
    return token;
}

void read_visibility(const YAML::Node& item, Reader& reader, Source& source) {
    source.visibility = reader.text(item, "visibility", sources_key, false);
    for (const char* known : {"", "public", "internal", "private"}) {
        if (source.visibility == known) return;
    }
    reader.problem(item["visibility"],
                   "catalog.sources.visibility knows public, internal and private");
}

bool on_this_machine(const std::string& base) {
    return base.starts_with("http://127.0.0.1:") || base.starts_with("http://localhost:");
}

void read_group(const YAML::Node& item, Reader& reader, Source& source) {
    GitlabGroup group;
    group.base = reader.text(item, "gitlab", sources_key, true);
    while (group.base.ends_with('/'))
        group.base.pop_back();
    source.allow_local = on_this_machine(group.base);
    if (!group.base.starts_with("https://") && !source.allow_local)
        reader.problem(item["gitlab"],
                       "catalog.sources.gitlab must begin with https://: our token goes there");
    group.group = reader.text(item, "group", sources_key, true);
    while (group.group.ends_with('/'))
        group.group.pop_back();
    if (group.group.starts_with('/') || group.group.find("://") != std::string::npos)
        reader.problem(item["group"],
                       "catalog.sources.group is a path like sre/platform, or a number");
    const std::string ssh = reader.text(item, "ssh", sources_key, false, "false");
    if (ssh != "true" && ssh != "false")
        reader.problem(item["ssh"], "catalog.sources.ssh must be true or false");
    group.ssh = ssh == "true";
    group.skip = reader.texts(item, "skip", sources_key);
    group.full_every = reader.duration(item, "full_every", sources_key, group.full_every);
    source.name = group.group;
    source.url = group.base + "/" + group.group;
    source.gitlab = std::move(group);
}

void read_repository(const YAML::Node& item, Reader& reader, Source& source) {
    source.name = reader.text(item, "name", sources_key, false);
    source.url = reader.text(item, "url", sources_key, false);
    source.web = reader.text(item, "web", sources_key, false);
    const std::string folder = reader.text(item, "folder", sources_key, false);
    const std::string lines = reader.text(item, "lines", sources_key, false);
    source.folder = !folder.empty();
    source.lines = !lines.empty();
    if (!source.url.empty() + source.folder + source.lines > 1)
        reader.problem(item, "a catalog source is one of url:, folder:, lines: or gitlab:");
    if (source.folder) source.url = folder;
    if (source.lines) source.url = lines;
    read_visibility(item, reader, source);
}

// "file:///srv/a.git" is the folder. What cannot be fetched is said here, not in the first round.
void settle_address(const YAML::Node& item, Reader& reader, Source& source) {
    if (source.gitlab || source.url.empty()) return;
    for (const std::string_view local : {"file://localhost/", "file:///"}) {
        if (source.url.starts_with(local)) source.url.erase(0, local.size() - 1);
    }
    if (source.folder || source.lines || is_local(source.url)) return;
    if (auto known = git::check_url(source.url, false); !known)
        reader.problem(item, known.error().what);
}

Source read_source(const YAML::Node& item, Reader& reader, const Surroundings& surroundings) {
    Source source;
    if (item.IsScalar()) {
        source.url = item.Scalar();
    } else if (reader.child(item, "gitlab").IsDefined()) {
        if (reader.map(item, sources_key,
                       {"gitlab", "group", "token_env", "token_file", "ssh", "skip", "full_every"}))
            read_group(item, reader, source);
        source.token = token_of(item, "token", sources_key, reader, surroundings);
    } else if (reader.map(item, sources_key,
                          {"name", "url", "folder", "lines", "web", "visibility", "token_env",
                           "token_file", "gitlab", "group"})) {
        read_repository(item, reader, source);
        source.token = token_of(item, "token", sources_key, reader, surroundings);
        if (!source.token.empty() && !source.url.starts_with("https://"))
            reader.problem(item, "a token is for https:// addresses only: ssh has its key");
        if (reader.child(item, "group").IsDefined())
            reader.problem(item["group"], "catalog.sources.group needs gitlab: beside it");
    }
    settle_address(item, reader, source);
    return source;
}

}  // namespace

void read_catalog(const YAML::Node& node, Reader& reader, const Surroundings& surroundings,
                  Config& config) {
    if (!reader.map(node, "catalog",
                    {"sources", "every", "dictionary", "webhook_token_env", "webhook_token_file"}))
        return;
    config.catalog.every = reader.duration(node, "every", "catalog", config.catalog.every);
    config.catalog.dictionary = reader.text(node, "dictionary", "catalog", false);
    config.catalog.webhook_token = token_of(node, "webhook_token", "catalog", reader, surroundings);
    if (!config.catalog.webhook_token.empty() && !config.http.enabled)
        reader.problem(node, "catalog.webhook_token needs http.listen: GitLab calls us there");
    const YAML::Node sources = reader.child(node, "sources");
    if (sources.IsDefined() && (!sources.IsSequence() || sources.size() > sources_max))
        return reader.problem(sources, "catalog.sources must be a list of at most 20000");
    for (const YAML::Node& item : sources) {
        Source source = read_source(item, reader, surroundings);
        if (source.url.empty()) {
            reader.problem(item,
                           "a catalog source is a URL, or has url:, folder:, lines: or gitlab:");
            continue;
        }
        if (source.name.empty()) source.name = name_of_url(source.url);
        config.catalog.sources.push_back(std::move(source));
    }
}

}  // namespace qm::app
