// Who uses what.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/relations.hpp"

#include "catalog/text.hpp"
#include "catalog/words.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace qm::catalog {
namespace {

constexpr std::size_t dependents_max = 2'000;
constexpr std::size_t same_key_max = 50;  // entries under one key; more say nothing

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
bool stands_at(const Entry& entry, std::string_view address) {
    if (entry.repo.empty()) return false;
    const std::string repo = entry.repo;
    if (entry.path.empty()) return ends_with_parts(address, repo);
    return ends_with_parts(address, repo + "//" + entry.path) ||
           ends_with_parts(address, repo + '/' + entry.path) ||
           ends_with_parts(address, repo + '/' + entry.name);
}

class Finder {
public:
    explicit Finder(const std::vector<Entry>& entries) : entries_(entries) {
        for (std::uint32_t i = 0; i < entries.size(); ++i) {
            const Entry& entry = entries[i];
            if (entry.tombstone) continue;
            add(key(entry.kind, entry.name), i);
            if (entry.kind == "ansible-role" || entry.kind == "ansible-collection")
                add(key(entry.kind, last_part(entry.name, '.')), i);
            add(key(entry.kind, last_part(entry.path.empty() ? entry.repo : entry.path, '/')), i);
        }
    }

    std::uint32_t find(std::uint32_t user, const std::string& dependency) const {
        const Entry& from = entries_[user];
        const auto reach = std::find_if(std::begin(reaches), std::end(reaches),
                                        [&](const Reach& each) { return each.from == from.kind; });
        if (reach == std::end(reaches)) return Relations::outside;
        for (const auto kind : reach->to) {
            if (kind.empty()) break;
            const auto found = find_kind(user, dependency, kind);
            if (found != Relations::outside) return found;
        }
        return Relations::outside;
    }

private:
    void add(std::string where, std::uint32_t entry) {
        auto& list = by_key_[std::move(where)];
        if (list.size() < same_key_max && (list.empty() || list.back() != entry))
            list.push_back(entry);
    }

    std::uint32_t find_kind(std::uint32_t user, const std::string& dependency,
                            std::string_view kind) const {
        const std::string address = address_of(dependency);
        const bool placed = address.find('/') != std::string::npos;
        const std::string_view last = last_part(address, '/');
        if (placed) {
            const auto found = pick(user, key(kind, last),
                                    [&](const Entry& entry) { return stands_at(entry, address); });
            if (found != Relations::outside) return found;
        }
        // A registry's or another forge's "redis" is not ours only because it is called so.
        if (kind == "container-image") return Relations::outside;
        if (placed) {
            return pick(user, key(kind, last),
                        [&](const Entry& entry) { return entry.repo == entries_[user].repo; });
        }
        const auto any = [](const Entry&) {
            return true;
        };
        const std::string name = name_of(dependency);
        const auto found = pick(user, key(kind, name), any);
        if (found != Relations::outside || kind != "ansible-role") return found;
        return pick(user, key(kind, last_part(name, '.')), any);
    }

    template <class Fits>
    std::uint32_t pick(std::uint32_t user, const std::string& where, Fits fits) const {
        const auto found = by_key_.find(where);
        if (found == by_key_.end()) return Relations::outside;
        std::uint32_t best = Relations::outside;
        for (const auto entry : found->second) {
            if (entry == user || !fits(entries_[entry])) continue;
            if (entries_[entry].repo == entries_[user].repo) return entry;
            if (best == Relations::outside ||
                (entries_[best].deprecated && !entries_[entry].deprecated))
                best = entry;
        }
        return best;
    }

    const std::vector<Entry>& entries_;
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_key_;
};

}  // namespace

Relations relate(const std::vector<Entry>& entries) {
    Relations all;
    all.uses.resize(entries.size());
    all.used_by.resize(entries.size());
    const Finder finder(entries);
    for (std::uint32_t user = 0; user < entries.size(); ++user) {
        for (const auto& dependency : entries[user].dependencies) {
            const auto used = finder.find(user, dependency);
            all.uses[user].push_back(used);
            if (used == Relations::outside || entries[user].tombstone) continue;
            auto& users = all.used_by[used];
            if (users.size() < dependents_max && (users.empty() || users.back() != user))
                users.push_back(user);
        }
    }
    return all;
}

}  // namespace qm::catalog
