// What people paste: an image, an include, an address, a metric.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/hash.hpp"
#include "catalog/snapshot.hpp"
#include "catalog/text.hpp"
#include "catalog/words.hpp"

#include <algorithm>

namespace qm::catalog {
namespace {

constexpr std::size_t paste_max = 512;
constexpr std::size_t found_max = 20;
constexpr std::size_t parts_max = 24;  // of an address

std::string_view after(std::string_view text, std::string_view mark) {
    const auto at = text.find(mark);
    return at == text.npos ? std::string_view() : trim(text.substr(at + mark.size()));
}

// Quotes and what follows a blank go: "project: 'sre/ci'   # ours" → sre/ci.
std::string_view unquoted(std::string_view text) {
    text = trim(text);
    if (!text.empty() && (text.front() == '"' || text.front() == '\'')) text.remove_prefix(1);
    return text.substr(0, text.find_first_of(" \t\r\n\"'#"));
}

// Parts of an address that tell nothing of where it stands in a repository.
std::string address_in(std::string_view text) {
    if (const auto scheme = text.rfind("://"); scheme != text.npos) text.remove_prefix(scheme + 3);
    const auto user = text.find('@');  // git@host:group/repo
    if (user != text.npos && user < text.find_first_of("/:")) text.remove_prefix(user + 1);
    std::string path(text.substr(0, text.find_first_of("?#@")));
    for (const std::string_view noise : {"/-/tree/", "/-/blob/", "/-/raw/"}) {
        const auto at = path.find(noise);
        if (at == std::string::npos) continue;
        const auto branch_end = path.find('/', at + noise.size());
        path.replace(at, (branch_end == std::string::npos ? path.size() : branch_end) - at, "");
    }
    if (const auto git = path.find(".git"); git != std::string::npos) path.erase(git, 4);
    const auto slash = path.find_last_of('/');
    const auto colon = path.find(':', slash == std::string::npos ? 0 : slash);
    path.resize(std::min(path.size(), colon));
    while (path.ends_with('/'))
        path.pop_back();
    return path;
}

// "gitlab.example/sre/charts/charts/redis" holds the repository "sre/charts" as whole parts; what
// follows it is the path inside.
bool holds(std::string_view address, std::string_view repo, std::string_view& rest) {
    const auto at = address.find(repo);
    if (repo.empty() || at == address.npos) return false;
    if (at > 0 && address[at - 1] != '/' && address[at - 1] != ':') return false;
    rest = address.substr(at + repo.size());
    if (!rest.empty() && rest.front() != '/') return false;
    while (rest.starts_with('/'))
        rest.remove_prefix(1);
    return true;
}

// How well an entry stands where the address points: its own place, above it, or below; 0: not.
int fits(const Entry& entry, std::string_view address, std::string_view file) {
    std::string_view rest;
    if (!holds(address, entry.repo, rest)) return 0;
    if (!file.empty()) rest = file;
    while (rest.starts_with('/'))
        rest.remove_prefix(1);
    const std::string_view path = entry.path;
    const std::string_view name = entry.name;
    if (rest == path || (!rest.empty() && rest == name)) return 3;
    if (!path.empty() && rest.starts_with(path) && rest[path.size()] == '/') return 2;
    return rest.empty() || (path.empty() && file.empty()) ? 1 : 0;
}

// Docs of every repository that the address may hold: runs of its whole parts.
std::vector<std::uint32_t> in_repos_of(const Snapshot& snapshot, std::string_view address) {
    std::vector<std::size_t> starts{0};
    std::vector<std::size_t> ends;
    for (std::size_t i = 0; i < address.size(); ++i) {
        if (address[i] == '/') ends.push_back(i);
        if (address[i] == '/' || address[i] == ':') starts.push_back(i + 1);
    }
    ends.push_back(address.size());
    if (starts.size() > parts_max) return {};
    std::vector<std::uint32_t> docs;
    for (const auto from : starts) {
        for (const auto to : ends) {
            if (to <= from) continue;
            const auto some = snapshot.with_key(by_repo, hash64(address.substr(from, to - from)));
            docs.insert(docs.end(), some.begin(), some.end());
        }
    }
    std::sort(docs.begin(), docs.end());
    docs.erase(std::unique(docs.begin(), docs.end()), docs.end());
    return docs;
}

std::vector<std::uint32_t> at_address(const Snapshot& snapshot, std::string_view address,
                                      std::string_view file) {
    std::vector<std::pair<int, std::uint32_t>> found;
    for (const auto doc : in_repos_of(snapshot, address)) {
        if (snapshot.doc(doc).tombstone()) continue;
        const Part& part = snapshot.part_of(doc);
        const Entry entry = part.segment->entry(doc - part.first);
        const int how = fits(entry, address, file);
        if (how > 0) found.emplace_back(-how * 1'000 - static_cast<int>(entry.path.size()), doc);
    }
    std::sort(found.begin(), found.end());
    std::vector<std::uint32_t> docs;
    for (const auto& [how, doc] : found) {
        // The thing itself hides what only stands around it.
        if (how > -2'000 && !docs.empty() && found.front().first <= -2'000) break;
        if (docs.size() < found_max) docs.push_back(doc);
    }
    return docs;
}

// "pg_stat_database_xact_commit": its first part is an exporter's prefix.
std::vector<std::uint32_t> of_metric(const Snapshot& snapshot, std::string_view text) {
    for (auto cut = text.size(); cut != text.npos && cut > 0; cut = text.rfind('_', cut - 1)) {
        auto found = snapshot.with_key(by_metrics, hash64(fold(text.substr(0, cut))));
        if (!found.empty()) return found;
        if (text.rfind('_', cut - 1) == text.npos) break;
    }
    return {};
}

bool is_metric_name(std::string_view text) {
    return std::count(text.begin(), text.end(), '_') >= 2 &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
}

}  // namespace

std::vector<std::uint32_t> pasted(const Snapshot& snapshot, std::string_view text) {
    text = trim(text.substr(0, paste_max));
    if (is_metric_name(text)) return of_metric(snapshot, text);
    std::string_view place = after(text, "component:");
    std::string_view file;
    if (place.empty()) place = after(text, "project:");
    if (!place.empty()) file = unquoted(after(text, "file:"));
    if (place.empty()) place = after(text, "image:");
    if (place.empty()) place = text.starts_with("FROM ") ? text.substr(5) : text;
    place = unquoted(place);
    if (place.find('/') == place.npos || place.find_first_of(" \t") != place.npos) return {};
    // A component is named after its project: …/sre/ci/secret-detection@1.0.0.
    return at_address(snapshot, address_in(place), file);
}

}  // namespace qm::catalog
