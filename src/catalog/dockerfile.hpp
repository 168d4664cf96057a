// Dockerfiles: instructions with continuations and heredocs, stages, arguments expanded.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/value.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qm::catalog {

struct Instruction {
    std::string name;       // "FROM", in capitals
    std::string arguments;  // continuations joined by a space; heredoc bodies dropped
    int line = 0;
};

struct DockerStage {
    std::string base;  // as written after FROM, without its flags
    std::string name;  // AS …, lower case
    std::vector<Instruction> lines;
};

struct Dockerfile {
    std::vector<Instruction> lines;
    std::vector<Instruction> before;  // ARG above the first FROM
    std::vector<DockerStage> stages;
    std::optional<ReadError> error;
};

// At most 2000 instructions; an unknown one is kept with its name.
Dockerfile read_dockerfile(std::string_view text);

// `a=b c="d e"` and the old `key rest of line`.
std::vector<std::pair<std::string, std::string>> key_values(std::string_view arguments);

// $X, ${X}, ${X:-word}, ${X-word}; what is not known stays as it is written.
std::string expand(std::string_view text,
                   const std::map<std::string, std::string, std::less<>>& values);

}  // namespace qm::catalog
