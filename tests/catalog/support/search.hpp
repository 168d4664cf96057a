// A small catalog to be searched as people do: entries written in a test, the dictionary of
// config/words, hits by their ids.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/index.hpp"

#include <embedded.hpp>
#include <string>
#include <utility>
#include <vector>

namespace qm::catalog::support {

inline std::vector<Kind> kinds() {
    const auto nothing = [](const Tree&) {
        return KindResult{};
    };
    return {{"ansible-role", "Ansible role", {"role", "ansible"}, nothing},
            {"ci-template", "GitLab CI template", {"template", "ci", "component"}, nothing},
            {"container-image", "Container image", {"image", "docker", "container"}, nothing},
            {"helm-chart", "Helm chart", {"chart", "helm"}, nothing},
            {"prometheus-exporter", "Prometheus exporter", {"exporter", "prometheus"}, nothing},
            {"terraform-module", "Terraform module", {"module", "terraform"}, nothing}};
}

inline Entry entry(std::string kind, std::string name, std::string description,
                   std::vector<std::string> keywords = {}) {
    Entry made;
    made.kind = std::move(kind);
    made.name = std::move(name);
    made.description = std::move(description);
    made.keywords = std::move(keywords);
    made.repo = "sre/" + made.kind;
    made.version = "1.2.3";
    return made;
}

inline Dictionary dictionary() {
    std::vector<std::string_view> files;
    for (const auto& file : embedded::words())
        files.push_back(file.bytes);
    return read_dictionary(files);
}

inline Found search(const Index& index, std::string words, std::string kind = {}, int limit = 10) {
    Query query;
    query.words = std::move(words);
    query.kind = std::move(kind);
    query.limit = limit;
    query.detailed = true;
    return index.search(query);
}

inline std::string id(const Entry& one) {
    return one.kind + "/" + one.name;
}

inline std::vector<std::string> ids(const Found& found) {
    std::vector<std::string> out;
    for (const auto& hit : found.hits)
        out.push_back(id(hit.entry));
    return out;
}

inline std::string first(const Index& index, const std::string& words) {
    const auto found = search(index, words);
    return found.hits.empty() ? "nothing" : id(found.hits.front().entry);
}

}  // namespace qm::catalog::support
