// What an Ansible role takes: argument specs merged with the defaults and their comments.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/roles.hpp"

#include "catalog/commented.hpp"
#include "catalog/paths.hpp"
#include "catalog/read.hpp"
#include "catalog/readme.hpp"
#include "catalog/text.hpp"

#include <algorithm>
#include <map>

namespace qm::catalog {
namespace {

// "roles/x/tasks/main.yml" with part "tasks" → "roles/x"; false when the path is another file.
bool role_file(std::string_view path, std::string_view part, std::string& dir) {
    const auto base = base_of(path);
    if (base != "main.yml" && base != "main.yaml") return false;
    const auto above = dir_of(path);
    if (base_of(above) != part) return false;
    dir = dir_of(above);
    return true;
}

// A root with tasks/ but no meta/ and roles below it is a playbook's repository.
bool is_playbook_root(const Tree& tree, const RoleFolder& role) {
    if (!role.meta.empty()) return false;
    if (!under(tree, in_dir(role.dir, "roles")).empty()) return true;
    return !first_of(tree, role.dir, {"site.yml", "site.yaml", "playbook.yml", "ansible.cfg"})
                .empty();
}

std::string description_of(const Value& option) {
    const auto& text = option.at("description");
    return text.is_scalar() ? one_line(text.text) : one_line(join(text.strings(), " "));
}

std::string spec_type(const Value& option) {
    auto type = option.str("type");
    if (type.empty()) return "string";
    if (type == "str" || type == "raw" || type == "path") return "string";
    if (type == "int" || type == "float") return "number";
    if (const auto elements = option.str("elements"); type == "list" && !elements.empty())
        type += '(' + elements + ')';
    return type;
}

void add_specs(const Value& specs, Choices& choices, std::vector<Variable>& inputs) {
    std::vector<const Value*> points;
    if (const auto* main = specs.find("main")) points.push_back(main);
    for (const auto& point : specs.members)
        if (point.key != "main") points.push_back(&point.value);
    for (const auto* point : points) {
        for (const auto& option : point->at("options").members) {
            const bool known =
                std::any_of(inputs.begin(), inputs.end(),
                            [&](const Variable& input) { return input.name == option.key; });
            if (known || inputs.size() >= inputs_max) continue;
            Variable input{option.key, spec_type(option.value), std::nullopt, false,
                           description_of(option.value)};
            if (const auto* value = option.value.find("default"))
                input.default_text = value->is_scalar() ? value->text : flow(*value, 300);
            input.required = option.value.flag("required") && !input.default_text;
            if (const auto some = option.value.at("choices").strings(); !some.empty()) {
                input.description +=
                    (input.description.empty() ? "One of " : " One of ") + join(some, ", ") + '.';
                choices.emplace(option.key, some.front());
            }
            inputs.push_back(std::move(input));
        }
    }
}

// defaults/main.yml, or all files of defaults/main/.
std::vector<std::string> default_files(const Tree& tree, std::string_view dir) {
    const auto one = first_of(tree, in_dir(dir, "defaults"), {"main.yml", "main.yaml", "main"});
    if (!one.empty()) return {one};
    std::vector<std::string> files;
    for (const auto& path : under(tree, in_dir(dir, "defaults/main")))
        if ((path.ends_with(".yml") || path.ends_with(".yaml")) && files.size() < 50)
            files.push_back(path);
    return files;
}

// "The actual default will always come from the role defaults": they win over the specs.
void add_defaults(const Tree& tree, const std::string& path, std::vector<Variable>& inputs,
                  std::vector<Problem>& problems) {
    const auto file = yaml_at(tree, path, problems);
    for (auto& key : commented_keys(bytes_at(tree, path))) {
        if (key.depth > 0 || key.path.starts_with('_')) continue;
        auto found = std::find_if(inputs.begin(), inputs.end(),
                                  [&](const Variable& input) { return input.name == key.path; });
        if (found == inputs.end()) {
            if (inputs.size() >= inputs_max) return;
            found = inputs.insert(inputs.end(), Variable{key.path, {}, std::nullopt, false, {}});
        }
        if (found->type.empty()) found->type = type_of(file.root().at(key.path));
        if (!key.text.empty()) found->default_text = key.text;
        if (found->description.empty())
            found->description = contains(key.comment, "`") ? plain_restructured(key.comment)
                                                            : one_line(key.comment);
        found->required = false;
    }
}

}  // namespace

bool is_playbook(const Value& root) {
    return root.is_list() &&
           std::any_of(root.items.begin(), root.items.end(), [](const Value& item) {
               return item.find("hosts") || item.find("import_playbook") ||
                      item.find("ansible.builtin.import_playbook");
           });
}

std::vector<RoleFolder> role_folders(const Tree& tree) {
    std::map<std::string, RoleFolder> found;
    std::string dir;
    for (const auto& path : tree.paths()) {
        const bool tasks = role_file(path, "tasks", dir);
        if ((!tasks && !role_file(path, "meta", dir)) || ignored(path)) continue;
        if (base_of(dir).starts_with('_')) continue;
        auto& role = found[dir];
        role.dir = dir;
        (tasks ? role.tasks : role.meta) = path;
    }
    std::vector<RoleFolder> roles;
    for (auto& [folder, role] : found) {
        std::vector<Problem> unused;
        if (is_playbook_root(tree, role)) continue;
        const auto tasks = bytes_at(tree, role.tasks);
        const bool could = contains(tasks, "hosts") || contains(tasks, "import_playbook");
        if (could && is_playbook(yaml_at(tree, role.tasks, unused).root())) continue;
        roles.push_back(std::move(role));
    }
    return roles;
}

std::vector<Variable> role_inputs(const Tree& tree, const RoleFolder& role, const Value& meta,
                                  Choices& choices, std::vector<Problem>& problems) {
    std::vector<Variable> inputs;
    const auto specs =
        first_of(tree, in_dir(role.dir, "meta"), {"argument_specs.yml", "argument_specs.yaml"});
    add_specs(yaml_at(tree, specs, problems).root().at("argument_specs"), choices, inputs);
    add_specs(meta.at("argument_specs"), choices, inputs);
    for (const auto& path : default_files(tree, role.dir))
        add_defaults(tree, path, inputs, problems);
    return inputs;
}

Collection collection_of(const Tree& tree, std::string_view role_dir) {
    const auto roles = dir_of(role_dir);
    if (base_of(roles) != "roles") return {};
    const auto dir = dir_of(roles);
    const auto path = first_of(tree, dir, {"galaxy.yml", "galaxy.yaml"});
    if (path.empty()) return {};
    std::vector<Problem> unused;
    const auto file = yaml_at(tree, path, unused);
    const auto space = file.root().str("namespace");
    const auto name = file.root().str("name");
    if (space.empty() || name.empty()) return {};
    return {std::string(dir), space + '.' + name, file.root().str("version")};
}

}  // namespace qm::catalog
