// The demo's repositories, as they are packed into the program.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "embedded.hpp"

#include "catalog/support/memory_tree.hpp"

#include <yaml-cpp/yaml.h>

#include <map>
#include <string>
#include <vector>

namespace qm::support {

struct DemoRepo {
    YAML::Node history;
    std::map<std::string, std::map<std::string, std::string>> folders;  // by step
};

inline std::map<std::string, DemoRepo> demo_repos() {
    std::map<std::string, DemoRepo> found;
    for (const auto& file : embedded::demo()) {
        if (!file.path.starts_with("repos/")) continue;
        const auto name = file.path.substr(6, file.path.find('/', 6) - 6);
        const auto rest = file.path.substr(7 + name.size());
        if (rest == "history.yaml") {
            found[name].history = YAML::Load(std::string(file.bytes));
        } else {
            const auto slash = rest.find('/');
            found[name].folders[rest.substr(0, slash)][rest.substr(slash + 1)] = file.bytes;
        }
    }
    return found;
}

// What the last step leaves.
inline MemoryTree tip(const std::string& name, const DemoRepo& repo) {
    MemoryTree tree({}, "sre/" + name);
    std::vector<std::string> tags;
    for (const auto& step : repo.history) {
        for (const auto& [path, bytes] : repo.folders.at(step["write"].as<std::string>()))
            tree.file(path, bytes);
        if (step["tag"]) tags.insert(tags.begin(), step["tag"].as<std::string>());
    }
    return std::move(tree.tags(tags));
}

}  // namespace qm::support
