// GitLab CI files: inputs, jobs, variables and what they include.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/entry.hpp>

#include "catalog/read.hpp"
#include "catalog/yaml_read.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

struct CiFile {
    bool has_spec = false;  // a header document with `spec:`
    bool has_jobs = false;
    std::string description;       // of the spec, or the leading comment
    std::vector<Variable> inputs;  // spec:inputs, then variables
    Choices choices;               // of inputs with options
    std::vector<Variable> jobs;    // type "job" or "hidden job", stage as description
    std::vector<std::string> dependencies;
    std::vector<std::string> stages;
};

CiFile read_ci(const YamlFile& file, std::string_view text);

}  // namespace qm::catalog
