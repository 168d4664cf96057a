// Ansible collections: galaxy.yml, what the collection holds, and what it needs.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/licence.hpp"
#include "catalog/paths.hpp"
#include "catalog/read.hpp"
#include "catalog/readme.hpp"
#include "catalog/remote.hpp"
#include "catalog/successor.hpp"
#include "catalog/tag.hpp"
#include "catalog/text.hpp"

#include <algorithm>

namespace qm {
namespace {

using namespace catalog;

// roles/<x>/ and plugins/<type>/<x>.py, by their full names.
void add_contents(const Tree& tree, const std::string& full, Entry& entry) {
    std::vector<std::string> seen;
    for (const auto& path : under(tree, entry.path)) {
        auto inside = std::string_view(path).substr(entry.path.empty() ? 0 : entry.path.size() + 1);
        const bool role = inside.starts_with("roles/");
        if ((!role && !inside.starts_with("plugins/")) || entry.outputs.size() >= inputs_max)
            continue;
        inside.remove_prefix(role ? 6 : 8);
        const auto slash = inside.find('/');
        if (slash == inside.npos) continue;
        std::string type = role ? "role" : std::string(inside.substr(0, slash));
        auto name = role ? inside.substr(0, slash) : inside.substr(slash + 1);
        if (!role) {
            if (!name.ends_with(".py") || contains(name, "/") || type == "module_utils" ||
                type == "doc_fragments")
                continue;
            name.remove_suffix(3);
            if (type == "modules") type = "module";
        }
        if (name.starts_with('_') || name == "__init__") continue;
        const auto before = seen.size();
        add_once(seen, type + ' ' + std::string(name), 2000);
        if (seen.size() > before)
            entry.outputs.push_back(
                {full + '.' + std::string(name), type, std::nullopt, false, {}});
    }
}

void add_snippet(const Tree& tree, const std::string& full, Entry& entry) {
    const auto tag = tag_of(tree, entry.name, entry.version);
    const auto newest = newest_tag(tree, {entry.name, full});
    // A manifest whose version lies behind the tags is a stub that nobody raises: the old tag of
    // that version knows nothing of what was read here.
    const auto declared = read_version(entry.version);
    const auto highest = read_version(newest.version);
    const bool behind = declared && highest && declared->compare(*highest) < 0;
    auto source = remote_of(tree).ansible().substr(4);
    if (!entry.path.empty()) source += "#/" + entry.path + '/';
    entry.snippet =
        "collections:\n  - name: " + full + "\n    source: \"" + source + "\"\n    type: git";
    if (const auto& ref = tag.empty() || behind ? newest.tag : tag; !ref.empty())
        entry.snippet += "\n    version: " + yaml_scalar(ref);
    entry.snippet_language = "yaml";
}

void read_collection(const Tree& tree, const std::string& path, KindResult& result) {
    std::vector<Problem> problems;
    const auto file = yaml_at(tree, path, problems);
    const auto& galaxy = file.root();
    const auto space = galaxy.str("namespace");
    const auto name = galaxy.str("name");
    if (space.empty() || name.empty()) {
        if (problems.empty())
            problems.push_back({path, 0, space.empty() ? "has no namespace" : "has no name"});
        std::move(problems.begin(), problems.end(), std::back_inserter(result.problems));
        return;
    }
    const auto full = space + '.' + name;
    Entry entry = new_entry(tree, "ansible-collection", name, dir_of(path));
    entry.problems = std::move(problems);
    auto readme =
        galaxy.str("readme").empty() ? std::string{} : in_dir(entry.path, galaxy.str("readme"));
    if (!has(tree, readme)) readme = readme_path(tree, entry.path);
    entry.description = describe(galaxy.str("description"), tree, readme, {});
    entry.readme_path = readme;
    entry.version = galaxy.str("version");
    if (entry.version.empty()) entry.version = newest_tag(tree, {name, full}).version;
    entry.owner = people(galaxy.at("authors"));
    add_once(entry.keywords, full, list_max);
    for (const auto& tag : galaxy.at("tags").strings())
        add_once(entry.keywords, tag, list_max);
    std::vector<std::string> licences;
    for (const auto& text : galaxy.at("license").strings())
        add_once(licences, spdx(text), 6);
    entry.licence = join(licences, " OR ");
    for (const auto& member : galaxy.at("dependencies").members)
        add_once(entry.dependencies, member.key, list_max);
    const auto runtime =
        first_of(tree, in_dir(entry.path, "meta"), {"runtime.yml", "runtime.yaml"});
    const auto needs = yaml_at(tree, runtime, entry.problems).root().str("requires_ansible");
    if (!needs.empty()) entry.platforms.push_back("ansible " + needs);
    entry.deprecated = entry.deprecated || says_deprecated(bytes_at(tree, readme)) ||
                       lower(galaxy.str("description")).starts_with("deprecated");
    entry.releases = releases_of(tree, {name, full});
    add_contents(tree, full, entry);
    add_snippet(tree, full, entry);
    result.entries.push_back(std::move(entry));
}

// A repository may hold a stub beside the real thing: the one that contains more is kept.
void drop_doubles(std::vector<Entry>& entries) {
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        if (a.keywords.front() != b.keywords.front())
            return a.keywords.front() < b.keywords.front();
        return a.outputs.size() > b.outputs.size();
    });
    entries.erase(std::unique(entries.begin(), entries.end(),
                              [](const Entry& a, const Entry& b) {
                                  return a.keywords.front() == b.keywords.front();
                              }),
                  entries.end());
}

KindResult read(const Tree& tree) {
    KindResult result;
    for (const auto& path : tree.paths()) {
        const auto base = base_of(path);
        if ((base == "galaxy.yml" || base == "galaxy.yaml") && !ignored(path))
            read_collection(tree, path, result);
    }
    drop_doubles(result.entries);
    return result;
}

}  // namespace

Kind ansible_collection() {
    return {"ansible-collection", "Ansible collection", {"ansible", "collection"}, read};
}

}  // namespace qm
