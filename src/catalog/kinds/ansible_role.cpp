// Ansible roles: alone in a repository, in a collection, or many in one repository.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/commented.hpp"
#include "catalog/licence.hpp"
#include "catalog/paths.hpp"
#include "catalog/read.hpp"
#include "catalog/readme.hpp"
#include "catalog/remote.hpp"
#include "catalog/roles.hpp"
#include "catalog/successor.hpp"
#include "catalog/tag.hpp"
#include "catalog/text.hpp"

namespace qm {
namespace {

using namespace catalog;

// "ansible-role-docker" → "docker".
std::string name_of(const Tree& tree, const RoleFolder& role, const Value& info) {
    if (const auto name = info.str("role_name"); !name.empty()) return name;
    if (!role.dir.empty()) return std::string(base_of(role.dir));
    auto name = repo_base(tree);
    for (const std::string_view prefix : {"ansible-role-", "ansible_role_", "ansible-", "role-"})
        if (name.starts_with(prefix) && name.size() > prefix.size()) {
            name.remove_prefix(prefix.size());
            break;
        }
    return std::string(name);
}

// {name: Debian, versions: [bookworm]}; some write `version`. "all" adds nothing.
void add_platforms(const Value& info, Entry& entry) {
    for (const auto& item : info.at("platforms").items) {
        const auto name = item.is_scalar() ? item.text : item.str("name");
        if (name.empty()) continue;
        auto versions = item.at("versions").strings();
        if (versions.empty()) versions = item.at("version").strings();
        bool any = false;
        for (const auto& version : versions) {
            if (version == "all") continue;
            add_once(entry.platforms, name + ' ' + version, list_max);
            any = true;
        }
        if (!any) add_once(entry.platforms, name, list_max);
    }
}

// Items are a name, {role:}, {name:} or {src:}.
void add_dependencies(const Value& list, Entry& entry) {
    for (const auto& item : list.items) {
        std::string name = item.is_scalar() ? item.text : std::string{};
        for (const auto* key : {"role", "name", "src"})
            if (name.empty()) name = item.str(key);
        const auto comma = name.find(',');  // the old "src,version,name"
        add_once(entry.dependencies, std::string_view(name).substr(0, comma), list_max);
    }
}

std::string play(const Entry& entry, const Choices& choices, const std::string& install,
                 const std::string& role) {
    std::string out = "# " + install + "\n- hosts: all\n  roles:\n    - role: " + role;
    const auto inputs = mandatory(entry);
    if (inputs.empty()) return out;
    out += "\n      vars:";
    for (const auto* input : inputs)
        out += "\n        " + input->name + ": " + yaml_value(*input, choices);
    return out;
}

void add_snippet(const Tree& tree, Entry& entry, const Choices& choices,
                 const Collection& collection, const std::string& tag) {
    const auto remote = remote_of(tree);
    entry.snippet_language = "yaml";
    if (!collection.name.empty()) {
        auto source = remote.ansible();
        if (!collection.dir.empty()) source += "#/" + collection.dir;
        entry.snippet =
            play(entry, choices,
                 "ansible-galaxy collection install " + source + (tag.empty() ? "" : ',' + tag),
                 collection.name + '.' + std::string(base_of(entry.path)));
    } else if (entry.path.empty()) {
        entry.snippet =
            play(entry, choices,
                 "ansible-galaxy role install " + remote.ansible() + ',' + tag + ',' + entry.name,
                 entry.name);
    } else {  // ansible-galaxy cannot take one role out of many: the clone is the roles path
        const std::string folder(repo_base(tree));
        entry.snippet =
            play(entry, choices,
                 "git clone " + (tag.empty() ? "" : "--branch " + tag + ' ') + remote.clone +
                     " && export ANSIBLE_ROLES_PATH=" + in_dir(folder, dir_of(entry.path)),
                 std::string(base_of(entry.path)));
    }
}

void read_role(const Tree& tree, const RoleFolder& role, KindResult& result) {
    std::vector<Problem> problems;
    const auto file = yaml_at(tree, role.meta, problems);
    const auto& meta = file.root();
    const auto& info = meta.at("galaxy_info");
    Entry entry = new_entry(tree, "ansible-role", name_of(tree, role, info), role.dir);
    const auto readme = readme_path(tree, role.dir);
    const auto defaults = first_of(tree, in_dir(role.dir, "defaults"), {"main.yml", "main.yaml"});
    auto comment = leading_comment(bytes_at(tree, role.tasks), "#");
    if (comment.empty()) comment = leading_comment(bytes_at(tree, role.meta), "#");
    auto words = info.str("description");
    // What `ansible-galaxy init` writes is no description.
    if (lower(words) == "your role description" || lower(words) == "your description")
        words.clear();
    entry.description = describe(words, tree, readme, comment);
    const auto tags = info.find("galaxy_tags") ? info.at("galaxy_tags") : info.at("categories");
    for (const auto& tag : tags.strings())
        add_once(entry.keywords, tag, list_max);
    add_platforms(info, entry);
    entry.licence = spdx(info.str("license"));
    if (lower(entry.licence).starts_with("license (")) entry.licence.clear();
    entry.owner = info.str("author");
    if (lower(entry.owner) == "your name") entry.owner.clear();
    add_dependencies(meta.at("dependencies"), entry);
    add_dependencies(meta.at("collections"), entry);
    const auto needed = first_of(tree, in_dir(role.dir, "meta"), {"requirements.yml"});
    add_dependencies(yaml_at(tree, needed, problems).root(), entry);
    Choices choices;
    entry.inputs = role_inputs(tree, role, meta, choices, problems);
    entry.deprecated = entry.deprecated || lower(words).starts_with("deprecated") ||
                       says_deprecated(bytes_at(tree, readme));
    const auto collection = collection_of(tree, role.dir);
    const std::vector<std::string> names = {entry.name, std::string(repo_base(tree)), role.dir};
    const auto tagged = newest_tag(tree, names);
    entry.releases = releases_of(tree, names);
    entry.version = collection.version.empty() ? tagged.version : collection.version;
    add_snippet(tree, entry, choices, collection, tagged.tag);
    entry.problems = std::move(problems);
    result.entries.push_back(std::move(entry));
}

KindResult read(const Tree& tree) {
    KindResult result;
    for (const auto& role : role_folders(tree))
        read_role(tree, role, result);
    return result;
}

}  // namespace

Kind ansible_role() {
    return {"ansible-role", "Ansible role", {"ansible", "role"}, read};
}

}  // namespace qm
