// A search's answer for the command line.
// SPDX-License-Identifier: Apache-2.0
#include "app/hits_json.hpp"

#include <cstdio>

namespace qm::app {

using nlohmann::json;

json hits_json(const CatalogView& catalog, Query query) {
    query.detailed = true;
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
    static const std::vector<std::string> filters{"kind", "team", "lang", "deprecated", "words"};
    json complaints = json::array();
    for (const Complaint& complaint : found.asked.complaints)
        complaints.push_back({{"filter", filters.at(static_cast<std::size_t>(complaint.about))},
                              {"value", complaint.value},
                              {"nearest", complaint.nearest},
                              {"known", complaint.known}});
    return {{"query", query.words},     {"hits", std::move(hits)},
            {"total", found.total},     {"suggestions", found.suggestions},
            {"dropped", found.dropped}, {"complaints", std::move(complaints)}};
}

namespace {

bool print_complaints(const json& answer) {
    const json complaints = answer.value("complaints", json::array());
    for (const json& complaint : complaints) {
        const std::string near = complaint.value("nearest", "");
        std::string known;
        for (const json& each : complaint.value("known", json::array()))
            known += (known.empty() ? "" : ", ") + each.get<std::string>();
        std::fprintf(stderr, "there is no %s:%s%s; there are: %s\n",
                     complaint.value("filter", "").c_str(), complaint.value("value", "").c_str(),
                     near.empty() ? "" : ("; did you mean " + near + "?").c_str(), known.c_str());
    }
    return !complaints.empty();
}

}  // namespace

int print_hits(const json& answer) {
    const json hits = answer.value("hits", json::array());
    for (const json& hit : hits)
        std::printf("%-20s %-36s %-10s %s\n", hit.value("kind", "").c_str(),
                    hit.value("name", "").c_str(), hit.value("version", "").c_str(),
                    hit.value("tombstone", false)
                        ? "(gone)"
                        : hit.value("description", "").substr(0, 100).c_str());
    if (!hits.empty()) return 0;
    if (print_complaints(answer)) return 1;
    std::fprintf(stderr, "nothing found");
    if (const int dropped = answer.value("dropped", 0); dropped > 0)
        std::fprintf(stderr, "; without the filters there are %d", dropped);
    std::string near;
    for (const json& name : answer.value("suggestions", json::array()))
        near += (near.empty() ? "; nearest: " : ", ") + name.get<std::string>();
    std::fprintf(stderr, "%s\n", near.c_str());
    return 1;
}

}  // namespace qm::app
