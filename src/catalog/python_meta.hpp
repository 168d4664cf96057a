// Metadata of Python packages from pyproject.toml, setup.cfg and setup.py, running nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

struct PythonMeta {
    std::string name;
    std::string version;  // "" when it is dynamic and no file tells it
    std::string description;
    std::string readme;  // the file it names
    std::string licence;
    std::string owner;
    std::string python;  // ">=3.8"
    std::vector<std::string> keywords;
    std::vector<std::string> classifiers;
    std::vector<std::string> dependencies;  // names alone
    std::vector<std::string> extras;
    std::vector<std::string> commands;
    // Files that list the dependencies where the manifest leaves them to a build: pbr, setuptools.
    std::vector<std::string> requirements;
    bool claims = false;  // the folder declares a package, even where its name was not readable
};

// Everything the folder's files tell; the first file that tells something wins.
PythonMeta python_meta(const Tree& tree, std::string_view dir, std::vector<Problem>& problems);

// "requests[socks]>=2; python_version<'3'" → "requests".
std::string requirement_name(std::string_view requirement);

}  // namespace qm::catalog
