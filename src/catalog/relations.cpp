// Who uses what.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/relations.hpp"

#include "catalog/text.hpp"
#include "catalog/words.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace qm::catalog {
namespace {

constexpr std::size_t same_key_max = 50;  // entries under one key; more say nothing
constexpr std::size_t keys_max = 1'000;

struct Reach {
    std::string_view from;
    std::array<std::string_view, 2> to;
};

// What may stand among the dependencies of each kind. An image named "postgres" of ours is not
// the "postgres" of a public registry, so images are met by their address only.
constexpr Reach reaches[] = {
    {"ansible-collection", {"ansible-collection", "ansible-role"}},
    {"ansible-role", {"ansible-role", "ansible-collection"}},
    {"ci-template", {"ci-template", "container-image"}},
    {"container-image", {"container-image", ""}},
    {"debian-package", {"debian-package", ""}},
    {"helm-chart", {"helm-chart", "container-image"}},
    {"python-package", {"python-package", ""}},
    {"terraform-module", {"terraform-module", ""}},
};

std::string key(std::string_view kind, std::string_view name) {
    return std::string(kind) + '/' + normal_form(name);
}

std::string_view last_part(std::string_view path, char at) {
    const auto cut = path.find_last_of(at);
    return cut == path.npos ? path : path.substr(cut + 1);
}

// Without scheme, query, version and ".git": "git::https://host/sre/vpc.git//sub?ref=v1" →
// "host/sre/vpc//sub"; "registry/sre/base:1.2@sha256:…" → "registry/sre/base".
std::string address_of(std::string_view dependency) {
    if (const auto scheme = dependency.rfind("://"); scheme != dependency.npos)
        dependency.remove_prefix(scheme + 3);
    const auto user = dependency.find('@');  // git@host:group/repo, but not image@sha256:…
    if (user != dependency.npos && user < dependency.find_first_of("/:"))
        dependency.remove_prefix(user + 1);
    dependency = dependency.substr(0, dependency.find_first_of("?@ "));
    const auto slash = dependency.find('/');
    const auto colon = dependency.find(':', slash == dependency.npos ? 0 : slash);
    std::string text(dependency.substr(0, colon));
    if (const auto git = text.find(".git"); git != text.npos) text.erase(git, 4);
    while (text.starts_with("./") || text.starts_with("../"))
        text.erase(0, text.find('/') + 1);
    return text;
}

std::string name_of(std::string_view dependency) {
    const auto end = dependency.find_first_of(" :@<>=~![;(");
    return std::string(dependency.substr(0, end));
}

// Whole parts of `path` at its end.
bool ends_with_parts(std::string_view path, std::string_view tail) {
    if (tail.empty() || !path.ends_with(tail)) return false;
    if (path.size() == tail.size()) return true;
    const char before = path[path.size() - tail.size() - 1];
    return before == '/' || before == ':';
}

// How an entry is pointed at from elsewhere: "sre/images/base", "sre/vpc//modules/x".
bool stands_at(const Target& entry, std::string_view address) {
    if (entry.repo.empty()) return false;
    const std::string repo = entry.repo;
    if (entry.path.empty()) return ends_with_parts(address, repo);
    return ends_with_parts(address, repo + "//" + entry.path) ||
           ends_with_parts(address, repo + '/' + entry.path) ||
           ends_with_parts(address, repo + '/' + entry.name);
}

// The kinds that an entry of this kind may depend on.
std::vector<std::string_view> kinds_reached(std::string_view from) {
    const auto reach = std::find_if(std::begin(reaches), std::end(reaches),
                                    [&](const Reach& each) { return each.from == from; });
    std::vector<std::string_view> kinds;
    if (reach == std::end(reaches)) return kinds;
    for (const auto kind : reach->to) {
        if (!kind.empty()) kinds.push_back(kind);
    }
    return kinds;
}

struct User {
    const Entry& entry;
    std::uint32_t self;
    const Targets& targets;
};

template <class Fits>
std::optional<std::uint32_t> pick(const User& user, const std::string& where, Fits fits) {
    std::optional<std::uint32_t> best;
    bool best_deprecated = false;
    const auto targets = user.targets(where);
    for (std::size_t i = 0; i < std::min(targets.size(), same_key_max); ++i) {
        const Target& target = targets[i];
        if (target.doc == user.self || !fits(target)) continue;
        if (target.repo == user.entry.repo) return target.doc;
        if (best && (!best_deprecated || target.deprecated)) continue;
        best = target.doc;
        best_deprecated = target.deprecated;
    }
    return best;
}

std::optional<std::uint32_t> find_kind(const User& user, const std::string& dependency,
                                       std::string_view kind) {
    const std::string address = address_of(dependency);
    const bool placed = address.find('/') != std::string::npos;
    const std::string last = key(kind, last_part(address, '/'));
    if (placed) {
        const auto found =
            pick(user, last, [&](const Target& target) { return stands_at(target, address); });
        if (found) return found;
    }
    // A registry's or another forge's "redis" is not ours only because it is called so.
    if (kind == "container-image") return std::nullopt;
    if (placed) {
        return pick(user, last,
                    [&](const Target& target) { return target.repo == user.entry.repo; });
    }
    const auto any = [](const Target&) {
        return true;
    };
    const std::string name = name_of(dependency);
    const auto found = pick(user, key(kind, name), any);
    if (found || kind != "ansible-role") return found;
    return pick(user, key(kind, last_part(name, '.')), any);
}

}  // namespace

std::vector<std::string> target_keys(const Entry& entry) {
    if (entry.tombstone) return {};
    std::vector<std::string> keys{key(entry.kind, entry.name)};
    if (entry.kind == "ansible-role" || entry.kind == "ansible-collection")
        add_once(keys, key(entry.kind, last_part(entry.name, '.')), keys_max);
    const std::string& place = entry.path.empty() ? entry.repo : entry.path;
    add_once(keys, key(entry.kind, last_part(place, '/')), keys_max);
    return keys;
}

std::vector<std::string> needed_keys(const Entry& user) {
    std::vector<std::string> keys;
    if (user.tombstone) return keys;
    for (const auto kind : kinds_reached(user.kind)) {
        for (const auto& dependency : user.dependencies) {
            const std::string name = name_of(dependency);
            add_once(keys, key(kind, last_part(address_of(dependency), '/')), keys_max);
            add_once(keys, key(kind, name), keys_max);
            if (kind == "ansible-role") add_once(keys, key(kind, last_part(name, '.')), keys_max);
        }
    }
    return keys;
}

std::optional<std::uint32_t> resolve(const Entry& user, std::uint32_t self,
                                     const std::string& dependency, const Targets& targets) {
    for (const auto kind : kinds_reached(user.kind)) {
        if (const auto found = find_kind({user, self, targets}, dependency, kind)) return found;
    }
    return std::nullopt;
}

}  // namespace qm::catalog
