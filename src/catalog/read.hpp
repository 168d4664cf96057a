// What every kind needs to make an entry: its place, its problems, its mandatory inputs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include "catalog/value.hpp"
#include "catalog/yaml_read.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

inline constexpr std::size_t inputs_max = 500;
inline constexpr std::size_t list_max = 60;  // keywords, platforms, dependencies

// Kind, name, repository and path; deprecated when a folder above says so.
Entry new_entry(const Tree& tree, std::string_view kind, std::string_view name,
                std::string_view path);

// The file as YAML; what is wrong with it is added to the problems. No file: an empty value.
YamlFile yaml_at(const Tree& tree, std::string_view path, std::vector<Problem>& problems);

// The bytes of a file as a view; "" when there is none or it is too large.
std::string_view bytes_at(const Tree& tree, std::string_view path);

// "- name: x" lists and plain strings of people, at most three, by name and without addresses.
std::string people(const Value& list);

// By the name of an input, one value of the few that it accepts.
using Choices = std::map<std::string, std::string, std::less<>>;

// The value for a mandatory input: one it accepts where that is known, else by its type.
std::string yaml_value(const Variable& input, const Choices& choices);

// The value for a mandatory input in YAML's flow form, by type: "CHANGE_ME", 1, true, [], {}.
std::string yaml_placeholder(std::string_view type);

// A scalar as it may stand after "key: ": quoted when YAML would read something else.
std::string yaml_scalar(std::string_view text);

std::vector<const Variable*> mandatory(const Entry& entry);

}  // namespace qm::catalog
