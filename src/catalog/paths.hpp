// Paths of a tree: their parts, what lies under a folder, and which folders are never entries.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace qm::catalog {

std::string_view dir_of(std::string_view path);   // "" for a file at the root
std::string_view base_of(std::string_view path);  // after the last '/'
std::string in_dir(std::string_view dir, std::string_view name);

bool has(const Tree& tree, std::string_view path);
// All files under a folder, at any depth; all files for "".
std::span<const std::string> under(const Tree& tree, std::string_view dir);
// The first of the names that is a file in the folder; "" when none is.
std::string first_of(const Tree& tree, std::string_view dir,
                     std::initializer_list<std::string_view> names);

// Examples, tests, vendored and hidden folders: nothing there is meant to be used by others.
bool ignored(std::string_view path);
// A folder named deprecated/ or archive/ above it says the same as a field would.
bool retired(std::string_view path);

// The last part of the repository's name: "sre/roles/docker" is "docker".
std::string_view repo_base(const Tree& tree);

}  // namespace qm::catalog
