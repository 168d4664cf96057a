// What an Ansible role takes: argument specs merged with the defaults and their comments.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include "catalog/read.hpp"
#include "catalog/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

// A folder with tasks/main or meta/main that is no playbook. `meta`, `tasks`: "" when absent.
struct RoleFolder {
    std::string dir;
    std::string meta;
    std::string tasks;
};

// Every role of the tree, in the order of their paths; private ones ("_common") are left out.
std::vector<RoleFolder> role_folders(const Tree& tree);

// Inputs of the role: argument_specs (own file, or inside meta/main), then defaults/main.
std::vector<Variable> role_inputs(const Tree& tree, const RoleFolder& role, const Value& meta,
                                  Choices& choices, std::vector<Problem>& problems);

// Whether a YAML file is a playbook: a list whose items have `hosts` or `import_playbook`.
bool is_playbook(const Value& root);

// "namespace.name" of the collection that holds this folder as roles/<x>; "" when none does.
struct Collection {
    std::string dir;
    std::string name;  // "prometheus.prometheus"
    std::string version;
};
Collection collection_of(const Tree& tree, std::string_view role_dir);

}  // namespace qm::catalog
