// A tree seen through a few folders.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/focus.hpp"

#include <algorithm>

namespace qm::catalog {
namespace {

std::string_view parent_of(std::string_view path) {
    const auto slash = path.find_last_of('/');
    return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace

bool below(std::string_view path, std::string_view folder) {
    if (folder.empty()) return true;
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

Units::Units(const std::vector<Entry>& entries) {
    for (const Entry& entry : entries) {
        if (!entry.path.empty()) folders_.push_back(entry.path);
    }
    std::sort(folders_.begin(), folders_.end());
    folders_.erase(std::unique(folders_.begin(), folders_.end()), folders_.end());
}

const std::string* Units::of(std::string_view path) const {
    for (;;) {
        const auto found = std::lower_bound(folders_.begin(), folders_.end(), path);
        if (found != folders_.end() && *found == path) return &*found;
        if (path.empty()) return nullptr;
        path = parent_of(path);
    }
}

Focus::Focus(const Tree& whole, std::vector<std::string> folders) : whole_(whole) {
    for (const std::string& path : whole.paths()) {
        const auto folder = parent_of(path);
        const bool seen = std::any_of(folders.begin(), folders.end(), [&](const std::string& each) {
            // Beside or above: manifests, owners and licences of all that lies below.
            return below(path, each) || (folder.size() < each.size() && below(each, folder));
        });
        if (seen) paths_.push_back(path);
    }
}

}  // namespace qm::catalog
