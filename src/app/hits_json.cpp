// A search's answer for the command line.
// SPDX-License-Identifier: Apache-2.0
#include "app/hits_json.hpp"

#include <cstdio>

namespace qm::app {

using nlohmann::json;

json hits_json(const CatalogView& catalog, Query query) {
    query.why = true;
    const Found found = catalog.search(query);
    json hits = json::array();
    for (const Hit& hit : found.hits) {
        const Entry& entry = hit.entry;
        json family = json::array();
        for (const Entry& member : catalog.family(entry))
            family.push_back(member.id);
        hits.push_back({{"id", entry.id},
                        {"kind", entry.kind},
                        {"name", entry.name},
                        {"version", entry.version},
                        {"description", entry.description},
                        {"repo", entry.repo},
                        {"deprecated", entry.deprecated},
                        {"tombstone", entry.tombstone},
                        {"family", std::move(family)},
                        {"score_bucket", hit.bucket},
                        {"because", hit.because}});
    }
    return {{"query", query.words},
            {"hits", std::move(hits)},
            {"total", found.total},
            {"suggestions", found.suggestions}};
}

int print_hits(const json& answer) {
    const json hits = answer.value("hits", json::array());
    for (const json& hit : hits)
        std::printf("%-20s %-36s %-10s %s\n", hit.value("kind", "").c_str(),
                    hit.value("name", "").c_str(), hit.value("version", "").c_str(),
                    hit.value("tombstone", false)
                        ? "(gone)"
                        : hit.value("description", "").substr(0, 100).c_str());
    if (!hits.empty()) return 0;
    std::fprintf(stderr, "nothing found");
    std::string near;
    for (const json& name : answer.value("suggestions", json::array()))
        near += (near.empty() ? "; near names: " : ", ") + name.get<std::string>();
    std::fprintf(stderr, "%s\n", near.c_str());
    return 1;
}

}  // namespace qm::app
